import Foundation
import Lab

/// Two directors in front of two servers (LVS-DR), with the configurations that operators copy.
///
/// Directors 192.168.1.10 and .20, servers .30 and .40, a client .50; the virtual address is 192.168.1.100.
final class TwoDirectors {
    private static let virtualAddress = "192.168.1.100"
    /// One more than a check every 6 s and three more attempts 3 s apart need.
    private static let downLimit = 6.0 + 3 * 3 + 3 + 2
    private let network: Network
    private let directors: [Director]
    private let client: Client
    private let steps = Steps()
    private var servers: [String: Daemon] = [:]

    init(programs: [String]) throws {
        network = try Network(
            ["a", "b", "rs1", "rs2", "client"], numbers: [10, 20, 30, 40, 50], interface: "ens33",
            addressPrefix: "192.168.1")
        directors = try zip(["a", "b"], zip(programs, ["lvs-dr-master", "lvs-dr-backup"])).map {
            [network] name, rest in
            try Director(on: network[name], program: rest.0, configuration: Self.configuration(rest.1))
        }
        client = try Client(on: network["client"], count: 16)
        for name in ["rs1", "rs2"] {
            try network[name].run(
                "sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2")
            try network[name].ip("address", "add", "\(Self.virtualAddress)/32", "dev", "lo")
            try startServer(name)
        }
    }

    /// A configuration that the tests of the configuration language have.
    private static func configuration(_ name: String) throws -> String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: tests.appendingPathComponent("Unit/ConfigurationTests/Fixtures/\(name).conf"),
            encoding: .utf8)
    }

    private func startServer(_ name: String) throws {
        servers[name] = try network[name].start([try DirectorLab.path(), "serve", "80", name])
        let address = network[name].address
        try steps.expect("\(name) answers", within: 10, [name]) {
            try client.ask(address, port: 80, from: 0..<1)
        }
    }

    /// Plays the whole scene.
    func run() throws {
        do {
            try begin()
            try loseServer()
            try loseMaster()
            try stopMaster()
        } catch {
            for director in directors { print(director.account) }
            throw error
        }
    }

    private func begin() throws {
        for director in directors { try director.start() }
        for director in directors {
            try steps.expect("\(director.name) lists both servers", within: 10, Self.table(["30", "40"])) {
                try director.table()
            }
        }
        try expectOwner("a", within: 10)
        try expectAnswers("both servers answer clients", from: ["rs1", "rs2"])
    }

    private func loseServer() throws {
        servers["rs1"]?.crash()
        steps.tell("rs1 is killed")
        for director in directors {
            try steps.expect(
                "\(director.name) drops the dead server", within: Self.downLimit, Self.table(["40"])
            ) {
                try director.table()
            }
        }
        try expectAnswers("only the other one answers", from: ["rs2"])
        try startServer("rs1")
        for director in directors {
            try steps.expect("\(director.name) takes it back", within: 6 + 4, Self.table(["30", "40"])) {
                try director.table()
            }
        }
    }

    private func loseMaster() throws {
        directors[0].crash()
        try network.setCable(of: directors[0].host, isPlugged: false)
        steps.tell("a is killed")
        // The dead one's interface keeps the address.
        try expectOwners(["a", "b"], "b takes over", within: 3 + 1 + 2)
        try expectAnswers("b serves the clients", from: ["rs1", "rs2"])
        try network.setCable(of: directors[0].host, isPlugged: true)
        try directors[0].start()
        steps.tell("a is back")
        try expectOwner("a", within: 10)
        try steps.require("a lists both servers", Self.table(["30", "40"]), try directors[0].table())
        // The kernel of a still holds its old clients to the server that had not died.
        try expectAnswers("a serves new clients", from: ["rs1", "rs2"], to: 8..<16)
    }

    private func stopMaster() throws {
        directors[0].terminate()
        steps.tell("a is told to stop")
        // Without the advertisement of priority 0 it would be 3.7 s.
        try expectOwner("b", within: 2)
        try expectAnswers("b serves the clients", from: ["rs1", "rs2"])
        try expectEnd(of: directors[0])
        directors[1].terminate()
        try expectEnd(of: directors[1])
        try steps.require("nobody has the address", [], try owners())
    }

    private func expectEnd(of director: Director) throws {
        try steps.expect("\(director.name) ends with status 0", within: 8, 0) { director.exitStatus }
        try steps.require("\(director.name) leaves no service", "", try director.table())
        try steps.require("\(director.name) leaves no PID file", [], director.pidFiles())
    }

    private func owners() throws -> [String] {
        try directors.filter { try $0.host.has(Self.virtualAddress) }.map(\.name)
    }

    private func expectOwner(_ name: String, within seconds: Double) throws {
        try expectOwners([name], "only \(name) has the address", within: seconds)
    }

    private func expectOwners(_ names: [String], _ what: String, within seconds: Double) throws {
        try steps.expect(what, within: seconds, names) { try owners() }
    }

    /// The service keeps a client at its server for 50 s, but not one server for all clients.
    private func expectAnswers(_ what: String, from names: Set<String>, to clients: Range<Int> = 0..<8) throws
    {
        try steps.expect(what, within: 5, names) {
            Set(try client.ask(Self.virtualAddress, port: 80, from: clients))
        }
    }

    /// What `ipvsadm -Sn` says with these servers.
    private static func table(_ servers: [String]) -> String {
        let service = "\(virtualAddress):80"
        return "-A -t \(service) -s wrr -p 50\n"
            + servers.map { "-a -t \(service) -r 192.168.1.\($0):80 -g -w 3\n" }.joined()
    }
}
