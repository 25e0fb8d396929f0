import Foundation

/// A Linux kernel of its own, as one ordinary process: Debian's User Mode Linux.
///
/// It has what the machine's kernel may lack: IPVS with every scheduler, dummy, veth, macvlan, SCTP, NAT. Its root
/// file system is the machine's (hostfs), so it runs the machine's programs; `/run` and the directory that TMPDIR
/// names are its own. It has one processor and no network card: nothing in it reaches beyond it. It boots in 3 s.
/// As many run at once as the machine has processors; others wait for their turn.
public enum VirtualMachine {
    private static let processors = DispatchSemaphore(value: ProcessInfo.processInfo.activeProcessorCount)
    private static let kernel = "linux.uml"
    private static let modules = [
        "ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_lc", "ip_vs_wlc", "ip_vs_lblc", "ip_vs_lblcr", "ip_vs_dh",
        "ip_vs_sh", "ip_vs_sed", "ip_vs_nq", "ip_vs_fo", "ip_vs_ovf", "ip_vs_mh", "ip_vs_pe_sip", "dummy",
        "veth", "bridge", "macvlan", "sctp", "nft_chain_nat", "nft_masq", "nft_ct",
    ]

    /// Boots, runs one command as root, and switches off.
    ///
    /// The environment of this process reaches the command, except TMPDIR.
    /// - Parameters:
    ///   - words: The command.
    ///   - memory: What the machine has, as `linux.uml mem=` takes it; it is used only as far as needed.
    ///   - limit: How long boot and command may take together.
    ///   - environment: Further variables of the command.
    /// - Returns: The command's status and texts.
    /// - Throws: `CommandFailure` if the machine does not boot, or the command does not end within the limit.
    public static func run(
        _ words: [String], memory: String = "256M", limit: Duration = .seconds(120),
        environment: [String: String] = [:]
    ) throws -> CommandResult {
        guard getuid() == 0 else { throw CommandFailure(description: "a virtual machine needs root") }
        let program = try Shell.program(kernel, package: "user-mode-linux")
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "guest-\(UUID().uuidString)")
        let path = directory.path
        try FileManager.default.createDirectory(
            atPath: path + "/tmp", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .merging(["TMPDIR": path + "/tmp", "HOME": "/root"]) { $1 }
        try script(words, variables: variables, directory: path)
            .write(toFile: path + "/init", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/init")
        processors.wait()
        defer { processors.signal() }
        // timeout(1) leads a process group of its own and kills exactly that one.
        let boot = try Shell.run(
            [
                "timeout", "-s", "KILL", "\(limit.components.seconds)", program, "mem=\(memory)",
                "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", "init=\(path)/init", "con=null",
                "con0=null", "ssl=null", "quiet", "loglevel=0", "umid=\(directory.lastPathComponent)",
            ], environment: ["TMPDIR": path])
        func text(_ name: String) -> String {
            String(decoding: FileManager.default.contents(atPath: path + "/" + name) ?? Data(), as: UTF8.self)
        }
        guard let status = Int32(text("status").trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CommandFailure(
                description: """
                    \(words.joined(separator: " ")): no end within \(limit), or the machine did not boot \
                    (\(boot.status)): \(boot.output.suffix(500)) \(boot.errors.suffix(500)) \
                    \(text("output").suffix(2000)) \(text("errors").suffix(2000))
                    """)
        }
        return CommandResult(status: status, output: text("output"), errors: text("errors"))
    }

    /// The machine's first process.
    private static func script(
        _ words: [String], variables: [String: String], directory: String
    ) -> String {
        let exports = variables.sorted { $0.key < $1.key }
            .filter { $0.key.allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber } }
            .map { "export \($0.key)=\(quoted($0.value))" }
        return """
            #!/bin/bash
            \(exports.joined(separator: "\n"))
            mount -t proc proc /proc; mount -t sysfs sys /sys
            mount -t tmpfs run /run; mount -t tmpfs tmp \(quoted(directory))/tmp
            [ ! -d /etc/keepalived ] || mount -t tmpfs keepalived /etc/keepalived
            mount -t devtmpfs dev /dev
            mkdir -p /dev/shm /dev/pts /run/netns /run/keepalived /run/lock /lib/modules
            mount -t tmpfs shm /dev/shm; mount -t devpts pts /dev/pts; ln -sfn /proc/self/fd /dev/fd
            mount --bind /usr/lib/uml/modules /lib/modules
            modprobe -a \(modules.joined(separator: " "))
            ip link set lo up
            cd \(quoted(FileManager.default.currentDirectoryPath))
            \(words.map(quoted).joined(separator: " ")) < /dev/null \
            > \(quoted(directory))/output 2> \(quoted(directory))/errors
            echo $? > \(quoted(directory))/status
            sync
            echo o > /proc/sysrq-trigger
            sleep 5

            """
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
