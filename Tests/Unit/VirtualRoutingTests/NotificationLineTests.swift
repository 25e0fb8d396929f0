import NetworkTypes
import PacketFormats
import Testing
import Timing

@testable import Simulation

/// The lines for FIFOs, as keepalived 2.2.7 wrote them in the same situations.
@Suite("Lines for FIFOs")
struct NotificationLineTests {
    private static func file(
        _ global: String = "", priority: Int = 100, _ line: String = "", group: Bool = false
    ) -> String {
        """
        global_defs {
            enable_script_security
            script_user root
            vrrp_notify_fifo /run/f
            \(global)
        }
        vrrp_script check {
            script /usr/bin/true
            weight 20
        }
        vrrp_instance V {
            interface eth0
            virtual_router_id 7
            priority \(priority)
            virtual_ipaddress { 10.44.0.100/24 }
            \(line)
        }
        vrrp_instance W {
            interface eth0
            virtual_router_id 8
            priority 90
            virtual_ipaddress { 10.44.0.101/24 }
            \(line)
        }

        """ + (group ? "vrrp_sync_group G {\ngroup {\nV\nW\n}\n}\n" : "")
    }

    @Test("Start, takeover and stop")
    func life() throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.wait(.seconds(10))
        scene.stop()
        #expect(
            scene.reported == [
                "INSTANCE \"V\" BACKUP 100", "INSTANCE \"W\" BACKUP 90", "INSTANCE \"V\" MASTER 100",
                "INSTANCE \"W\" MASTER 90", "INSTANCE \"V\" STOP 100", "INSTANCE \"W\" STOP 90",
            ])
    }

    @Test("The line of a group follows those of its members")
    func group() throws {
        var scene = try Scene()
        scene.start(Self.file(group: true))
        scene.wait(.seconds(10))
        scene.machine { $0.setUp("eth0", false) }
        scene.stop()
        #expect(
            scene.reported.filter { $0.hasPrefix("GROUP") } == [
                "GROUP \"G\" BACKUP 0", "GROUP \"G\" MASTER 0", "GROUP \"G\" FAULT 0", "GROUP \"G\" STOP 0",
            ])
        #expect(scene.reported.prefix(3).last == "GROUP \"G\" BACKUP 0")
    }

    @Test("A master that hears a lower priority")
    func lowerPriority() throws {
        var scene = try Scene()
        scene.start(Self.file())
        scene.wait(.seconds(10))
        scene.clear()
        let message = VRRPMessage(
            version: .v2, virtualRouterID: 7, priority: 50, interval: .seconds(1),
            addresses: try [#require(IPAddress("10.44.0.100"))])
        scene.hear(message, to: try #require(IPAddress("224.0.0.18")), .message)
        scene.wait(.milliseconds(100))
        #expect(scene.reported == ["INSTANCE \"V\" MASTER_RX_LOWER_PRI 100"])
    }

    @Test("Changes of the priority, if they are wanted: those of a master and of others have their words")
    func priority() throws {
        var scene = try Scene()
        let tracks = "track_script { check\n }\nnotify_priority_changes"
        scene.start(
            Self.file(tracks).replacing("priority 90", with: "priority 90\nnotify_priority_changes off"))
        scene.wait(.milliseconds(500))
        let text = Self.file("", tracks)
        scene.reload(text)
        scene.wait(.milliseconds(500))
        #expect(scene.reported.contains("INSTANCE \"V\" BACKUP_PRIORITY 120"))
        scene.wait(.seconds(10))
        scene.clear()
        scene.scriptStatus = 1
        scene.wait(.seconds(2))
        #expect(
            scene.reported == ["INSTANCE \"V\" MASTER_PRIORITY 100", "INSTANCE \"W\" MASTER_PRIORITY 90"])
        scene.clear()
        scene.reload(Self.file("", "track_script { check\n }"))
        scene.scriptStatus = 0
        scene.wait(.seconds(2))
        #expect(scene.reported == [])
    }

    @Test("A reload without changes writes nothing, or all states if that is wanted, groups first")
    func reload() throws {
        var scene = try Scene()
        scene.start(Self.file(group: true))
        scene.wait(.seconds(10))
        scene.clear()
        scene.reload(Self.file(group: true))
        scene.wait(.seconds(5))
        #expect(scene.reported == [])
        scene.reload(Self.file("fifo_write_vrrp_states_on_reload", group: true))
        scene.wait(.seconds(5))
        let states = ["GROUP \"G\" MASTER 0", "INSTANCE \"V\" MASTER 100", "INSTANCE \"W\" MASTER 90"]
        #expect(scene.reported == states)
        scene.clear()
        // A new instance has a line of its own.
        let third = Self.file().split(separator: "vrrp_instance")[2].replacing(
            " W ", with: "vrrp_instance X ")
        scene.reload(
            Self.file("fifo_write_vrrp_states_on_reload", group: true)
                + third.replacing("_id 8", with: "_id 9"))
        scene.wait(.milliseconds(100))
        #expect(scene.reported.sorted() == (states + ["INSTANCE \"X\" BACKUP 90"]).sorted())
    }

    @Test("An instance that a reload removes is in FAULT, or DELETED with notify_deleted")
    func removal() throws {
        for (line, state) in [("", "FAULT"), ("notify_deleted", "DELETED")] {
            var scene = try Scene()
            scene.start(Self.file("", line))
            scene.wait(.seconds(10))
            scene.clear()
            scene.reload("global_defs {\nvrrp_notify_fifo /run/f\n}\n")
            #expect(scene.reported == ["INSTANCE \"V\" \(state) 100", "INSTANCE \"W\" \(state) 90"])
        }
    }

    @Test("Without a FIFO nothing is written")
    func none() throws {
        var scene = try Scene()
        scene.start(Self.file().replacing("vrrp_notify_fifo /run/f", with: ""))
        scene.wait(.seconds(10))
        scene.stop()
        #expect(scene.reported == [])
    }
}
