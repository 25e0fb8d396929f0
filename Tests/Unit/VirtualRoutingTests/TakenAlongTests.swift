import Configuration
import NetworkState
import NetworkTypes
import Testing
import Timing

@testable import VirtualRouting

@Suite("Addresses that the kernel takes along with the first of their network") struct TakenAlongTests {
    fileprivate static let now = MonotonicInstant(nanoseconds: 0)

    /// eth0 loses 10.0.0.1, the first of its network; 10.0.0.2 is ours as well, 10.0.0.77 the host's own.
    private struct Loss {
        let (first, second, host): (AddressPlace, AddressPlace, AddressPlace)
        let kept: VirtualAddress
        let interfaces: InterfaceTable
        var addresses = AddressReconciliation()
        var changes: [AddressChange] = []

        init() throws {
            let own = try [
                Samples.interfaceAddress("10.0.0.1", 24, on: 2),
                Samples.interfaceAddress("10.0.0.2", 24, on: 2, [.isPermanent, .isSecondary]),
                Samples.interfaceAddress("10.0.0.77", 24, on: 2, [.isPermanent, .isSecondary]),
            ]
            (first, second, host) = (own[0].place, own[1].place, own[2].place)
            interfaces = InterfaceTable(links: [Samples.link("eth0", 2)], addresses: own)
            kept = VirtualAddress(address: own[1].address, prefixLength: 24, interface: "eth0")
            let gone = VirtualAddress(address: own[0].address, prefixLength: 24, interface: "eth0")
            addresses.takeOver(gone, at: first)
            addresses.takeOver(kept, at: second)
            let (kept, second) = (kept, second)
            changes = addresses.changes(in: interfaces, at: TakenAlongTests.now) { $0 == second ? kept : nil }
        }

        /// The kernel reports these removals; which of them are news.
        mutating func report(_ places: AddressPlace...) -> [Bool] {
            places.map { addresses.reportedRemoval(of: $0) }
        }

        mutating func answer(_ outcomes: [ChangeOutcome]) {
            for (change, outcome) in zip(changes, outcomes) {
                _ = addresses.changed(change, outcome, at: TakenAlongTests.now)
            }
        }
    }

    @Test("What is being removed is not put back")
    func removalUnderWay() throws {
        let own = try [
            Samples.interfaceAddress("10.0.0.1", 24, on: 2),
            Samples.interfaceAddress("10.0.0.2", 24, on: 2, [.isPermanent, .isSecondary]),
        ]
        let interfaces = InterfaceTable(links: [Samples.link("eth0", 2)], addresses: own)
        let virtual = own.map { VirtualAddress(address: $0.address, prefixLength: 24, interface: "eth0") }
        var addresses = AddressReconciliation()
        for (virtual, place) in zip(virtual, own.map(\.place)) { addresses.takeOver(virtual, at: place) }
        let first = addresses.changes(in: interfaces, at: Self.now) { $0 == own[0].place ? virtual[0] : nil }
        #expect(first.map(\.place) == [own[1].place])
        addresses.mark(own[0].place)
        let second = addresses.changes(in: interfaces, at: Self.now) { _ in nil }
        #expect(second.map(\.place) == [own[0].place])
    }

    @Test("They are put back at once, and the reports of their removal are known to be of the past")
    func reports() throws {
        var loss = try Loss()
        #expect(loss.changes.map(\.action) == [.remove, .add, .add])
        #expect(loss.changes.map(\.place) == [loss.first, loss.second, loss.host])
        loss.answer([.made, .made, .made])
        // Hundreds of them come in several parts: in between, no address may seem to be gone.
        let past = loss.report(loss.second, loss.host, loss.first)
        #expect(past == [false, false, false])
        // The next removal is somebody else's.
        let news = loss.report(loss.second, loss.host)
        #expect(news == [true, true])
    }

    @Test("Where the kernel promotes the next one, no report of a removal is waited for")
    func promotion() throws {
        var loss = try Loss()
        loss.answer([.made, .needless, .needless])
        let reports = loss.report(loss.first, loss.second, loss.host)
        #expect(reports == [false, true, true])
    }
}
