import Foundation
import Lab
import Testing

/// The lines that a daemon writes to a FIFO, read as soon as they come.
final class PipeReader {
    let path: String
    private var descriptor: Int32
    private var bytes: [UInt8] = []

    /// Reads the FIFO at a path, which is made unless it is there.
    init(_ path: String) throws {
        self.path = path
        mkfifo(path, 0o600)
        // Also open for writing: keepalived closes the FIFO at a reload, and a reader would see its end.
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(description: "open \(path): errno \(errno)") }
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// All lines so far. The last one is not whole if the daemon wrote a part of it.
    var lines: [String] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        var lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Waits for a line, then takes all lines.
    func take(until last: String, within limit: Duration = .seconds(6)) throws -> [String] {
        let isThere = eventually(within: limit) { lines.contains(last) }
        guard isThere else { throw CommandFailure(description: "\(last) does not come, but \(lines)") }
        return take()
    }

    /// Takes all lines.
    func take() -> [String] {
        defer { bytes = [] }
        return lines
    }
}

@Suite("FIFOs beside Debian's keepalived")
struct NotificationPipeTests {
    private static func configuration(
        _ host: LabHost, priority: Int = 100, _ global: String = "", removesFirst: Bool = false
    ) -> String {
        let names = removesFirst ? ["A1", "A2"] : ["VI_1", "A1", "A2"]
        let instances = names.map { name in
            var instance = InstanceText(priority: priority)
            let number = ["VI_1": 0, "A1": 1, "A2": 2][name] ?? 0
            instance.name = name
            instance.virtualRouterID = 51 + number
            instance.addresses = ["10.99.0.10\(number)/24"]
            if number == 0 { instance.lines = ["track_script {\n check\n }"] }
            return instance.text
        }
        return """
            global_defs {
                script_user root
                enable_script_security
                notify_fifo \(host.directory.path)/all
                vrrp_notify_fifo \(host.directory.path)/vrrp
                vrrp_notify_priority_changes
                \(global)
            }
            vrrp_script check {
                script "/usr/bin/test ! -e \(host.directory.path)/flag"
                interval 1
                weight 20
            }
            vrrp_sync_group G1 {
                group {
                    A1
                    A2
                }
            }
            \(instances.joined())
            """
    }

    /// What one daemon wrote, step by step.
    private struct Record {
        var steps: [(name: String, lines: [String])] = []
        var all: [String] = []
    }

    private static func bySubject(_ lines: [String]) -> [String: [String]] {
        Dictionary(grouping: lines) { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    private static func record(_ implementation: Implementation) throws -> Record {
        let network = try Network(["a", "b"])
        let (host, peer) = (network["a"], network["b"])
        let all = try PipeReader(host.directory.path + "/all")
        let routers = try PipeReader(host.directory.path + "/vrrp")
        let flag = host.directory.path + "/flag"
        var record = Record()
        func step(_ name: String, until last: String) throws {
            let lines = try routers.take(until: last)
            // Other instances may follow.
            usleep(300_000)
            record.steps.append((name, lines + routers.take()))
        }
        let daemon = try implementation.start(on: host, configuration: configuration(host))
        _ = eventually(within: .seconds(5)) { routers.lines.contains("INSTANCE \"VI_1\" MASTER 120") }
        try step("start", until: "GROUP \"G1\" MASTER 0")
        try "".write(toFile: flag, atomically: true, encoding: .utf8)
        try step("a tracker fails", until: "INSTANCE \"VI_1\" MASTER_PRIORITY 100")
        try FileManager.default.removeItem(atPath: flag)
        try step("it recovers", until: "INSTANCE \"VI_1\" MASTER_PRIORITY 120")
        let other = try Implementation.debian.start(
            on: peer, configuration: configuration(peer, priority: 200))
        try step("a better router", until: "GROUP \"G1\" BACKUP 0")
        try implementation.reload(daemon, on: host, configuration: configuration(host))
        usleep(1_500_000)
        record.steps.append(("reload of a backup", routers.take()))
        other.stop()
        try step("it is gone", until: "GROUP \"G1\" MASTER 0")
        try host.ip("link", "set", "eth0", "down")
        try step("no interface", until: "GROUP \"G1\" FAULT 0")
        try host.ip("link", "set", "eth0", "up")
        try step("an interface", until: "GROUP \"G1\" MASTER 0")
        try implementation.reload(
            daemon, on: host, configuration: configuration(host, removesFirst: true))
        try step("removed", until: "INSTANCE \"VI_1\" FAULT 120")
        daemon.stop()
        try step("stop", until: "GROUP \"G1\" STOP 0")
        record.all = all.take()
        #expect(
            record.all == record.steps.flatMap(\.lines), "\(implementation): both FIFOs have the same lines")
        return record
    }

    @Test(
        "Start, failover in both roles, a tracker, a reload, a removal and a stop: byte for byte, by subject")
    func lines() throws {
        let ours = try Self.record(.ours)
        let theirs = try Self.record(.debian)
        for (mine, other) in zip(ours.steps, theirs.steps) {
            // A reload without changes: keepalived reports the priority as if it had just changed.
            let meant = mine.name == "reload of a backup" ? ["INSTANCE \"VI_1\" BACKUP_PRIORITY 120"] : []
            #expect(
                Self.bySubject(mine.lines + meant) == Self.bySubject(other.lines),
                "\(mine.name): ours \(mine.lines), Debian's \(other.lines)")
        }
        #expect(ours.steps.last?.lines == theirs.steps.last?.lines)
    }

    @Test("fifo_write_vrrp_states_on_reload: Debian's lines, and those of masters")
    func statesOnReload() throws {
        func lines(_ implementation: Implementation) throws -> [String] {
            let network = try Network(["a"])
            let host = network["a"]
            let reader = try PipeReader(host.directory.path + "/vrrp")
            var down = InstanceText(priority: 90)
            down.name = "F"
            down.virtualRouterID = 60
            down.interface = "d0"
            down.addresses = ["10.98.0.1/24"]
            var waiting = InstanceText(priority: 1)
            waiting.name = "B"
            waiting.virtualRouterID = 61
            waiting.addresses = ["10.99.0.61/24"]
            waiting.interval = "40"
            try host.ip("link", "add", "d0", "type", "veth", "peer", "name", "d1")
            try host.ip("link", "set", "d0", "up")
            let text =
                Self.configuration(host, "fifo_write_vrrp_states_on_reload")
                .replacingOccurrences(of: "vrrp_notify_priority_changes", with: "") + down.text + waiting.text
            let daemon = try implementation.start(on: host, configuration: text)
            _ = eventually(within: .seconds(5)) { reader.lines.contains("INSTANCE \"VI_1\" MASTER 120") }
            _ = try reader.take(until: "GROUP \"G1\" MASTER 0")
            usleep(300_000)
            _ = reader.take()
            try implementation.reload(daemon, on: host, configuration: text)
            let written = try reader.take(until: "INSTANCE \"B\" BACKUP 1")
            usleep(300_000)
            return written + reader.take()
        }
        let ours = try lines(.ours)
        #expect(ours.filter { !$0.hasPrefix("INSTANCE") || !$0.contains("MASTER") } == (try lines(.debian)))
        #expect(ours.filter { $0.contains("MASTER") }.count == 4)
    }

    @Test("A FIFO that the daemon made is its user's and goes with it; one that was there stays")
    func life() throws {
        func facts(_ implementation: Implementation) throws -> [String] {
            let network = try Network(["a"])
            let host = network["a"]
            let (own, other) = (host.directory.path + "/own", host.directory.path + "/other")
            mkfifo(other, 0o640)
            let daemon = try implementation.start(
                on: host,
                configuration:
                    "global_defs {\nnotify_fifo \(own) nobody\nvrrp_notify_fifo \(other) nobody\n}\n"
                    + InstanceText(priority: 100).text)
            _ = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
            let during = try host.run("stat", "-c", "%F %a %U %n", own, other)
            daemon.stop()
            let left = try FileManager.default.contentsOfDirectory(atPath: host.directory.path).sorted()
            return [during.replacingOccurrences(of: host.directory.path, with: "")]
                + left.filter { $0 == "own" || $0 == "other" }
        }
        let ours = try facts(.ours)
        #expect(ours == (try facts(.debian)))
        #expect(ours.last == "other" && ours.count == 2)
    }

    @Test(
        "A reader keeps its FIFO over a reload and the death of the VRRP process, and may return after its own"
    )
    func readers() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = host.directory.path + "/fifo"
        func text(_ priority: Int) -> String {
            "global_defs {\nvrrp_notify_fifo \(path)\n}\n" + InstanceText(priority: priority).text
        }
        let daemon = try Implementation.ours.start(on: host, configuration: text(100))
        let isMade = eventually(within: .seconds(5)) { FileManager.default.fileExists(atPath: path) }
        try #require(isMade)
        // A plain reader, which ends at the end of the file.
        let record = host.directory.path + "/record"
        let reader = try Daemon(["/bin/sh", "-c", "exec cat '\(path)' > '\(record)'"])
        func recorded() -> [String] {
            ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").split(separator: "\n").map(
                String.init)
        }
        let isMaster = eventually(within: .seconds(5)) { recorded().last == "INSTANCE \"VI_1\" MASTER 100" }
        try #require(isMaster)
        try Implementation.ours.reload(daemon, on: host, configuration: text(110))
        let child = try #require(daemon.tree.dropFirst().first)
        usleep(500_000)
        kill(child, SIGKILL)
        #expect(eventually(within: .seconds(5)) { recorded().last == "INSTANCE \"VI_1\" MASTER 110" })
        #expect(reader.isRunning)
        reader.signal(SIGKILL)
        try host.ip("link", "set", "eth0", "down")
        try host.ip("link", "set", "eth0", "up")
        usleep(2_000_000)
        let next = try PipeReader(path)
        #expect(
            next.lines == [
                "INSTANCE \"VI_1\" FAULT 110", "INSTANCE \"VI_1\" BACKUP 110", "INSTANCE \"VI_1\" MASTER 110",
            ])
        daemon.stop()
        #expect(next.lines.last == "INSTANCE \"VI_1\" STOP 110")
    }

    @Test("A full FIFO loses whole lines, which is said, and nothing else waits")
    func full() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let reader = try PipeReader(host.directory.path + "/vrrp")
        let instances = (1...60).map { number in
            var instance = InstanceText(priority: 100)
            instance.name = "an_instance_with_quite_a_long_name_\(number)"
            instance.virtualRouterID = number
            instance.addresses = ["10.99.1.\(number)/24"]
            return instance.text
        }
        let text = "global_defs {\nvrrp_notify_fifo \(reader.path)\n}\n" + instances.joined()
        let daemon = try Implementation.ours.start(on: host, configuration: text)
        _ = try reader.take(until: "INSTANCE \"an_instance_with_quite_a_long_name_60\" MASTER 100")
        // A small pipe is as good as a long absence.
        let pipe = open(reader.path, O_RDWR | O_NONBLOCK)
        #expect(fcntl(pipe, 1031 /* F_SETPIPE_SZ */, 4096) == 4096)
        close(pipe)
        _ = reader.take()
        for state in ["down", "up"] {
            try host.ip("link", "set", "eth0", state)
            usleep(800_000)
        }
        #expect(eventually(within: .seconds(5)) { (try? host.has("10.99.1.60")) ?? false })
        let lines = reader.take()
        #expect((40..<180).contains(lines.count))
        #expect(lines.allSatisfy { $0.hasSuffix(" 100") && $0.hasPrefix("INSTANCE \"an_") })
        let said =
            daemon.log.components(separatedBy: "is full because its reader is gone or too slow").count - 1
        #expect(said == 1)
        daemon.stop()
        #expect(reader.lines.count == 60)
        #expect(daemon.log.contains("notifications could not be written"))
    }

    @Test(
        "The script of a FIFO reads it until the daemon's last line, over reloads, and a reload replaces one that died"
    )
    func script() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let (path, record) = (host.directory.path + "/fifo", host.directory.path + "/record")
        let script = try host.write(
            """
            #!/bin/bash
            echo "start $$ $*" >> \(record)
            while read -r line; do echo "$line" >> \(record); done < "${!#}"
            echo end >> \(record)

            """, to: "reader.sh", mode: 0o755)
        let text =
            "global_defs {\nscript_user root\nvrrp_notify_fifo \(path)\nvrrp_notify_fifo_script \"\(script) 'a b'\"\n}\n"
            + InstanceText(priority: 100).text
        func recorded() -> [String] {
            ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").split(separator: "\n").map(
                String.init)
        }
        let daemon = try Implementation.ours.start(on: host, configuration: text)
        let isMaster = eventually(within: .seconds(5)) { recorded().last == "INSTANCE \"VI_1\" MASTER 100" }
        try #require(isMaster)
        let first = try #require(recorded().first)
        #expect(first.hasSuffix(" a b \(path)"))
        try Implementation.ours.reload(daemon, on: host, configuration: text)
        usleep(700_000)
        #expect(recorded().filter { $0.hasPrefix("start") } == [first])
        let reader = try #require(first.split(separator: " ").dropFirst().first.flatMap { Int32($0) })
        kill(reader, SIGKILL)
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.contains("was ended by signal 9; a reload starts it again")
            })
        try Implementation.ours.reload(daemon, on: host, configuration: text)
        #expect(eventually(within: .seconds(3)) { recorded().filter { $0.hasPrefix("start") }.count == 2 })
        // A FIFO that somebody deleted is made again by a reload, and read again.
        unlink(path)
        try Implementation.ours.reload(daemon, on: host, configuration: text)
        #expect(eventually(within: .seconds(3)) { recorded().filter { $0.hasPrefix("start") }.count == 3 })
        usleep(500_000)
        daemon.stop()
        #expect(recorded().suffix(2) == ["INSTANCE \"VI_1\" STOP 100", "end"])
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("What cannot be a FIFO is said, and everything else goes on")
    func impossible() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let file = try host.write("mine\n", to: "file")
        for path in [file, host.directory.path, host.directory.path + "/missing/fifo", "/proc/fifo"] {
            let daemon = try Implementation.ours.start(
                on: host,
                configuration: "global_defs {\nnotify_fifo \(path)\n}\n" + InstanceText(priority: 100).text)
            let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
            #expect(isMaster)
            #expect(daemon.log.contains("The FIFO \(path) cannot be opened"))
            daemon.signal(SIGHUP)
            usleep(300_000)
            #expect(daemon.stop() == 0)
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine\n")
    }
}
