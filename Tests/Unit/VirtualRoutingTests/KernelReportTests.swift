import Election
import NetworkState
import NetworkTypes
import Testing

@testable import Simulation
@testable import VirtualRouting

@Suite("What the kernel reports")
struct KernelReportTests {
    @Test(
        "After reports were lost every interface that matters is looked at again",
        arguments: ["track_interface {\neth1\n}", "virtual_ipaddress {\n10.45.0.9/24 dev eth1\n}"])
    func overrun(keyword: String) throws {
        var scene = try Scene()
        scene.start(
            """
            vrrp_instance A {
             interface eth0
             virtual_router_id 1
             virtual_ipaddress {
              10.44.0.9/24
             }
             \(keyword)
            }
            """)
        #expect(scene.state("A") == .backup)
        scene.machine { kernel in
            kernel.setCarrier("eth1", false)
            kernel.reports = [.overrun]
        }
        #expect(scene.state("A") == .fault)
        #expect(scene.faults("A") == [.interfaceDown("eth1")])
        scene.machine { kernel in
            kernel.setCarrier("eth1", true)
            kernel.reports = [.overrun]
        }
        #expect(scene.state("A") == .backup)
    }

    @Test("Interfaces that cannot be read are read again until they can")
    func unreadable() throws {
        var scene = try Scene()
        scene.start(Self.instances(1))
        scene.machine { kernel in
            kernel.isReadable = false
            kernel.setCarrier("eth0", false)
            kernel.reports = [.overrun]
        }
        scene.wait(.seconds(3))
        #expect(scene.state("I0") == .backup)
        #expect(scene.lines.count { $0 == .interfacesUnreadable("no memory") } == 4)
        scene.kernel.isReadable = true
        scene.wait(.seconds(1))
        #expect(scene.state("I0") == .fault)
    }

    @Test("An address that was lost with the reports is put back")
    func lostAddress() throws {
        var scene = try Scene()
        scene.start(Self.instances(1))
        scene.wait(.seconds(10))
        #expect(scene.state("I0") == .master)
        let place = try Samples.interfaceAddress("10.60.0.0", 32, on: 2).place
        scene.clear()
        scene.machine { kernel in
            kernel.remove(place)
            kernel.reports = [.overrun]
        }
        #expect(scene.addresses(on: "eth0").contains("10.60.0.0/32"))
        #expect(scene.announced.map { "\($0)" } == ["10.60.0.0"])
    }

    @Test("The source of two hundred instances is looked for once, and not for their own addresses")
    func sourceSearches() throws {
        var scene = try Scene()
        scene.start(Self.instances(200))
        #expect(scene.routing.sources.searches == 1)
        let before = scene.kernel.addresses.count
        scene.wait(.seconds(10))
        #expect(scene.kernel.addresses.count == before + 200)
        #expect(scene.routing.sources.searches == 1)
        let another = try Samples.address("10.44.0.50")
        scene.machine { $0.add(another, 24, on: 2) }
        #expect(scene.routing.sources.searches == 2)
    }

    private static func instances(_ count: Int) -> String {
        (0..<count).map { index in
            """
            vrrp_instance I\(index) {
             interface eth0
             virtual_router_id \(index + 1)
             virtual_ipaddress {
              10.60.0.\(index)
             }
            }

            """
        }.joined()
    }
}
