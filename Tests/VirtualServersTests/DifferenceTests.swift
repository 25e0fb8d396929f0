import NetworkTypes
import Testing

@testable import VirtualServers

/// A table that takes changes as the kernel does.
private struct Kernel {
    var table: [VirtualServer]

    /// Makes a change; false if the kernel would refuse it.
    mutating func make(_ change: Change) -> Bool {
        switch change {
        case .addService(let service):
            guard index(service.id) == nil else { return false }
            table.append(VirtualServer(service))
        case .editService(let service):
            guard let index = index(service.id) else { return false }
            table[index].service = service
        case .deleteService(let id):
            guard let index = index(id) else { return false }
            table.remove(at: index)
        case .addDestination(let id, let destination):
            guard let place = index(id), server(destination.id, at: place) == nil else { return false }
            table[place].destinations.append(destination)
        case .editDestination(let id, let destination):
            guard let place = index(id), let server = server(destination.id, at: place) else { return false }
            table[place].destinations[server] = destination
        case .deleteDestination(let id, let destination):
            guard let place = index(id), let server = server(destination, at: place) else { return false }
            table[place].destinations.remove(at: server)
        }
        return true
    }

    func index(_ id: ServiceID) -> Int? { table.firstIndex { $0.service.id == id } }

    private func server(_ id: DestinationID, at place: Int) -> Int? {
        table[place].destinations.firstIndex { $0.id == id }
    }

    /// The table without its order.
    var facts: [ServiceID: [AnyHashable]] {
        Dictionary(
            uniqueKeysWithValues: table.map {
                ($0.service.id, [AnyHashable($0.service), AnyHashable(Set($0.destinations))])
            })
    }
}

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

    @Test(
        "The changes between random tables are accepted one by one, and a kept server is never missing",
        arguments: 0..<200)
    func randomTables(seed: UInt64) {
        var random = SplitMix(state: seed)
        let have = Self.table(&random)
        let want = Self.table(&random)
        var kernel = Kernel(table: have)
        for change in diff(have: have, want: want) {
            let isAccepted = kernel.make(change)
            #expect(isAccepted, "\(change)")
            for old in have {
                guard let new = want.first(where: { $0.service.id == old.service.id }) else { continue }
                let kept = Set(old.destinations.map(\.id)).intersection(new.destinations.map(\.id))
                let place = kernel.index(old.service.id)
                let present = place.map { Set(kernel.table[$0].destinations.map(\.id)) } ?? []
                #expect(kept.isSubset(of: present))
            }
        }
        #expect(kernel.facts == Kernel(table: want).facts)
        #expect(diff(have: kernel.table, want: want).isEmpty)
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

/// A generator with a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
