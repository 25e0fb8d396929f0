import NetworkTypes
import Testing

@testable import VirtualServers

@Suite("The difference of two tables")
struct DifferenceTests {
    private static let web = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)

    private static func server(_ number: UInt8, weight: UInt32 = 1) -> Destination {
        Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, number)), port: 80), weight: weight)
    }

    @Test("Equal tables have none, in whatever order their servers stand")
    func equal() {
        let have = VirtualServer(VirtualService(Self.web), destinations: [Self.server(1), Self.server(2)])
        let want = VirtualServer(VirtualService(Self.web), destinations: [Self.server(2), Self.server(1)])
        #expect(diff(have: [have], want: [want]).isEmpty)
    }

    @Test("Servers come before servers go, and gain weight before others lose it")
    func order() {
        let have = VirtualServer(
            VirtualService(Self.web),
            destinations: [Self.server(1), Self.server(2, weight: 1), Self.server(3, weight: 0)])
        let want = VirtualServer(
            VirtualService(Self.web),
            destinations: [Self.server(2, weight: 0), Self.server(3, weight: 1), Self.server(4)])
        #expect(
            diff(have: [have], want: [want]) == [
                .addDestination(Self.web, Self.server(4)),
                .editDestination(Self.web, Self.server(3, weight: 1)),
                .editDestination(Self.web, Self.server(2, weight: 0)),
                .deleteDestination(Self.web, Self.server(1).id),
            ])
    }

    @Test("A server at an address of this host is local, whatever method is wanted")
    func local() {
        var present = Self.server(1)
        present.method = .local
        var wanted = Self.server(1)
        wanted.method = .tunnel
        wanted.tunnel = Tunnel(.gue, port: 6080)
        let have = VirtualServer(VirtualService(Self.web), destinations: [present])
        #expect(
            diff(have: [have], want: [VirtualServer(VirtualService(Self.web), destinations: [wanted])])
                .isEmpty)
        wanted.weight = 7
        #expect(
            diff(have: [have], want: [VirtualServer(VirtualService(Self.web), destinations: [wanted])])
                == [.editDestination(Self.web, wanted)])
    }

    @Test("A listing that repeats a service or a server counts as if it did not")
    func repeated() {
        let kept = VirtualServer(
            VirtualService(Self.web), destinations: [Self.server(1), Self.server(2), Self.server(1)])
        let gone = VirtualServer(VirtualService(.firewallMark(7, .ipv4)))
        let want = VirtualServer(
            VirtualService(Self.web), destinations: [Self.server(1), Self.server(3), Self.server(3)])
        #expect(
            diff(have: [gone, kept, gone, kept], want: [want, want]) == [
                .addDestination(Self.web, Self.server(3)),
                .deleteDestination(Self.web, Self.server(2).id),
                .deleteService(gone.service.id),
            ])
        #expect(
            diff(have: [], want: [want, want]) == [
                .addService(want.service), .addDestination(Self.web, Self.server(1)),
                .addDestination(Self.web, Self.server(3)),
            ])
    }

    @Test(
        "The changes between random tables are accepted one by one, and a kept server is never missing",
        arguments: 0..<200)
    func randomTables(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let have = Self.table(&random)
        let want = Self.table(&random)
        var table = try Self.filled(have)
        for change in diff(have: have, want: want) {
            try table.make(change)
            for old in have {
                guard let new = want.first(where: { $0.service.id == old.service.id }) else { continue }
                let kept = Set(old.destinations.map(\.id)).intersection(new.destinations.map(\.id))
                let now = try #require(table.servers.first { $0.service.id == old.service.id })
                #expect(kept.isSubset(of: now.destinations.map(\.id)))
            }
        }
        #expect(Self.facts(table.servers) == Self.facts(want))
        #expect(diff(have: table.servers, want: want).isEmpty)
    }

    private static func filled(_ servers: [VirtualServer]) throws -> VirtualServerTable {
        var table = VirtualServerTable()
        for server in servers {
            try table.make(.addService(server.service))
            for destination in server.destinations {
                try table.make(.addDestination(server.service.id, destination))
            }
        }
        return table
    }

    /// The table without its order.
    private static func facts(_ servers: [VirtualServer]) -> [VirtualService: Set<Destination>] {
        Dictionary(uniqueKeysWithValues: servers.map { ($0.service, Set($0.destinations)) })
    }

    private static func table(_ random: inout SplitMix) -> [VirtualServer] {
        (1...4).filter { _ in Bool.random(using: &random) }.map { number in
            let id = ServiceID.firewallMark(UInt32(number), .ipv4)
            let scheduler = ["rr", "wlc", "sh"].randomElement(using: &random) ?? "rr"
            let destinations = (1...6).shuffled(using: &random).filter { _ in Bool.random(using: &random) }
                .map {
                    server(UInt8($0), weight: UInt32.random(in: 0...2, using: &random))
                }
            return VirtualServer(VirtualService(id, scheduler: scheduler), destinations: destinations)
        }
    }
}
