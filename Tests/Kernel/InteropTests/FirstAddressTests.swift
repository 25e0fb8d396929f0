import Foundation
import Lab
import Testing

/// Files of operators in which the first address of a network goes, or the host has no other. keepalived 2.2.7 loses
/// addresses in the first two.
@Suite("Addresses that depend on each other") struct FirstAddressTests {
    private static func instance(
        _ name: String, _ virtualRouterID: Int, priority: Int, _ addresses: [String], lines: [String] = []
    ) -> String {
        var instance = InstanceText(priority: priority, lines: lines)
        instance.name = name
        instance.virtualRouterID = virtualRouterID
        instance.addresses = addresses
        return instance.text
    }

    private func log(_ pair: Pair, says text: String) -> Bool {
        eventually(within: .seconds(5)) { pair.log(of: "a").contains(text) }
    }

    /// Requires that the host has all of them, and keeps them for a second.
    private func expect(_ addresses: [String], on host: LabHost, _ comment: Comment) throws {
        let areThere = try eventually(within: .seconds(5)) { try addresses.allSatisfy(host.has) }
        #expect(areThere, comment)
        let isOneGone = try eventually(within: .seconds(1)) { try !addresses.allSatisfy(host.has) }
        #expect(!isOneGone, comment)
    }

    @Test("A master keeps its addresses, and the host its own, when another instance of the network goes")
    func twoInstances() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let flag = pair.a.directory.path + "/down"
        let script = """
            global_defs {
                script_user root
                enable_script_security
            }
            vrrp_script a_ok {
                script "/usr/bin/test ! -e \(flag)"
                interval 1
            }

            """
        let first = Self.instance(
            "A", 91, priority: 150, ["10.50.0.1/24"], lines: ["track_script {\n a_ok\n }"])
        let second = Self.instance("B", 92, priority: 100, ["10.50.0.2/24", "10.50.0.3/24"])
        // The first of the network is put on first: the instance with the higher priority is master earlier.
        try pair.start("a", script + first + second)
        #expect(log(pair, says: "(A) Entering MASTER STATE"))
        #expect(log(pair, says: "(B) Entering MASTER STATE"))
        try pair.a.ip("address", "add", "10.50.0.77/24", "dev", "eth0")
        let others = ["10.50.0.2", "10.50.0.3", "10.50.0.77"]
        try "".write(toFile: flag, atomically: true, encoding: .utf8)
        #expect(log(pair, says: "(A) Entering FAULT STATE"))
        try expect(others, on: pair.a, "a script has failed")
        #expect(try !pair.a.has("10.50.0.1"))
        try FileManager.default.removeItem(atPath: flag)
        try expect(["10.50.0.1"] + others, on: pair.a, "the script succeeds again")
        try pair.reload("a", second)
        try expect(others, on: pair.a, "a reload has removed the other instance")
        #expect(try !pair.a.has("10.50.0.1"))
        pair.daemons["a"]?.stop()
        #expect(try pair.a.has("10.50.0.77"))
        #expect(try !pair.a.has("10.50.0.2"))
    }

    @Test("A reload that drops the first address of a network keeps the others, and the host's own")
    func firstAddress() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let virtual = ["10.50.0.1/24", "10.50.0.2/24", "10.50.0.3/24"]
        try pair.start("a", Self.instance("B", 92, priority: 100, virtual))
        #expect(log(pair, says: "(B) Entering MASTER STATE"))
        try pair.a.ip("address", "add", "10.50.0.77/24", "dev", "eth0")
        let capture = try Capture(on: pair.a, filter: "ip proto 112")
        try pair.reload("a", Self.instance("B", 92, priority: 100, Array(virtual.dropFirst())))
        #expect(log(pair, says: "with the first address of its network: restored"))
        try expect(["10.50.0.2", "10.50.0.3", "10.50.0.77"], on: pair.a, "after the reload")
        #expect(try !pair.a.has("10.50.0.1"))
        // Neither the others nor the source were away long enough for anybody to notice.
        let advertisements = capture.stop().compactMap(CapturedAdvertisement.init)
        #expect(advertisements.count > 5)
        #expect(advertisements.allSatisfy { $0.priority == 100 })
        #expect(!pair.log(of: "a").contains("Entering FAULT STATE"))
        try pair.a.ip("address", "del", "10.50.0.2/24", "dev", "eth0")
        try expect(["10.50.0.2", "10.50.0.3"], on: pair.a, "after somebody else removed the first one")
    }

    @Test("Hundreds of addresses that go with the first of their network do not take the source along")
    func hundreds() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let addresses = (0..<1200).map { "10.60.\($0 / 250).\($0 % 250 + 1)/16" }
        func text(_ addresses: ArraySlice<String>) -> String {
            let excluded = addresses.dropFirst().joined(separator: "\n")
            return Self.instance(
                "B", 92, priority: 100, [addresses[addresses.startIndex]],
                lines: ["virtual_ipaddress_excluded {\n\(excluded)\n}"])
        }
        try pair.start("a", text(addresses[...]))
        #expect(log(pair, says: "(B) Entering MASTER STATE"))
        try expect(["10.60.4.200"], on: pair.a, "after the start")
        try pair.a.ip("address", "add", "10.60.99.1/16", "dev", "eth0")
        try pair.a.ip("address", "del", "\(pair.a.address)/24", "dev", "eth0")
        try pair.reload("a", text(addresses.dropFirst()))
        #expect(log(pair, says: "10.60.99.1 was removed from eth0 by the kernel, with the first"))
        try expect(["10.60.0.2", "10.60.4.200", "10.60.99.1"], on: pair.a, "after the reload")
        #expect(!pair.log(of: "a").contains("Entering FAULT STATE"))
    }

    @Test("A virtual address that is the host's only one is no source: FAULT, until there is another")
    func onlyAddress() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let virtual = "\(pair.a.address)/24"
        try pair.start("a", Self.instance("VI_1", 93, priority: 100, [virtual]))
        #expect(log(pair, says: "(VI_1) Entering FAULT STATE"))
        #expect(log(pair, says: "interface eth0 has no address to send from"))
        let capture = try Capture(on: pair.a, filter: "ip proto 112")
        let another = "10.99.0.250"
        try pair.a.ip("address", "add", "\(another)/24", "dev", "eth0")
        #expect(log(pair, says: "(VI_1) Entering MASTER STATE"))
        try expect([pair.a.address, another], on: pair.a, "with a source")
        let advertisements = capture.stop().compactMap(CapturedAdvertisement.init)
        #expect(!advertisements.isEmpty)
        #expect(advertisements.allSatisfy { $0.source == another })
    }

    @Test("After a reload with another virtual router no packet of the old one leaves but its resignation")
    func otherVirtualRouter() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let capture = try Capture(on: pair.client, filter: "ip proto 112")
        let virtual = ["10.52.0.1/32"]
        try pair.start("a", Self.instance("M", 32, priority: 100, virtual))
        #expect(log(pair, says: "Startup complete"))
        // The packets of the backup's takeover are made by now.
        try pair.reload("a", Self.instance("M", 77, priority: 100, virtual))
        #expect(log(pair, says: "(M) Entering MASTER STATE"))
        let count = pair.log(of: "a").components(separatedBy: "Entering MASTER STATE").count
        try pair.reload("a", Self.instance("M", 78, priority: 100, virtual))
        #expect(
            eventually(within: .seconds(5)) {
                pair.log(of: "a").components(separatedBy: "Entering MASTER STATE").count > count
            })
        let advertisements = capture.stop().compactMap(CapturedAdvertisement.init)
        let order = advertisements.map(\.virtualRouterID).reduce(into: [UInt8]()) { order, id in
            if order.last != id { order.append(id) }
        }
        #expect(order == [77, 78])
        #expect(advertisements.last { $0.virtualRouterID == 77 }?.priority == 0)
    }

    @Test("A master that loses its source address resigns from it")
    func sourceGone() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian), hosts: ["a", "client"])
        let capture = try Capture(on: pair.client, filter: "ip proto 112")
        try pair.start("a", Self.instance("A", 51, priority: 100, ["10.50.0.1/24"]))
        #expect(log(pair, says: "(A) Entering MASTER STATE"))
        try pair.a.ip("address", "del", "\(pair.a.address)/24", "dev", "eth0")
        #expect(log(pair, says: "(A) Entering FAULT STATE"))
        let last = capture.stop().compactMap(CapturedAdvertisement.init).last
        #expect(last?.priority == 0)
        #expect(last?.source == pair.a.address)
    }

    @Test("An address that somebody puts on a backup goes with its next mastership")
    func addedByHand() throws {
        let pair = try Pair(Roles(a: .ours, b: .ours), hosts: ["a", "b", "client"])
        try pair.start("b", InstanceText(priority: 150).text)
        try pair.start("a", InstanceText(priority: 100).text)
        try pair.expect(on: ["b"])
        #expect(log(pair, says: "(VI_1) Entering BACKUP STATE"))
        try pair.a.ip("address", "add", "10.99.0.100/24", "dev", "eth0")
        try pair.reload("b", InstanceText(priority: 50).text)
        #expect(log(pair, says: "(VI_1) Entering MASTER STATE"))
        try pair.reload("b", InstanceText(priority: 150).text)
        try pair.expect(on: ["b"])
    }
}
