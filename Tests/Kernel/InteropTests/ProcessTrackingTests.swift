import Foundation
import Lab
import Testing

/// In the network namespaces of these tests the kernel does not report processes: ours reads /proc every second, and
/// Debian's keepalived counts them only once.
@Suite("Tracked processes beside Debian's keepalived", .serialized)
struct ProcessTrackingTests {
    /// A copy of sleep under a name of its own, and the processes that run it.
    private final class Program {
        let name: String
        let path: String
        private var processes: [Daemon] = []

        init(in directory: URL) throws {
            name = "tp\(UInt32.random(in: 0...99_999_999))"
            path = directory.path + "/" + name
            try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: path)
        }

        deinit { stop() }

        func start(_ seconds: String = "600") throws { processes.append(try Daemon([path, seconds])) }

        func stop() {
            for process in processes { process.signal(SIGKILL) }
            processes = []
        }

        func tracker(_ lines: String = "") -> String {
            "vrrp_track_process web {\n process \(name)\n \(lines)\n}\n"
        }
    }

    private static let tracks = "track_process {\n web\n }"
    private static let peers = [Roles(a: .ours, b: .debian), Roles(a: .ours, b: .ours)]

    @Test(
        "A quorum decides, with and without weight", arguments: peers,
        ["weight 0", "weight 60", "weight -60"])
    func quorum(_ roles: Roles, _ weight: String) throws {
        let pair = try Pair(roles)
        let program = try Program(in: pair.a.directory)
        try program.start()
        try pair.start("b", InstanceText(priority: 130).text)
        let priority = weight == "weight 60" ? 100 : 150
        try pair.start(
            "a", program.tracker(weight) + InstanceText(priority: priority, lines: [Self.tracks]).text)
        try pair.expect(on: ["a"])
        #expect(pair.log(of: "a").contains("/proc is read every second"))
        program.stop()
        try pair.expect(on: ["b"])
        #expect(pair.log(of: "a").contains("Quorum lost for tracked process web"))
        try program.start()
        try pair.expect(on: ["a"])
        #expect(pair.log(of: "a").contains("Quorum gained for tracked process web"))
    }

    @Test("A group's processes count for its members", arguments: peers)
    func group(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let program = try Program(in: pair.a.directory)
        func group(_ priority: Int, _ lines: String = "") -> String {
            var second = InstanceText(priority: priority)
            (second.name, second.virtualRouterID, second.addresses) = ("VI_2", 52, ["10.99.0.101/24"])
            return InstanceText(priority: priority).text + second.text
                + "vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n \(lines)\n}\n"
        }
        try pair.start("b", group(100))
        try pair.start("a", program.tracker() + group(150, Self.tracks))
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["b"]) }
        try program.start()
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["a"]) }
    }

    @Test("A reload changes the quorum, adds a tracker and removes it", arguments: peers)
    func reload(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let program = try Program(in: pair.a.directory)
        try program.start()
        func configuration(_ lines: String) -> String {
            program.tracker(lines) + InstanceText(priority: 150, lines: [Self.tracks]).text
        }
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.reload("a", configuration(""))
        try pair.expectSteady(on: ["a"], for: .seconds(2))
        try pair.reload("a", configuration("quorum 2"))
        try pair.expect(on: ["b"])
        try program.start("601")
        try pair.expect(on: ["a"])
        try pair.reload("a", program.tracker("quorum 3") + InstanceText(priority: 150).text)
        try pair.expectSteady(on: ["a"], for: .seconds(2))
    }

    /// In the initial network namespace the kernel reports to both.
    @Test("What happens to processes has the same lines as in Debian's log, one after the other")
    func lines() throws {
        let interface = "hatp\(getpid() % 10_000)"
        try Shell.require("ip", "link", "add", interface, "type", "veth", "peer", "name", interface + "x")
        defer { _ = try? Shell.run(["ip", "link", "del", interface]) }
        try Shell.require("ip", "address", "add", "10.97.3.1/24", "dev", interface)
        for name in [interface, interface + "x"] { try Shell.require("ip", "link", "set", name, "up") }
        var logs: [[String]] = []
        for implementation in Implementation.allCases {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("\(interface)-\(implementation.rawValue)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            logs.append(try log(of: implementation, on: interface, in: directory))
        }
        #expect(logs[0] == logs[1])
        #expect(
            logs[0] == [
                "Quorum gained for tracked process web", "Changing effective priority from 100 to 110",
                "Quorum gained for tracked process two", "Changing effective priority from 110 to 130",
                "Quorum lost for tracked process two", "Changing effective priority from 130 to 110",
                "Quorum lost for tracked process web", "Changing effective priority from 110 to 100",
            ])
    }

    /// The lines about processes while some start and end.
    private func log(
        of implementation: Implementation, on interface: String, in directory: URL
    ) throws -> [String] {
        let program = try Program(in: directory)
        var instance = InstanceText(priority: 100, lines: ["track_process {\n web\n two\n }"])
        (instance.interface, instance.addresses) = (interface, ["10.97.3.100/24"])
        let text =
            program.tracker("weight 10\n terminate_delay 0.5")
            + "vrrp_track_process two {\n process \(program.path) 600\n weight 20\n}\n" + instance.text
        let path = directory.path
        try text.write(toFile: path + "/conf", atomically: false, encoding: .utf8)
        var words = [try implementation.program(), "-n", "-l", "-D", "-G", "-f", path + "/conf"]
        for (option, name) in [("-p", "p"), ("-r", "r"), ("-c", "c"), ("-b", "b")] {
            words += [option, "\(path)/\(name).pid"]
        }
        let daemon = try Daemon(words, log: directory.appendingPathComponent("log"))
        defer { _ = daemon.stop() }
        func lines() -> [String] {
            daemon.log.split(separator: "\n").compactMap { line in
                for part in ["Quorum ", "Changing effective priority"] {
                    if let range = line.range(of: part) { return String(line[range.lowerBound...]) }
                }
                return nil
            }
        }
        func expect(_ count: Int) {
            #expect(eventually(within: .seconds(5)) { lines().count >= count }, "\(lines())")
        }
        #expect(eventually(within: .seconds(5)) { daemon.log.contains("Entering BACKUP STATE") })
        try program.start("599")
        expect(2)
        try program.start("600")
        expect(4)
        program.stop()
        expect(8)
        return lines()
    }
}
