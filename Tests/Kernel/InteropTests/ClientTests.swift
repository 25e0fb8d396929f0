import Foundation
import Lab
import Testing

/// What programs that live with keepalived depend on.
@Suite("Programs that watch keepalived")
struct ClientTests {
    private static func start() throws -> (Network, LabHost, Daemon) {
        let network = try Network(["a"])
        let host = network["a"]
        let daemon = try Implementation.ours.start(
            on: host, configuration: InstanceText(priority: 150).text)
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        return (network, host, daemon)
    }

    @Test("Every process shows the whole command line, as Neutron demands, and its name, as pidof does")
    func commandLines() throws {
        let (network, host, daemon) = try Self.start()
        let processes = daemon.tree
        #expect(processes.count == 2)
        for process in processes {
            #expect(Shell.commandLine(of: process) == Shell.commandLine(of: daemon.processID))
            let name = FileManager.default.contents(atPath: "/proc/\(process)/comm")
            #expect(name.map { String(decoding: $0, as: UTF8.self) } == "keepalived\n")
        }
        let text = String(decoding: Shell.commandLine(of: daemon.processID), as: UTF8.self)
        #expect(text.contains(host.directory.path))
        withExtendedLifetime(network) {}
    }

    @Test("The JSON signals of glibc and musl end no process")
    func foreignSignals() throws {
        let (network, _, daemon) = try Self.start()
        let processes = daemon.tree
        for signal: Int32 in [36, 37] {
            for process in processes { kill(process, signal) }
        }
        usleep(300_000)
        #expect(daemon.tree == processes)
        withExtendedLifetime(network) {}
    }

    @Test("A dump that was deleted is there again within 100 ms, whole, with no other file beside it")
    func exporter() throws {
        let (network, host, daemon) = try Self.start()
        let file = host.directory.path + "/keepalived.json"
        for _ in 0..<5 {
            try? FileManager.default.removeItem(atPath: file)
            daemon.signal(36)
            usleep(100_000)
            let data = try #require(FileManager.default.contents(atPath: file))
            let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
            let instance = try #require(list.first?["data"] as? [String: Any])
            #expect(instance["state"] as? Int == 2)
            #expect(instance["wantstate"] as? Int == 2)
            #expect(instance["iname"] as? String == "VI_1")
            #expect((instance["last_transition"] as? Double ?? 0) > 1_600_000_000)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: host.directory.path)
        #expect(names.filter { $0.hasPrefix("keepalived.") } == ["keepalived.json"])
        withExtendedLifetime(network) {}
    }

    @Test("The exporter that reads text finds instances, states, addresses and numbers")
    func textExporter() throws {
        let (network, host, daemon) = try Self.start()
        daemon.signal(SIGUSR1)
        daemon.signal(SIGUSR2)
        usleep(300_000)
        func lines(_ name: String) throws -> [String] {
            try String(contentsOfFile: host.directory.path + "/" + name, encoding: .utf8)
                .split(separator: "\n").map(String.init)
        }
        let data = try lines("keepalived.data")
        #expect(data.contains(" VRRP Instance = VI_1"))
        #expect(data.contains("   State = MASTER"))
        let place = try #require(data.firstIndex { $0.hasPrefix("   Virtual IP") })
        #expect(data[place + 1].split(separator: " ")[2] == "eth0")
        for line in try lines("keepalived.stats").dropFirst() {
            let parts = line.components(separatedBy: ": ")
            #expect(parts.count == 1 || Int(parts[1]) != nil, "\(line)")
        }
        withExtendedLifetime(network) {}
    }
}
