import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@testable import VirtualRouting

@Suite("An instance and its BFD sessions")
struct SessionTests {
    private static func file(_ line: String, priority: Int = 150) -> String {
        """
        bfd_instance lan {
            neighbor_ip 10.44.0.2
        }
        vrrp_instance V {
            interface eth0
            virtual_router_id 7
            priority \(priority)
            virtual_ipaddress { 10.44.0.100/24 }
            track_bfd {
                \(line)
            }
        }

        """
    }

    @Test("It waits for the first word of the BFD process, and then follows the session")
    func follows() throws {
        var scene = try Scene()
        scene.start(Self.file("lan"))
        scene.wait(.seconds(10))
        #expect(scene.faults("V") == [.trackerPending("lan")])
        scene.sessions([])
        #expect(scene.faults("V") == [.session("lan", isUp: false)])
        scene.sessions(["lan"])
        scene.wait(.seconds(10))
        #expect(scene.state("V") == .master)
        #expect(scene.lines.contains(.sessionSeen(session: "lan", isUp: true)))
        scene.clear()
        scene.sessions(["lan", "other"])
        #expect(scene.lines == [])
        scene.sessions(["other"])
        #expect(scene.state("V") == .fault)
        #expect(scene.sent.map(\.priority) == [0])
    }

    @Test("keepalived.data lists the sessions of an instance and of a group as such")
    func dump() throws {
        var scene = try Scene()
        scene.start(
            Self.file("lan weight 10")
                + """
                vrrp_instance W {
                    interface eth0
                    virtual_router_id 8
                    virtual_ipaddress { 10.44.0.101/24 }
                }
                vrrp_sync_group G {
                    group { W }
                    track_bfd { lan }
                }
                """)
        let clock = DumpClock(offsetNanoseconds: 0) { "\($0)" }
        let text = StateDump(
            scene.routing.model, scene.routing.status, processes: [], hostName: "host", clock: clock
        ).text
        let lines = text.split(separator: "\n").map(String.init)
        let titles = lines.indices.filter { lines[$0] == "   Tracked BFDs :" }
        #expect(titles.map { lines[$0 + 1] } == ["     lan: weight 10", "     lan: weight 0"])
        #expect(!lines.contains("   Tracked scripts :"))
    }

    @Test(
        "With bfd_takeover a backup does not wait for the down timer when the session with its master goes down"
    )
    func takeover() throws {
        var scene = try Scene()
        scene.sessions(["lan"])
        scene.start(Self.file("lan weight 1\n}\nbfd_takeover\ntrack_script {", priority: 240))
        let group = try #require(IPAddress("224.0.0.18"))
        let message = VRRPMessage(
            version: .v2, virtualRouterID: 7, priority: 250, interval: .seconds(1),
            addresses: try [#require(IPAddress("10.44.0.100"))])
        scene.hear(message, to: group, .message)
        scene.sessions([])
        scene.wait(.milliseconds(100))
        #expect(scene.state("V") == .master)
        #expect(scene.lines.contains(.reason(instance: "V", .pathLost(Scene.peer), ourPriority: 240)))
    }

    @Test("What the BFD process said before the first configuration, and before a reload, counts")
    func remembered() throws {
        var scene = try Scene()
        scene.sessions(["lan"])
        scene.start(Self.file("lan"))
        #expect(scene.faults("V") == [])
        scene.wait(.seconds(10))
        scene.clear()
        scene.reload(Self.file("lan weight -10"))
        #expect(scene.state("V") == .master)
        scene.sessions([])
        #expect(scene.lines.contains(.priorityChanged(instance: "V", from: 150, to: 140)))
        scene.reload(Self.file("lan"))
        #expect(scene.faults("V") == [.session("lan", isUp: false)])
    }
}
