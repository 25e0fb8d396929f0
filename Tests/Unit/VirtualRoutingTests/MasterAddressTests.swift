import Election
import NetworkState
import NetworkTypes
import Testing
import Timing

@testable import Simulation
@testable import VirtualRouting

@Suite("The addresses of masters")
struct MasterAddressTests {
    /// Two instances with addresses of one network; A's script ends its mastership.
    private static let twoInstances = """
        global_defs {
         script_user root
         enable_script_security
        }
        vrrp_script a_ok {
         script "/usr/bin/true"
         interval 1
        }
        vrrp_instance A {
         state MASTER
         interface eth0
         virtual_router_id 91
         priority 150
         virtual_ipaddress {
          10.50.0.1/24
         }
         track_script {
          a_ok
         }
        }
        vrrp_instance B {
         state BACKUP
         interface eth0
         virtual_router_id 92
         priority 100
         virtual_ipaddress {
          10.50.0.2/24
          10.50.0.3/24
         }
        }
        """

    private static func oneInstance(_ addresses: [String]) -> String {
        """
        vrrp_instance B {
         state MASTER
         interface eth0
         virtual_router_id 92
         priority 100
         virtual_ipaddress {
          \(addresses.joined(separator: "\n"))
         }
        }
        """
    }

    @Test(
        "A master keeps its addresses when another instance takes the first of the network away",
        arguments: [false, true])
    func otherInstanceGoes(promotesSecondaries: Bool) throws {
        var scene = try Scene()
        scene.kernel.promotesSecondaries = promotesSecondaries
        scene.start(Self.twoInstances)
        scene.wait(.seconds(10))
        #expect(scene.state("A") == .master && scene.state("B") == .master)
        let host = try Samples.address("10.50.0.200")
        scene.machine { $0.add(host, 24, on: 2) }
        scene.clear()
        scene.scriptStatus = 1
        scene.wait(.seconds(2))
        #expect(scene.state("A") == .fault && scene.state("B") == .master)
        #expect(
            scene.addresses(on: "eth0").sorted() == [
                "10.44.0.1/24", "10.50.0.2/24", "10.50.0.200/24", "10.50.0.3/24", "fe80::1/64",
            ])
        if !promotesSecondaries {
            #expect(Set(scene.announced.map { "\($0)" }) == ["10.50.0.2", "10.50.0.3"])
        }
    }

    @Test("A master keeps its other addresses when a reload drops the first", arguments: [false, true])
    func firstAddressGoes(promotesSecondaries: Bool) throws {
        var scene = try Scene()
        scene.kernel.promotesSecondaries = promotesSecondaries
        scene.start(Self.oneInstance(["10.50.0.1/24", "10.50.0.2/24", "10.50.0.3/24"]))
        scene.wait(.seconds(10))
        scene.clear()
        scene.reload(Self.oneInstance(["10.50.0.2/24", "10.50.0.3/24"]))
        #expect(
            scene.addresses(on: "eth0") == ["10.44.0.1/24", "fe80::1/64", "10.50.0.2/24", "10.50.0.3/24"])
        #expect(Set(scene.announced.map { "\($0)" }) == ["10.50.0.2", "10.50.0.3"])
        #expect(scene.state("B") == .master)
    }

    @Test("What somebody else removes with the first address of a network comes back and is announced")
    func somebodyRemovesTheFirst() throws {
        var scene = try Scene()
        scene.start(Self.oneInstance(["10.50.0.1/24", "10.50.0.2/24"]))
        scene.wait(.seconds(10))
        scene.clear()
        let place = try Samples.interfaceAddress("10.50.0.1", 24, on: 2).place
        scene.machine { $0.remove(place) }
        #expect(
            scene.addresses(on: "eth0").sorted() == [
                "10.44.0.1/24", "10.50.0.1/24", "10.50.0.2/24", "fe80::1/64",
            ])
        #expect(Set(scene.announced.map { "\($0)" }) == ["10.50.0.1", "10.50.0.2"])
    }

    @Test("An instance whose only source would be its own virtual address is in FAULT, and takes no address")
    func addressOfTheHost() throws {
        var scene = try Scene()
        let own = try Samples.address("10.47.2.1")
        scene.machine { $0.plugIn("ens7", lan: 0, [(own, 24)]) }
        scene.start(
            """
            vrrp_instance VI_1 {
             state MASTER
             interface ens7
             virtual_router_id 93
             priority 100
             virtual_ipaddress {
              10.47.2.1/24
             }
            }
            """)
        scene.wait(.seconds(10))
        #expect(scene.state("VI_1") == .fault)
        #expect(scene.faults("VI_1") == [.noSourceAddress("ens7")])
        #expect(scene.sent.isEmpty && scene.announced.isEmpty)
        #expect(
            !scene.lines.contains {
                if case .entering(_, .master, _) = $0 { true } else { false }
            })
    }

    @Test("What somebody else put there before the mastership goes with it")
    func addedByOthers() throws {
        var scene = try Scene()
        scene.start(Self.oneInstance(["10.50.0.1/24"]))
        let address = try Samples.address("10.50.0.1")
        scene.machine { $0.add(address, 24, on: 2) }
        scene.wait(.seconds(10))
        #expect(scene.state("B") == .master)
        scene.machine { $0.setCarrier("eth0", false) }
        #expect(scene.state("B") == .fault)
        #expect(!scene.addresses(on: "eth0").contains("10.50.0.1/24"))
    }

    @Test("An owner's address that the host has lost is taken and given away once the owner is none")
    func adoptionEnds() throws {
        let file = Self.oneInstance(["10.50.0.1/24"])
        var scene = try Scene()
        let address = try Samples.address("10.50.0.1")
        scene.machine { $0.add(address, 24, on: 2) }
        scene.start(file.replacing("priority 100", with: "priority 255"))
        #expect(scene.state("B") == .backup)
        scene.wait(.seconds(1))
        #expect(scene.state("B") == .master)
        let place = try Samples.interfaceAddress("10.50.0.1", 24, on: 2).place
        scene.machine { $0.remove(place) }
        scene.reload(file)
        #expect(scene.state("B") == .master)
        #expect(scene.addresses(on: "eth0").contains("10.50.0.1/24"))
    }

    @Test("keepalived: no_track leaves an address that somebody removed alone, and does not announce it")
    func untracked() throws {
        var scene = try Scene()
        scene.start(
            Self.oneInstance(["10.50.0.1/24 no_track", "10.50.0.2/24"])
                .replacing("priority 100", with: "priority 100\n garp_master_refresh 1"))
        scene.wait(.seconds(10))
        let place = try Samples.interfaceAddress("10.50.0.1", 24, on: 2).place
        scene.kernel.promotesSecondaries = true
        scene.machine { $0.remove(place) }
        scene.clear()
        scene.wait(.seconds(3))
        #expect(!scene.addresses(on: "eth0").contains("10.50.0.1/24"))
        #expect(Set(scene.announced.map { "\($0)" }) == ["10.50.0.2"])
    }

    @Test(
        "An address that somebody removes again and again is not announced while it waits, and goes at once")
    func fight() throws {
        var scene = try Scene()
        scene.start(Self.oneInstance(["10.50.0.1/24"]))
        scene.wait(.seconds(10))
        let place = try Samples.interfaceAddress("10.50.0.1", 24, on: 2).place
        for _ in 0..<11 { scene.machine { $0.remove(place) } }
        #expect(!scene.addresses(on: "eth0").contains("10.50.0.1/24"))
        scene.machine { $0.add(place.address, 24, on: 2) }
        scene.machine { $0.setCarrier("eth0", false) }
        #expect(scene.state("B") == .fault)
        #expect(!scene.addresses(on: "eth0").contains("10.50.0.1/24"))
    }

    @Test("An address that the kernel refuses at first is announced once it is there")
    func refused() throws {
        var scene = try Scene()
        scene.kernel.refusesAddresses = true
        scene.start(Self.oneInstance(["10.50.0.1/24"]))
        scene.wait(.seconds(4))
        #expect(scene.state("B") == .master)
        scene.kernel.refusesAddresses = false
        scene.clear()
        scene.wait(.seconds(2))
        #expect(scene.addresses(on: "eth0").contains("10.50.0.1/24"))
        #expect(scene.announced.map { "\($0)" } == ["10.50.0.1"])
    }
}
