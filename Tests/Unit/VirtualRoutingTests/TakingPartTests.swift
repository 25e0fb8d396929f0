import Election
import NetworkTypes
import Testing
import Timing

@testable import Simulation
@testable import VirtualRouting

@Suite("Who takes part, and from when")
struct TakingPartTests {
    @Test("A sync group in FAULT names the member that failed")
    func failedMember() throws {
        var scene = try Scene()
        scene.start(
            """
            vrrp_sync_group G {
              group {
                A
                B
              }
            }
            vrrp_instance A {
              interface eth0
              virtual_router_id 1
              virtual_ipaddress {
                10.44.0.9/24
              }
            }
            vrrp_instance B {
              interface eth1
              virtual_router_id 2
              virtual_ipaddress {
                10.45.0.9/24
              }
            }
            """)
        scene.clear()
        scene.machine { $0.setCarrier("eth1", false) }
        #expect(scene.state("A") == .fault && scene.state("B") == .fault)
        #expect(scene.faults("A") == [.syncGroup("G", member: "B")])
        #expect(scene.faults("B") == [.interfaceDown("eth1")])
        let texts = scene.lines.map { $0.text() }
        #expect(texts.contains("(A) Fault: B, a member of sync group G, cannot run"))
    }

    private static let scriptThatNeverRuns = """
        global_defs {
         enable_script_security
        }
        vrrp_script x {
         script "/usr/local/lib/fld/argv2.sh"
         interval 1
        }
        vrrp_instance M {
         interface eth0
         virtual_router_id 8
         priority 100
         virtual_ipaddress {
          10.44.0.80/24
         }
         track_script {
          x
         }
        }
        """

    @Test("An instance that tracks a script which can never run stays in FAULT, and says why")
    func scriptThatNeverRuns() throws {
        var scene = try Scene()
        scene.start(Self.scriptThatNeverRuns)
        scene.wait(.seconds(60))
        scene.reload(Self.scriptThatNeverRuns)
        scene.wait(.seconds(60))
        #expect(scene.state("M") == .fault)
        #expect(!scene.faults("M").isEmpty)
        #expect(scene.sent.isEmpty && scene.addresses(on: "eth0") == ["10.44.0.1/24", "fe80::1/64"])
    }

    @Test("keepalived: state MASTER waits the whole master-down time, 3.609 s with priority 100")
    func stateMaster() throws {
        var scene = try Scene()
        scene.start(
            """
            vrrp_instance A {
              state MASTER
              interface eth0
              virtual_router_id 1
              priority 100
              virtual_ipaddress {
                10.44.0.9/24
              }
            }
            """)
        scene.wait(.milliseconds(3605))
        #expect(scene.state("A") == .backup && scene.sent.isEmpty)
        scene.wait(.milliseconds(10))
        #expect(scene.state("A") == .master)
        #expect(scene.sent.map(\.priority) == [100])
    }

    @Test("An owner becomes master when its socket opens, and is not due again at once")
    func ownerWithoutSocket() throws {
        var scene = try Scene()
        scene.kernel.refusesSockets = true
        scene.start(
            """
            vrrp_instance A {
              interface eth0
              virtual_router_id 1
              priority 255
              virtual_ipaddress {
                10.44.0.1/24
              }
            }
            """)
        #expect(scene.state("A") == .fault)
        scene.kernel.refusesSockets = false
        scene.wait(try #require(scene.routing.deadline) - scene.now)
        #expect(scene.state("A") == .master)
        #expect(try #require(scene.routing.deadline) > scene.now)
    }
}
