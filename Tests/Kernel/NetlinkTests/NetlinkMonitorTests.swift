import Lab
import Netlink
import NetworkState
import NetworkTypes
import SystemCalls
import Testing

@Suite("What netlink tells")
struct NetlinkMonitorTests {
    @Test("Links are listed with their properties")
    func links() throws {
        try Cable.with { lab in
            let connection = try NetlinkConnection()
            let link = try lab.leftLink(connection)
            #expect(link.index == lab.index(of: .left))
            #expect(link.traits.contains(.isUp))
            #expect(link.traits.contains(.supportsMulticast))
            #expect(!link.traits.contains(.isLoopback))
            #expect(!link.traits.contains(.hasNoARP))
            #expect(link.mtu == 1500)
            #expect(link.hardwareType == 1)
            #expect(link.macAddress != nil)
            let loopback = try #require(try connection.links().first)
            #expect(loopback.traits.contains(.isLoopback))
            #expect(loopback.name == "lo")
        }
    }

    @Test("A macvlan names the interface it rests on")
    func parent() throws {
        try Cable.with { lab in
            try lab.run(.left, "ip link add link left0 name vrrp.51 type macvlan mode private")
            let links = try NetlinkConnection().links()
            let macvlan = try #require(links.first { $0.name == "vrrp.51" })
            #expect(macvlan.parentIndex == lab.index(of: .left))
            #expect(!macvlan.traits.contains(.isUp))
        }
    }

    @Test("Additions and removals come in order, and an IPv4 one names the connection that asked for it")
    func addressEvents() throws {
        try Cable.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let monitor = try NetlinkMonitor()
            _ = connection.apply([
                AddressChange(.add, address: host(0), prefixLength: 32, linkIndex: index),
                AddressChange(.remove, address: host(0), prefixLength: 32, linkIndex: index),
            ])
            let own = try events(of: monitor, count: 2)
            try #require(own.count == 2)
            guard case .addressAdded(let added, let addedBy) = own[0],
                case .addressRemoved(let removed, let removedBy) = own[1]
            else {
                Issue.record("unexpected events: \(own)")
                return
            }
            #expect(added.address == host(0))
            #expect(added.linkIndex == index)
            #expect(removed.address == host(0))
            #expect(addedBy == connection.portID)
            #expect(removedBy == connection.portID)
            #expect(try monitor.receive().isEmpty)
        }
    }

    @Test("What somebody else does carries another number")
    func foreignChange() throws {
        try Cable.with { lab in
            let connection = try NetlinkConnection()
            let monitor = try NetlinkMonitor()
            try lab.run(.left, "ip address add 10.0.0.1/32 dev left0")
            let foreign = try events(of: monitor, count: 1)
            guard case .addressAdded(let address, let portID)? = foreign.first else {
                Issue.record("unexpected events: \(foreign)")
                return
            }
            #expect(address.address == host(0))
            #expect(portID != connection.portID)
            #expect(portID != 0)
        }
    }

    @Test("A cable that is cut is a link that is up but not running, and a link that goes is told by name")
    func linkEvents() throws {
        try Cable.with { lab in
            let index = lab.index(of: .left)
            let monitor = try NetlinkMonitor()
            try lab.run(.right, "ip link set right0 down")
            var last: Link?
            while last?.traits.contains(.isRunning) != false, waitReadable(monitor.descriptor) {
                for case .link(let link) in try monitor.receive() where link.index == index { last = link }
            }
            #expect(last?.traits.contains(.isUp) == true)
            #expect(last?.traits.contains(.isRunning) == false)
            try lab.run(.left, "ip link delete left0")
            var removals: [NetworkReport] = []
            while removals.isEmpty, waitReadable(monitor.descriptor) {
                removals = try monitor.receive().filter { if case .linkRemoved = $0 { true } else { false } }
            }
            #expect(removals == [.linkRemoved(index: index, name: "left0")])
        }
    }

    @Test("A bridge port that leaves its bridge is not a link that is gone")
    func bridgePort() throws {
        try Cable.with { lab in
            try lab.run(.left, "ip link add bridge0 type bridge")
            try lab.run(.left, "ip link set left0 master bridge0")
            let bridge = try #require(try NetlinkConnection().links().first { $0.name == "bridge0" })
            #expect(try lab.leftLink(NetlinkConnection()).masterIndex == bridge.index)
            let monitor = try NetlinkMonitor()
            try lab.run(.left, "ip link set left0 nomaster")
            let told = try events(of: monitor, count: 3)
            #expect(!told.isEmpty)
            #expect(!told.contains { if case .linkRemoved = $0 { true } else { false } })
        }
    }

    @Test("Lost events are told, and later ones still come")
    func overrun() throws {
        try Cable.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let monitor = try NetlinkMonitor(bufferBytes: 4096)
            let changes = (0..<200).map {
                AddressChange(.add, address: host($0), prefixLength: 32, linkIndex: index)
            }
            #expect(connection.apply(changes).allSatisfy { $0 == nil })
            #expect(try monitor.receive().contains(.overrun))
            while try !monitor.receive().isEmpty {}
            _ = connection.apply([
                AddressChange(.remove, address: host(0), prefixLength: 32, linkIndex: index)
            ])
            let later = try events(of: monitor, count: 1)
            #expect(later.count == 1)
        }
    }

    @Test("What waits in the socket when events are lost is older than the loss, and is never told after it")
    func overrunOfALargeSocket() throws {
        try Cable.with { lab in
            let connection = try NetlinkConnection()
            let index = try lab.leftLink(connection).index
            let monitor = try NetlinkMonitor(bufferBytes: 1 << 20)
            for round in 0..<40 {
                let action: AddressChange.Action = round.isMultiple(of: 2) ? .add : .remove
                let changes = (0..<200).map {
                    AddressChange(action, address: host($0), prefixLength: 32, linkIndex: index)
                }
                #expect(connection.apply(changes).allSatisfy { $0 == nil })
            }
            #expect(try monitor.receive() == [.overrun])
            #expect(try monitor.receive() == [])
        }
    }
}
