import Foundation
import Lab
import Testing

@Suite("Reloads on time, their files, and where dumps are")
struct TimedReloadTests {
    private static func text(_ global: String, priority: Int = 100) -> String {
        "global_defs {\n\(global)\n}\n" + InstanceText(priority: priority).text
    }

    /// The local time in some seconds.
    private static func time(in seconds: TimeInterval, _ format: String = "HH:mm:ss") -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = format
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }

    private static func reloads(_ daemon: Daemon) -> Int {
        daemon.log.components(separatedBy: "Reloading ...").count - 1
    }

    @Test(
        "reload_time_file: both reload at that time and remove the file", arguments: Implementation.allCases)
    func onTime(_ implementation: Implementation) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = host.directory.path + "/at"
        let daemon = try implementation.start(
            on: host, configuration: Self.text("reload_time_file \(path)"))
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        for format in ["HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yy-MM-dd HH:mm:ss"] {
            let before = Self.reloads(daemon)
            try (Self.time(in: 3, format) + "\n").write(toFile: path, atomically: true, encoding: .utf8)
            #expect(eventually(within: .seconds(1)) { daemon.log.contains("Scheduling reload for 20") })
            usleep(1_000_000)
            #expect(Self.reloads(daemon) == before && FileManager.default.fileExists(atPath: path))
            #expect(eventually(within: .seconds(4)) { Self.reloads(daemon) == before + 1 }, "\(format)")
            #expect(eventually(within: .seconds(1)) { !FileManager.default.fileExists(atPath: path) })
        }
        let last = Self.reloads(daemon)
        try Self.time(in: 2).write(toFile: path, atomically: true, encoding: .utf8)
        usleep(500_000)
        try FileManager.default.removeItem(atPath: path)
        #expect(eventually(within: .seconds(1)) { daemon.log.contains("Cancelling reload scheduled for 20") })
        usleep(2_500_000)
        #expect(Self.reloads(daemon) == last)
    }

    @Test("reload_repeat: a daily file stays, is scheduled again, and is followed over reloads and refusals")
    func daily() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = host.directory.path + "/at"
        let words = "reload_time_file \(path)\nreload_repeat"
        let daemon = try Implementation.ours.start(on: host, configuration: Self.text(words))
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        // The reload is refused, and the file counts nevertheless.
        _ = try host.write(Self.text(words + "\nbogus"), to: "ours.conf")
        try Self.time(in: 2).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(eventually(within: .seconds(4)) { daemon.log.contains("Reload refused") })
        #expect(FileManager.default.fileExists(atPath: path))
        let scheduled = daemon.log.components(separatedBy: "Scheduling reload for").count - 1
        #expect(scheduled == 2)
        try Implementation.ours.reload(daemon, on: host, configuration: Self.text(""))
        #expect(eventually(within: .seconds(2)) { daemon.log.contains("Cancelling reload scheduled for") })
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("What is wrong with the file or its directory is said, and everything else goes on")
    func impossible() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let directory = host.directory.path
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.text("reload_time_file \(directory)/missing/at"))
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.contains("Changes of the reload_time_file are not seen until the next reload")
            })
        try FileManager.default.createDirectory(
            atPath: directory + "/missing", withIntermediateDirectories: false)
        daemon.signal(SIGHUP)
        usleep(500_000)
        try "noon\n".write(toFile: directory + "/missing/at", atomically: true, encoding: .utf8)
        #expect(eventually(within: .seconds(2)) { daemon.log.contains("'noon' must be HH:MM:SS") })
        try Implementation.ours.reload(
            daemon, on: host, configuration: Self.text("reload_time_file \(directory)"))
        #expect(
            eventually(within: .seconds(2)) { daemon.log.contains("The reload_time_file cannot be read") })
        #expect(daemon.stop() == 0)
    }

    @Test("reload_file: it is gone once the configuration has been read", arguments: Implementation.allCases)
    func readingFile(_ implementation: Implementation) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = host.directory.path + "/reading"
        let daemon = try implementation.start(on: host, configuration: Self.text("reload_file \(path)"))
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        #expect(!FileManager.default.fileExists(atPath: path))
        try "update".write(toFile: path, atomically: true, encoding: .utf8)
        let reader = open(path, O_RDONLY)
        daemon.signal(SIGHUP)
        #expect(eventually(within: .seconds(3)) { !FileManager.default.fileExists(atPath: path) })
        // The file that another program has created is emptied; keepalived replaces it.
        if implementation == .ours { #expect(lseek(reader, 0, SEEK_END) == 0) }
        close(reader)
    }

    @Test(
        "reload_check_config: the file says what is wrong, both keep the old configuration",
        arguments: Implementation.allCases)
    func checked(_ implementation: Implementation) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = host.directory.path + "/check"
        let words = "reload_check_config \(path)"
        let daemon = try implementation.start(on: host, configuration: Self.text(words))
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        func contents() -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "-" }
        try implementation.reload(daemon, on: host, configuration: Self.text(words + "\nbogus 1"))
        #expect(eventually(within: .seconds(3)) { contents().contains("bogus") })
        usleep(500_000)
        #expect(daemon.isRunning)
        #expect(try host.has("10.99.0.100"))
        try implementation.reload(daemon, on: host, configuration: Self.text(words))
        #expect(eventually(within: .seconds(3)) { contents().isEmpty })
    }

    @Test("Dumps are where the file says, and the copy of the configuration too")
    func places() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let directory = host.directory.path
        try FileManager.default.createDirectory(
            atPath: directory + "/dumps", withIntermediateDirectories: false)
        let words =
            "state_dump_file \(directory)/dumps/\nstats_dump_file \(directory)/numbers\njson_dump_file \(directory)/j.json\ntmp_config_directory \(directory)"
        let daemon = try Implementation.ours.start(on: host, configuration: Self.text(words))
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        for signal in [SIGUSR1, SIGUSR2, 36] { daemon.signal(signal) }
        let files = ["dumps/keepalived.data", "dumps/keepalived_parent.data", "numbers", "j.json"]
        #expect(
            eventually(within: .seconds(3)) {
                files.allSatisfy { FileManager.default.fileExists(atPath: directory + "/" + $0) }
            })
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.processID)/fd")
            .compactMap {
                try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(daemon.processID)/fd/\($0)")
            }
        #expect(open.contains { $0.hasPrefix(directory) && $0.hasSuffix("(deleted)") })
        #expect(!open.contains { $0.contains("memfd:configuration") })
        // One that cannot be used refuses a reload, and keeps a daemon from starting.
        try Implementation.ours.reload(
            daemon, on: host, configuration: Self.text("tmp_config_directory \(directory)/missing"))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains("Reload refused") })
        #expect(try host.has("10.99.0.100"))
    }

    @Test("set_supplementary_groups: a script has the groups of its user")
    func groups() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let record = host.directory.path + "/groups"
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: host.directory.path)
        let script = try host.write("#!/bin/sh\nid -G > \(record)-$1\n", to: "groups.sh", mode: 0o755)
        let user = "games"
        let all = try host.run("id", "-G", user).trimmingCharacters(in: .whitespacesAndNewlines)
        for (name, word) in [("off", ""), ("on", "set_supplementary_groups")] {
            var instance = InstanceText(
                priority: 100, lines: ["notify_master \"\(script) \(name)\" \(user) nogroup"])
            instance.name = "VI_1"
            let daemon = try Implementation.ours.start(
                on: host, configuration: "global_defs {\n\(word)\n}\n" + instance.text)
            func groups() -> [String] {
                ((try? String(contentsOfFile: "\(record)-\(name)", encoding: .utf8)) ?? "").split(
                    whereSeparator: \.isWhitespace
                )
                .map(String.init)
            }
            #expect(eventually(within: .seconds(5)) { !groups().isEmpty })
            let expected = name == "on" ? all.split(separator: " ").map(String.init) : []
            #expect(Set(groups()) == Set(expected + ["65534"]), "\(name)")
            daemon.stop()
        }
    }
}
