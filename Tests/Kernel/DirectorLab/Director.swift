import Foundation
import Lab

/// A host that runs keepalived, or what is to be like it, with files of its own.
final class Director {
    /// Where it runs.
    let host: LabHost
    private let program: String
    private let configuration: String
    private let kernel: KernelListing
    private var daemons: [Daemon] = []

    init(on host: LabHost, program: String, configuration: String) throws {
        self.host = host
        kernel = try KernelListing(of: host)
        self.program = program
        self.configuration = try host.write(configuration, to: "keepalived.conf")
    }

    /// The host's name.
    var name: String { host.name }

    /// Starts it in the foreground.
    func start(_ options: [String] = []) throws {
        // keepalived takes the number of a crashed process that nobody has waited for yet for a running daemon.
        for file in pidFiles() { try FileManager.default.removeItem(atPath: path(file)) }
        daemons.append(
            try host.start(
                [
                    program, "-n", "-l", "-D", "-G", "-f", configuration, "-p", path("parent.pid"), "-r",
                    path("vrrp.pid"), "-c", path("checkers.pid"),
                ] + options))
    }

    /// Ends all its processes at once; neither addresses nor services are tidied up.
    func crash() { daemons.last?.crash() }

    /// Has it read its configuration again.
    func reload() { daemons.last?.signal(SIGHUP) }

    /// Asks it to stop.
    func terminate() { daemons.last?.signal(SIGTERM) }

    /// The status of the last run; nil as long as it runs.
    var exitStatus: Int32? { daemons.last.flatMap { $0.isRunning ? nil : $0.exitStatus } }

    /// The services of the host's kernel, as `ipvsadm -Sn` says them.
    func table() throws -> String { try kernel.text() }

    /// The PID files that are there.
    func pidFiles() -> [String] {
        ["checkers.pid", "parent.pid", "vrrp.pid"].filter { FileManager.default.fileExists(atPath: path($0)) }
    }

    /// What each run has logged, for a report of failure.
    var account: String {
        let logs = daemons.enumerated().map {
            "---- \(name), run \($0.offset + 1), \(program)\n\($0.element.log)"
        }
        let state = [
            (try? table()) ?? "no table", (try? host.ip("address", "show", "dev", host.interface)) ?? "",
        ]
        return (logs + ["---- \(name) has"] + state).joined(separator: "\n")
    }

    private func path(_ file: String) -> String { host.directory.path + "/" + file }
}
