import Foundation
import Lab
import Testing

@Suite("Reload, leftovers and interference")
struct ReloadTests {
    @Test("A reload that changes a priority moves the address", arguments: Roles.mixed)
    func priority(_ roles: Roles) throws {
        let pair = try Pair(roles)
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.expect(on: ["a"])
        try pair.reload("a", InstanceText(priority: 90).text)
        try pair.expect(on: ["b"])
        try pair.reload("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
    }

    @Test("A reload keeps a master a master, adds its new address and removes the old one")
    func addresses() throws {
        // Debian's 2.2.7 would not listen to a list of addresses other than its own.
        let pair = try Pair(Roles(a: .ours, b: .ours))
        var first = InstanceText(priority: 150)
        first.addresses.append("10.99.0.101/24")
        try pair.start("a", first.text)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.expect("10.99.0.101", on: ["a"])
        first.addresses = ["10.99.0.100/24", "10.99.0.102/24"]
        try pair.reload("a", first.text)
        try pair.expect("10.99.0.102", on: ["a"])
        try pair.expect("10.99.0.101", on: [])
        try pair.expect("10.99.0.100", on: ["a"])
        #expect(!pair.log(of: "b").contains("Entering MASTER STATE"))
        #expect(pair.log(of: "a").components(separatedBy: "Entering MASTER STATE").count == 2)
    }

    @Test("A reload with an error keeps the old configuration and says why")
    func refused() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.reload("a", InstanceText(priority: 999).text)
        let isSaid = eventually(within: .seconds(3)) {
            pair.log(of: "a").contains("Reload refused, the old configuration stays")
        }
        #expect(isSaid)
        #expect(pair.log(of: "a").contains("999"))
        try pair.expectSteady(on: ["a"], for: .seconds(1))
        #expect(pair.daemons["a"]?.isRunning == true)
    }

    @Test("An instance that a reload removes gives its address up; one that it adds takes part")
    func instances() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        var other = InstanceText(priority: 150)
        other.name = "VI_2"
        other.virtualRouterID = 52
        other.addresses = ["10.99.0.101/24"]
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.reload("a", other.text + InstanceText(priority: 150).text)
        try pair.expect("10.99.0.101", on: ["a"])
        try pair.reload("a", other.text)
        try pair.expect("10.99.0.100", on: [])
        try pair.expect("10.99.0.101", on: ["a"])
        #expect(pair.log(of: "a").components(separatedBy: "(VI_2) Entering MASTER STATE").count == 2)
    }

    @Test("Addresses left by a crash are removed at the next start")
    func leftOvers() throws {
        let pair = try Pair(Roles(a: .ours, b: .ours))
        try pair.start("a", InstanceText(priority: 100).text)
        try pair.expect(on: ["a"])
        try pair.crash("a")
        try pair.start("b", InstanceText(priority: 150).text)
        try pair.expect(on: ["a", "b"])
        try pair.repair("a")
        try pair.start("a", InstanceText(priority: 100).text)
        try pair.expect(on: ["b"])
    }

    @Test("An owner adopts the address its host already has, and leaves it there")
    func owner() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        try pair.a.ip("address", "add", "10.99.0.100/24", "dev", "eth0")
        var instance = InstanceText(priority: 255)
        instance.state = "MASTER"
        try pair.start("a", instance.text)
        #expect(eventually(within: .seconds(3)) { pair.log(of: "a").contains("Entering MASTER STATE") })
        #expect(try pair.a.has("10.99.0.100"))
        pair.daemons["a"]?.stop()
        #expect(try pair.a.has("10.99.0.100"))
    }

    @Test("An address that something else removes is put back at once, and the remover is named")
    func restoration() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.a.ip("address", "del", "10.99.0.100/24", "dev", "eth0")
        try pair.expect(on: ["a"], within: .seconds(1))
        #expect(eventually(within: .seconds(1)) { pair.log(of: "a").contains("was removed from eth0 by") })
    }

    @Test("A dead VRRP process is started again, and removes what it left")
    func respawn() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        let daemon = try #require(pair.daemons["a"])
        let child = try #require(daemon.tree.dropFirst().first)
        kill(child, SIGKILL)
        #expect(
            eventually(within: .seconds(3)) {
                daemon.tree.dropFirst().first.map { $0 != child } ?? false
            })
        #expect(eventually(within: .seconds(3)) { daemon.log.contains("left over from an earlier run") })
        try pair.expect(on: ["a"])
    }
}
