import Configuration
import Netlink
import NetworkTypes
import Testing
import Timing

@testable import VRRPDaemon

@Suite("Keeping virtual addresses where they belong")
struct AddressKeeperTests {
    private var keeper = AddressKeeper()
    private let interfaces = Samples.interfaces

    private static func virtual(_ text: String, _ interface: String = "eth0") throws -> VirtualAddress {
        VirtualAddress(address: try Samples.address(text), prefixLength: 24, interface: interface)
    }

    /// Changes as `+address` and `-address`.
    private static func shown(_ changes: [AddressChange]) -> [String] {
        changes.map { "\($0.action == .add ? "+" : "-")\($0.address)" }
    }

    private mutating func add(_ addresses: [VirtualAddress], instance: Int) -> [String] {
        var changes: [AddressChange] = []
        keeper.add(addresses, instance: instance, interfaces: interfaces, into: &changes)
        return Self.shown(changes)
    }

    private mutating func remove(
        instance: Int, where isRemoved: (VirtualAddress) -> Bool = { _ in true }
    ) -> [String] {
        var changes: [AddressChange] = []
        keeper.remove(instance: instance, where: isRemoved, into: &changes)
        return Self.shown(changes)
    }

    private mutating func removedByOther(_ key: AddressKeeper.Key, atMilliseconds time: Int64) -> [String] {
        var changes: [AddressChange] = []
        keeper.removedByOther(key, at: MonotonicInstant(nanoseconds: time * 1_000_000), into: &changes)
        return Self.shown(changes)
    }

    private func key(_ virtual: VirtualAddress) throws -> AddressKeeper.Key {
        try #require(AddressKeeper.Key(virtual, in: interfaces))
    }

    @Test("A master's addresses are put on in the order of the file and taken off in a fixed order")
    mutating func addAndRemove() throws {
        let addresses = [try Self.virtual("10.0.0.9"), try Self.virtual("10.0.0.3", "eth1")]
        let added = add(addresses, instance: 0)
        #expect(added == ["+10.0.0.9", "+10.0.0.3"])
        let again = add(addresses, instance: 0)
        #expect(again == [])
        let removed = remove(instance: 0)
        #expect(removed == ["-10.0.0.9", "-10.0.0.3"])
        let removedAgain = remove(instance: 0)
        #expect(removedAgain == [])
    }

    @Test("An address whose interface does not exist is left out")
    mutating func noInterface() throws {
        let added = add([try Self.virtual("10.0.0.9", "wan0"), try Self.virtual("10.0.0.8")], instance: 0)
        #expect(added == ["+10.0.0.8"])
    }

    @Test("An address that two instances share goes with the last one")
    mutating func shared() throws {
        let virtual = try Self.virtual("10.0.0.9")
        _ = add([virtual], instance: 0)
        let second = add([virtual], instance: 1)
        #expect(second == [])
        #expect(keeper.owners(of: try key(virtual)) == [0, 1])
        let first = remove(instance: 0)
        #expect(first == [])
        let last = remove(instance: 1)
        #expect(last == ["-10.0.0.9"])
    }

    @Test("What the host had before us stays the host's: it is neither added nor removed")
    mutating func adopted() throws {
        let virtual = try Self.virtual("10.0.0.9")
        keeper.adopt(try key(virtual))
        let added = add([virtual], instance: 0)
        #expect(added == [])
        let removed = remove(instance: 0)
        #expect(removed == [])
    }

    @Test("A reload that removes one address of a master removes just this one")
    mutating func partialRemoval() throws {
        let gone = try Self.virtual("10.0.0.9")
        _ = add([gone, try Self.virtual("10.0.0.8")], instance: 0)
        let removed = remove(instance: 0) { $0 == gone }
        #expect(removed == ["-10.0.0.9"])
        let rest = remove(instance: 0)
        #expect(rest == ["-10.0.0.8"])
    }

    @Test("After a reload addresses belong to the instances' new numbers")
    mutating func renumbered() throws {
        let first = try Self.virtual("10.0.0.1")
        let second = try Self.virtual("10.0.0.2")
        _ = add([first], instance: 0)
        _ = add([second], instance: 1)
        keeper.renumber { [0: 1, 1: 0][$0] }
        #expect(keeper.owners(of: try key(first)) == [1])
        let removed = remove(instance: 0)
        #expect(removed == ["-10.0.0.2"])
    }

    @Test("An address that somebody removes is put back at once, ten times in ten seconds")
    mutating func restored() throws {
        let virtual = try Self.virtual("10.0.0.9")
        _ = add([virtual], instance: 0)
        for time in 0..<Int64(AddressKeeper.restorationLimit) {
            let changes = removedByOther(try key(virtual), atMilliseconds: time)
            #expect(changes == ["+10.0.0.9"])
        }
        #expect(keeper.deadline == nil)
        let eleventh = removedByOther(try key(virtual), atMilliseconds: 10)
        #expect(eleventh == [])
        let twelfth = removedByOther(try key(virtual), atMilliseconds: 500)
        #expect(twelfth == [])
        #expect(keeper.deadline == MonotonicInstant(nanoseconds: 1_010_000_000))
        var changes: [AddressChange] = []
        keeper.timeout(at: MonotonicInstant(nanoseconds: 1_009_999_999), into: &changes)
        #expect(changes.isEmpty)
        keeper.timeout(at: MonotonicInstant(nanoseconds: 1_010_000_000), into: &changes)
        #expect(Self.shown(changes) == ["+10.0.0.9"])
        #expect(keeper.deadline == nil)
        let later = removedByOther(try key(virtual), atMilliseconds: 20_000)
        #expect(later == ["+10.0.0.9"])
    }

    @Test("An address that is given up while it waits to be put back is forgotten")
    mutating func givenUpWhileWaiting() throws {
        let virtual = try Self.virtual("10.0.0.9")
        _ = add([virtual], instance: 0)
        for time in 0...Int64(AddressKeeper.restorationLimit) {
            _ = removedByOther(try key(virtual), atMilliseconds: time)
        }
        _ = remove(instance: 0)
        #expect(keeper.deadline == nil)
    }

    @Test("An address with no_track, and one that is not ours, is not put back")
    mutating func untracked() throws {
        var virtual = try Self.virtual("10.0.0.9")
        virtual.isUntracked = true
        _ = add([virtual], instance: 0)
        let untracked = removedByOther(try key(virtual), atMilliseconds: 0)
        #expect(untracked == [])
        let foreign = removedByOther(try key(Self.virtual("10.0.0.77")), atMilliseconds: 0)
        #expect(foreign == [])
    }

    @Test("The addresses of an interface that is gone are not missed")
    mutating func interfaceGone() throws {
        _ = add([try Self.virtual("10.0.0.9"), try Self.virtual("10.0.0.8", "eth1")], instance: 0)
        #expect(keeper.missing(in: interfaces).map { "\($0.address)" } == ["10.0.0.9", "10.0.0.8"])
        keeper.forget(linkIndex: 2)
        #expect(keeper.missing(in: interfaces).map { "\($0.address)" } == ["10.0.0.8"])
        let removed = remove(instance: 0)
        #expect(removed == ["-10.0.0.8"])
    }

    @Test("The kernel is told all that the line of the address says")
    func change() throws {
        var virtual = try Self.virtual("10.0.0.9")
        virtual.label = "eth0:1"
        virtual.scope = 253
        virtual.broadcast = .address(IPv4Address(10, 0, 0, 255))
        virtual.peer = try Samples.address("10.0.1.1")
        virtual.preferredLifetimeSeconds = 0
        virtual.hasNoPrefixRoute = true
        virtual.isHomeAddress = true
        virtual.managesTemporaryAddresses = true
        virtual.joinsMulticast = true
        let expected = AddressChange(
            .add, address: virtual.address, prefixLength: 24, linkIndex: 2, label: "eth0:1", scope: 253,
            broadcast: try Samples.address("10.0.0.255"), peer: virtual.peer, preferredLifetimeSeconds: 0,
            options: [.noPrefixRoute, .home, .manageTemporaryAddresses, .multicastAutojoin])
        #expect(virtual.change(.add, on: 2) == expected)
    }
}
