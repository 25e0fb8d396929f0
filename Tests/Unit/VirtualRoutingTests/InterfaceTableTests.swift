import NetworkState
import NetworkTypes
import Testing

@testable import VirtualRouting

@Suite("What is known of interfaces")
struct InterfaceTableTests {
    private var table = Samples.interfaces

    @Test(
        "An interface is up when it exists, is told to be up, and has carrier",
        arguments: [
            ([.isUp, .isRunning], true), (.isUp, false), (.isRunning, false), ([], false),
        ] as [(Link.Traits, Bool)])
    mutating func isUp(_ traits: Link.Traits, _ expected: Bool) {
        table.update(Samples.link("eth0", 2, traits))
        #expect(table.isUp("eth0") == expected)
        #expect(!table.isUp("eth9"))
    }

    @Test("A renamed interface is known by its new name only")
    mutating func renamed() {
        table.update(Samples.link("wan0", 2))
        #expect(table["eth0"] == nil)
        #expect(table["wan0"]?.index == 2)
        #expect(table[2]?.name == "wan0")
    }

    @Test("A name that moves to another interface survives the removal of the old one")
    mutating func replaced() {
        table.update(Samples.link("eth0", 9))
        table.remove(linkIndex: 2)
        #expect(table["eth0"]?.index == 9)
    }

    @Test("Addresses keep the kernel's order, are known once, and go with their interface")
    mutating func addresses() throws {
        table.add(try Samples.interfaceAddress("10.0.0.2", 24, on: 2))
        table.add(try Samples.interfaceAddress("10.0.0.1", 24, on: 2))
        let renewed = try Samples.interfaceAddress("10.0.0.2", 24, on: 2, .isDeprecated)
        table.add(renewed)
        #expect(table.addresses(on: "eth0").map { "\($0.address)" } == ["10.0.0.2", "10.0.0.1"])
        #expect(table.addresses(on: "eth0").first == renewed)
        #expect((table.address(at: renewed.place) != nil))
        #expect(table.hasAddress(try Samples.address("10.0.0.1")))
        table.remove(renewed.place)
        #expect(!(table.address(at: renewed.place) != nil))
        table.remove(linkIndex: 2)
        #expect(!table.hasAddress(try Samples.address("10.0.0.1")))
        #expect(table.addresses(on: "eth0").isEmpty)
    }

    @Test("The same address with another prefix length is another address")
    mutating func prefixLength() throws {
        table.add(try Samples.interfaceAddress("10.0.0.2", 24, on: 2))
        let other = try Samples.interfaceAddress("10.0.0.2", 32, on: 2)
        #expect(!(table.address(at: other.place) != nil))
    }
}
