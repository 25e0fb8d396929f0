import CShims
import Glibc

/// What a program did.
struct Outcome: Equatable {
    /// The exit status; 128 and more for a signal.
    var status: Int32
    var output: String
    var errors: String
}

/// Trouble of the suite itself.
struct GuestError: Error, CustomStringConvertible {
    let description: String
}

/// What the runner does to the kernel it runs on.
enum Guest {
    /// Where temporary files are kept: a file system in memory.
    static let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

    /// Puts this process into a new network namespace whose loopback interface is up.
    ///
    /// As long as `lo` has never been up there, the kernel refuses every server with EINVAL.
    static func enterFreshNamespace() throws {
        guard shim_unshare(shim_clone_newnet) == 0 else { throw GuestError(description: "unshare: \(errno)") }
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        var request = ifreq()
        withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) { $0.copyBytes(from: "lo".utf8) }
        request.ifr_ifru.ifru_flags = Int16(IFF_UP)
        guard ioctl(socket, UInt(SIOCSIFFLAGS), &request) == 0 else {
            throw GuestError(description: "lo: \(errno)")
        }
    }

    /// Goes back into a namespace.
    static func enterNamespace(_ descriptor: Int32) throws {
        guard shim_setns(descriptor, shim_clone_newnet) == 0 else {
            throw GuestError(description: "setns: errno \(errno)")
        }
    }

    /// Runs a program and waits for it, 20 s at most.
    static func run(_ words: [String], path: String? = nil, input: String = "") throws -> Outcome {
        let inputPath = directory + "/input"
        let outputPath = directory + "/output"
        let errorPath = directory + "/errors"
        if !input.isEmpty { try write(input, to: inputPath) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let created = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, input.isEmpty ? "/dev/null" : inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, created, 0o666)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, created, 0o666)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var variables = environment.map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, path ?? words[0], &actions, nil, &arguments, &variables)
        guard failure == 0 else { throw GuestError(description: "\(path ?? words[0]): errno \(failure)") }
        let status = wait(for: process)
        return Outcome(status: status, output: try read(outputPath), errors: try read(errorPath))
    }

    private static let environment = [
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", "TMPDIR=\(directory)",
    ]

    private static func wait(for process: pid_t) -> Int32 {
        let descriptor = shim_pidfd_open(process, 0)
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&poller, 1, 20_000) == 0 { kill(process, SIGKILL) }
        close(descriptor)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return shim_wait_exited(status) != 0 ? shim_wait_exit_code(status) : 128 + shim_wait_signal(status)
    }

    /// A file's contents.
    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw GuestError(description: "\(path): errno \(errno)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    /// Makes a file.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw GuestError(description: "\(path): errno \(errno)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw GuestError(description: "\(path): errno \(errno)") }
            start += count
        }
    }
}
