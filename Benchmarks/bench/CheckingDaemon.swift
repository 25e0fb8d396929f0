import Foundation
import Lab

/// A daemon that checks the servers of a table, in the present namespace.
final class CheckingDaemon {
    let kind: Implementation
    private let process: Daemon
    private let directory: String
    private let begin: ContinuousClock.Instant
    private let clock = ContinuousClock()
    private let kernel = try? KernelServices()

    init(_ kind: Implementation, _ table: ServiceTable) throws {
        self.kind = kind
        let directory = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try table.text.write(toFile: directory + "/keepalived.conf", atomically: true, encoding: .utf8)
        let files = [
            ("-f", "keepalived.conf"), ("-p", "parent.pid"), ("-r", "vrrp.pid"), ("-c", "checkers.pid"),
        ]
        begin = clock.now
        process = try Daemon(
            ["bash", "-c", "ulimit -n 65536; exec \"$@\"", "--", try kind.program(), "-n", "-l", "-G"]
                + files.flatMap { [$0.0, directory + "/" + $0.1] })
    }

    /// Writes another configuration.
    func write(_ table: ServiceTable) throws {
        try table.text.write(toFile: directory + "/keepalived.conf", atomically: false, encoding: .utf8)
    }

    /// Seconds from the start until the kernel has all of the table; nil if that takes longer than the limit.
    func awaitTable(_ table: ServiceTable, within limit: Int) throws -> Double? {
        try poll(from: begin, within: limit) {
            $0.serviceCount == table.services && $0.serverCount == table.services * table.servers
        }
    }

    /// Seconds from SIGHUP until the kernel is as wanted.
    func reload(_ isDone: (KernelServices) -> Bool, within limit: Int) throws -> Double? {
        let begin = clock.now
        process.signal(SIGHUP)
        return try poll(from: begin, within: limit, isDone)
    }

    private func poll(
        from begin: ContinuousClock.Instant, within limit: Int, _ isDone: (KernelServices) -> Bool
    ) throws -> Double? {
        guard let kernel else { throw CommandFailure(description: "no raw socket") }
        while !isDone(kernel) {
            guard process.isRunning else { throw CommandFailure(description: "\(kind.rawValue) has ended") }
            guard clock.now - begin < .seconds(limit) else { return nil }
            usleep(2000)
        }
        return (clock.now - begin) / .seconds(1)
    }

    /// The checker process.
    func checker() throws -> Int32 {
        let text = try String(contentsOfFile: directory + "/checkers.pid", encoding: .utf8)
        guard let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CommandFailure(description: "no process in checkers.pid: \(text)")
        }
        return number
    }

    /// What the checker process has used, in user and in system mode.
    func processorSeconds() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(try checker())/stat", encoding: .utf8)
        let fields = (text.split(separator: ")").last ?? "").split(separator: " ").map { Double($0) ?? 0 }
        return (fields[11] + fields[12]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Waits, 60 s at most, until the checker process has done nothing for a second.
    func awaitQuiet() throws {
        for _ in 0..<60 {
            let before = try processorSeconds()
            sleep(1)
            if try processorSeconds() - before < 0.05 { return }
        }
    }

    /// Ends it, and takes away what it may have left in the kernel, which costs time for each server.
    func end() {
        defer { _ = try? Shell.run(["ipvsadm", "-C"]) }
        if process.stop(within: .seconds(2)) == nil { process.crash() }
    }
}
