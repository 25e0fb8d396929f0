import Foundation
import Lab

/// Daemons that check the servers of many services, in a kernel with IPVS of their own.
enum Checkers {
    /// How `bench` calls itself inside the virtual machine, before the name of the part.
    static let guestWord = "checkers-in-guest"

    /// Boots the machine and prints the rows that come out of it.
    static func run(_ part: String) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let result = try VirtualMachine.run([own, guestWord, part], memory: "1G", limit: .seconds(1500))
        print(result.output, terminator: "")
        guard result.status == 0 else { throw CommandFailure(description: result.errors) }
    }

    /// Measures a part, inside the machine.
    static func measure(_ part: String) throws {
        // The first Process of Foundation hangs in a namespace whose loopback interface is down.
        _ = try Shell.program("ipvsadm", package: "ipvsadm")
        switch part {
        case "checkers": try measureLoad()
        default: try measureChanges()
        }
    }

    /// Processor time and memory with 2,000 servers that are checked every few seconds.
    private static func measureLoad() throws {
        let delaySeconds = 10
        for type in ["TCP_CHECK", "HTTP_GET"] {
            // The virtual machine has one processor, which 2,000 checks a second are too many for.
            let table = ServiceTable(services: 20, servers: 100, check: type, delaySeconds: delaySeconds)
            var time = Columns()
            var rate = Columns()
            var each = Columns()
            var memory = Columns()
            for kind in present {
                try Namespace.enterNew()
                let servers = try LocalServers()
                let daemon = try CheckingDaemon(kind, table)
                defer { daemon.end() }
                guard try daemon.awaitTable(table, within: 60) != nil else {
                    throw CommandFailure(description: "\(kind) does not fill the table")
                }
                sleep(UInt32(delaySeconds))
                let seconds = 2 * delaySeconds
                let (before, countBefore) = (try daemon.processorSeconds(), servers.count)
                sleep(UInt32(seconds))
                let (after, countAfter) = (try daemon.processorSeconds(), servers.count)
                time[kind] = (after - before) / Double(seconds) * 100
                rate[kind] = Double(countAfter - countBefore) / Double(seconds)
                each[kind] = (after - before) / Double(countAfter - countBefore) * 1e6
                memory[kind] = Processes.memory(of: [try daemon.checker()]) / 1024
            }
            time.row("2,000 \(type) every \(delaySeconds) s: processor", "%")
            rate.row("the same: checks", "/s")
            each.row("the same: processor for each check", "us")
            memory.row("the same: memory (PSS) of the checker process", "MB")
        }
    }

    /// From the start to the whole table, and from SIGHUP to the one thing that is new.
    private static func measureChanges() throws {
        let small = ServiceTable(services: 2000, servers: 5, check: "TCP_CHECK", delaySeconds: 3600)
        let large = ServiceTable(services: 2277, servers: 16, check: "TCP_CHECK", delaySeconds: 3600)
        var start = Columns()
        var reload = Columns()
        var memory = Columns()
        for kind in present {
            start[kind] = try filled(kind, small) { _, seconds in seconds }
            reload[kind] = try filled(kind, large) { daemon, _ in
                memory[kind] = Processes.memory(of: [try daemon.checker()]) / 1024
                return try secondsOfReload(daemon, large)
            }
        }
        start.row("2,000 services x 5 servers: from exec to the whole table", "s")
        memory.row("2,277 services x 16 servers: memory (PSS) of the checker process", "MB")
        reload.row("the same: from SIGHUP to one changed weight", "s")
    }

    /// What comes of a daemon once the table is whole and it has become quiet.
    private static func filled(
        _ kind: Implementation, _ table: ServiceTable,
        _ measure: (CheckingDaemon, Double) throws -> Double?
    ) throws -> Double? {
        try Namespace.enterNew()
        let servers = try LocalServers()
        defer { withExtendedLifetime(servers) {} }
        let daemon = try CheckingDaemon(kind, table)
        defer { daemon.end() }
        guard let seconds = try daemon.awaitTable(table, within: 300) else {
            note("\(kind.rawValue): the table of \(table.services) services is not whole within 300 s")
            return nil
        }
        try daemon.awaitQuiet()
        return try measure(daemon, seconds)
    }

    private static func secondsOfReload(_ daemon: CheckingDaemon, _ table: ServiceTable) throws -> Double? {
        let limit = 120
        let before = try KernelServices.lines()
        let service = table.services / 2
        var changed = table
        changed.changed = (service: service, server: table.servers / 2, weight: 7)
        try daemon.write(changed)
        guard
            let seconds = try daemon.reload(
                { kernel in
                    kernel.weights(
                        address: ServiceTable.address(service), port: ServiceTable.port, count: table.servers
                    ).contains(7)
                }, within: limit)
        else {
            note("\(daemon.kind.rawValue): no new weight within \(limit) s; the row has that limit")
            return Double(limit)
        }
        try daemon.awaitQuiet()
        let after = try KernelServices.lines()
        let differing = zip(before, after).filter { $0 != $1 }.count + abs(before.count - after.count)
        note(
            "\(daemon.kind.rawValue): \(differing) lines of \(before.count) of /proc/net/ip_vs are others or elsewhere"
        )
        return seconds
    }

    /// The programs that are there: ours checks nothing without `check-daemon`.
    private static var present: [Implementation] {
        let checker = Implementation.directory + "/check-daemon"
        return Bench.kinds.filter { $0 == .debian || FileManager.default.isExecutableFile(atPath: checker) }
    }

    /// A remark below the rows.
    private static func note(_ text: String) {
        print("| (\(text)) | | | |")
        fflush(nil)
    }
}

/// A number for each program; one that is not there could not be measured.
private struct Columns {
    private var values: [Implementation: Double] = [:]

    subscript(kind: Implementation) -> Double? {
        get { values[kind] }
        set { values[kind] = newValue }
    }

    func row(_ what: String, _ unit: String) {
        Bench.row(what, values[.debian] ?? .nan, values[.ours] ?? .nan, unit)
    }
}
