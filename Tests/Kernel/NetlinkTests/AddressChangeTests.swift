import Glibc
import Netlink
import NetworkLab
import NetworkState
import NetworkTypes
import SystemCalls
import Testing

@Suite("Changes of addresses")
struct AddressChangeTests {
    @Test("A batch of 250 addresses is added, found, and removed, each change with its own answer")
    func batch() throws {
        try NetworkLab.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let addresses = (0..<250).map(host)
            let additions = addresses.map {
                AddressChange(.add, address: $0, prefixLength: 32, linkIndex: index)
            }
            let removals = addresses.map {
                AddressChange(.remove, address: $0, prefixLength: 32, linkIndex: index)
            }
            #expect(connection.apply(additions) == Array(repeating: nil, count: 250))
            let present = try connection.addresses().filter { $0.linkIndex == index }
            #expect(present.map { $0.address } == addresses)
            #expect(present.allSatisfy { $0.prefixLength == 32 && $0.traits == .isPermanent })

            let again = connection.apply(additions)
            #expect(again.allSatisfy { $0?.errno == EEXIST })
            #expect(again[3]?.description.hasPrefix("RTM_NEWADDR 10.0.0.4/32 on interface") == true)

            #expect(connection.apply(removals) == Array(repeating: nil, count: 250))
            #expect(connection.apply(removals).allSatisfy { $0?.errno == EADDRNOTAVAIL })
            #expect(try connection.addresses().filter { $0.linkIndex == index }.isEmpty)
        }
    }

    @Test("A failure in the middle of a batch belongs to its change alone")
    func middleFailure() throws {
        try NetworkLab.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let results = connection.apply([
                AddressChange(.add, address: host(0), prefixLength: 24, linkIndex: index),
                AddressChange(.add, address: host(1), prefixLength: 24, linkIndex: 9999),
                AddressChange(.add, address: host(2), prefixLength: 24, linkIndex: index),
            ])
            #expect(results.map { $0?.errno } == [nil, ENODEV, nil])
            let present = try connection.addresses().filter { $0.linkIndex == index }
            #expect(present.map { $0.traits.contains(.isSecondary) } == [false, true])
        }
    }

    @Test("No changes make no call and no answers")
    func nothing() throws {
        try NetworkLab.with { _ in
            let connection = try NetlinkConnection()
            #expect(connection.apply([]).isEmpty)
        }
    }

    @Test("Label, scope, broadcast and peer of an IPv4 address arrive in the kernel")
    func details() throws {
        try NetworkLab.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let broadcast = try #require(IPAddress("10.0.0.255"))
            let peer = try #require(IPAddress("10.9.0.1"))
            let results = connection.apply([
                AddressChange(
                    .add, address: host(0), prefixLength: 24, linkIndex: index, label: "left0:vip",
                    scope: 253,
                    broadcast: broadcast, options: .noPrefixRoute),
                AddressChange(.add, address: host(9), prefixLength: 32, linkIndex: index, peer: peer),
            ])
            #expect(results == [nil, nil])
            let present = try connection.addresses().filter { $0.linkIndex == index }
            let labelled = try #require(present.first { $0.address == host(0) })
            #expect(labelled.label == "left0:vip")
            #expect(labelled.scope == 253)
            #expect(labelled.broadcast == broadcast)
            #expect(labelled.peer == nil)
            #expect(try #require(present.first { $0.address == host(9) }).peer == peer)
        }
    }

    @Test("An IPv6 address is usable at once, and deprecated if its preferred lifetime is 0")
    func ipv6() throws {
        try NetworkLab.with { lab in
            try lab.run(.left, "sysctl -qw net.ipv6.conf.left0.accept_dad=1")
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let address = try #require(IPAddress("2001:db8::64"))
            let plain = try #require(IPAddress("2001:db8::65"))
            let results = connection.apply([
                AddressChange(
                    .add, address: address, prefixLength: 128, linkIndex: index, preferredLifetimeSeconds: 0),
                AddressChange(.add, address: plain, prefixLength: 64, linkIndex: index),
            ])
            #expect(results == [nil, nil])
            let present = try connection.addresses()
            let deprecated = try #require(present.first { $0.address == address })
            #expect(deprecated.traits.contains(.isDeprecated))
            #expect(!deprecated.traits.contains(.isTentative))
            #expect(deprecated.traits.contains(.isPermanent))
            let usual = try #require(present.first { $0.address == plain })
            #expect(!usual.traits.contains(.isDeprecated))
            #expect(!usual.traits.contains(.isTentative))
            #expect(usual.prefixLength == 64)
            let removal = AddressChange(.remove, address: plain, prefixLength: 64, linkIndex: index)
            #expect(connection.apply([removal]) == [nil])
            #expect(connection.apply([removal]).map { $0?.errno } == [EADDRNOTAVAIL])
        }
    }
}
