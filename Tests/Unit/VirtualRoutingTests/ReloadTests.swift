import Election
import NetworkTypes
import Testing
import Timing

@testable import Simulation
@testable import VirtualRouting

@Suite("A reload of the whole process")
struct ReloadTests {
    /// `vrrp_instance A` with VRID 51 on eth0, and what is changed about it.
    private static func file(
        global: String = "", id: Int = 51, interface: String = "eth0", _ more: String = "",
        addresses: String = "10.44.0.100/24"
    ) -> String {
        """
        global_defs {
          \(global)
        }
        vrrp_instance A {
          interface \(interface)
          virtual_router_id \(id)
          \(more)
          virtual_ipaddress {
            \(addresses)
          }
        }
        """
    }

    private static func two(_ a: Int, _ b: Int) -> String {
        file(id: a) + "\n"
            + file(id: b, addresses: "10.44.0.101/24")
            .replacing("vrrp_instance A", with: "vrrp_instance B")
    }

    private static let password = "authentication {\nauth_type PASS\nauth_pass secret\n}"
    private static let peers = "unicast_peer {\n10.44.0.2\n10.44.0.3\n}"
    private static let addresses6 = "2001:db8::100/64"

    /// What the file was, and what it becomes.
    private static let changes: [(name: String, before: String, after: String)] = [
        ("virtual_router_id", file(), file(id: 77)),
        ("interface", file(), file(interface: "eth1")),
        ("version", file(), file("version 3")),
        ("family", file("version 3"), file("version 3", addresses: addresses6)),
        ("peers that come", file(), file(peers)),
        ("peers that go", file(peers), file()),
        ("other peers", file(peers), file("unicast_peer {\n10.44.0.4\n}")),
        ("password", file(), file(password)),
        ("addresses", file(), file(addresses: "10.44.0.101/24\n10.44.0.100/24")),
        ("advert_int", file(), file("advert_int 2")),
        ("checksum", file("version 3"), file("version 3\nv3_checksum_as_v2")),
        ("source", file(), file("mcast_src_ip 10.44.0.7")),
        ("unicast_ttl", file(peers), file(peers + "\nunicast_ttl 64")),
        ("the global multicast group", file(), file(global: "vrrp_mcast_group4 224.0.0.99")),
        ("the instance's multicast group", file(), file("mcast_dst_ip 224.0.0.98")),
        ("swapped ids", two(51, 52), two(52, 51)),
    ]

    @Test(
        "After a reload an instance advertises what it would after a fresh start",
        arguments: changes.indices, [true, false])
    func equalsFreshStart(change: Int, wasMaster: Bool) throws {
        let change = Self.changes[change]
        var reloaded = try Scene()
        reloaded.start(change.before)
        // A master has sent the old packets; a backup has prepared them.
        if wasMaster {
            reloaded.wait(.seconds(10))
            #expect(reloaded.state("A") == .master)
        } else {
            reloaded.routing.prepareForTakeover(forwarding: [], at: reloaded.now)
        }
        reloaded.reload(change.after)
        reloaded.clear()
        reloaded.wait(.seconds(15))
        var fresh = try Scene()
        fresh.start(change.after)
        fresh.wait(.seconds(15))
        #expect(!fresh.sent.isEmpty)
        #expect(Self.packets(reloaded) == Self.packets(fresh), "\(change.name)")
        #expect(reloaded.lost == 0)
        #expect(Set(reloaded.kernel.sockets.values) == Set(fresh.kernel.sockets.values), "\(change.name)")
        #expect(
            reloaded.addresses(on: "eth0").sorted() == fresh.addresses(on: "eth0").sorted(), "\(change.name)")
    }

    /// The packets that leave, each once, with their destination.
    private static func packets(_ scene: Scene) -> Set<[UInt8]> {
        Set(scene.sent.map { Array("\($0.destination) \($0.endpoint.interface) ".utf8) + $0.bytes })
    }

    @Test("A backup that a reload gives another VRID never advertises the old one")
    func otherVirtualRouter() throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.routing.prepareForTakeover(forwarding: [], at: scene.now)
        scene.reload(Self.file(id: 77))
        scene.wait(.seconds(10))
        #expect(scene.state("A") == .master)
        #expect(Set(scene.sent.map(\.virtualRouterID)) == [77])
    }

    @Test(
        "A master that becomes another virtual router resigns from the old one, and waits for the new one",
        arguments: [
            file(id: 77), file(interface: "eth1"), file("mcast_dst_ip 224.0.0.98"),
            file().replacing("instance A", with: "instance B"),
        ])
    func otherIdentity(after: String) throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.wait(.seconds(10))
        scene.clear()
        scene.reload(after)
        #expect(scene.sent.map { [$0.virtualRouterID, $0.priority] } == [[51, 0]])
        #expect(scene.routing.election.state(instance: 0) == .backup)
        #expect(!scene.addresses(on: "eth0").contains("10.44.0.100/24"))
        scene.wait(.seconds(10))
        #expect(scene.routing.election.state(instance: 0) == .master)
    }

    @Test("An instance without a socket stays in FAULT over a reload, and runs when there is one")
    func closedSocket() throws {
        var scene = try Scene()
        scene.kernel.refusesSockets = true
        scene.start(Self.file())
        #expect(scene.state("A") == .fault)
        scene.reload(Self.file())
        scene.wait(.seconds(10))
        #expect(scene.state("A") == .fault)
        #expect(scene.sent.isEmpty && scene.lost == 0)
        scene.kernel.refusesSockets = false
        scene.reload(Self.file())
        #expect(scene.state("A") == .backup)
        scene.wait(.seconds(10))
        #expect(scene.state("A") == .master)
        #expect(!scene.sent.isEmpty && scene.lost == 0)
    }

    @Test("A reload that needs another socket, which cannot be opened, ends a mastership")
    func otherSocketFails() throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.wait(.seconds(10))
        #expect(scene.state("A") == .master)
        scene.kernel.refusesSockets = true
        scene.reload(Self.file(Self.peers))
        #expect(scene.state("A") == .fault)
        #expect(scene.addresses(on: "eth0") == ["10.44.0.1/24", "fe80::1/64"])
        #expect(scene.kernel.sockets.isEmpty && scene.lost == 0)
    }

    @Test("A reload that moves a member of a group to a dead interface announces nothing that goes with it")
    func memberMovesToDeadInterface() throws {
        func file(_ interface: String) -> String {
            """
            vrrp_sync_group G {
              group {
                A
                B
              }
            }
            vrrp_instance A {
              interface \(interface)
              virtual_router_id 51
              virtual_ipaddress {
                10.44.0.100/24
              }
            }
            vrrp_instance B {
              interface eth0
              virtual_router_id 52
              virtual_ipaddress {
                10.50.0.100/24
              }
            }
            """
        }
        var scene = try Scene()
        scene.machine { $0.setUp("eth1", false) }
        scene.start(file("eth0"))
        scene.wait(.seconds(10))
        #expect(scene.state("B") == .master)
        scene.clear()
        scene.reload(file("eth1"))
        #expect(scene.state("B") == .fault)
        #expect(scene.announced.isEmpty)
        #expect(!scene.addresses(on: "eth0").contains("10.50.0.100/24"))
    }

    @Test("An address that is added for a master which fails in the same moment goes again")
    func failsWhileAdding() throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.wait(.seconds(10))
        scene.kernel.refusesSockets = true
        scene.reload(Self.file(Self.peers, addresses: "10.44.0.100/32"))
        #expect(scene.state("A") == .fault)
        #expect(scene.addresses(on: "eth0") == ["10.44.0.1/24", "fe80::1/64"])
    }
}
