import Notifications
import Testing
import Timing

@testable import Simulation

@Suite("Mail about instances and groups")
struct RoutingMailTests {
    private static func file(
        _ global: String = "smtp_alert", instance: String = "", group: String = "",
        server: String = "10.44.0.9",
        members: [String] = ["VI_1"]
    ) -> String {
        let instances = members.enumerated().map { index, name in
            """
            vrrp_instance \(name) {
                interface eth0
                virtual_router_id \(index + 1)
                virtual_ipaddress {
                    10.44.0.10\(index)
                }
                \(instance)
            }

            """
        }
        return """
            global_defs {
                notification_email { a@example.com }
                smtp_server \(server)
                \(global)
            }
            vrrp_sync_group G {
                group { \(members.joined(separator: " ")) }
                \(group)
            }

            """ + instances.joined()
    }

    /// The subjects of the mails from the start to MASTER.
    private static func subjects(_ text: String) throws -> Set<String> {
        var scene = try Scene()
        scene.start(text)
        scene.wait(.seconds(5))
        return Set(scene.mails.map(\.subject))
    }

    private static let ofInstance: Set = [
        "VRRP Instance VI_1 - Entering BACKUP state", "VRRP Instance VI_1 - Entering MASTER state",
    ]
    private static let ofGroup: Set = [
        "VRRP Group G - Entering BACKUP state", "VRRP Group G - Entering MASTER state",
    ]

    @Test("smtp_alert is for both, smtp_alert_vrrp counts before it, and their own before both")
    func levels() throws {
        let both = Self.ofInstance.union(Self.ofGroup)
        #expect(try Self.subjects(Self.file()) == both)
        #expect(try Self.subjects(Self.file("")) == [])
        #expect(try Self.subjects(Self.file("smtp_alert_vrrp")) == both)
        #expect(try Self.subjects(Self.file("smtp_alert\nsmtp_alert_vrrp off")) == [])
        #expect(try Self.subjects(Self.file("", instance: "smtp_alert")) == Self.ofInstance)
        #expect(try Self.subjects(Self.file("", group: "smtp_alert")) == Self.ofGroup)
        #expect(try Self.subjects(Self.file(instance: "smtp_alert off")) == Self.ofGroup)
    }

    @Test("FAULT sends mail, unless no_email_faults is given")
    func faults() throws {
        for (word, count) in [("", 2), ("no_email_faults", 0)] {
            var scene = try Scene()
            scene.start(Self.file("smtp_alert\n\(word)"))
            scene.wait(.seconds(5))
            scene.clear()
            scene.machine { $0.setCarrier("eth0", false) }
            scene.wait(.seconds(1))
            #expect(scene.mails.count == count)
        }
    }

    @Test("An instance that a reload removes is FAULT or deleted, and all stop with the daemon")
    func ends() throws {
        for (word, subject) in [("", "Entering FAULT state"), ("notify_deleted", "Deleted")] {
            var scene = try Scene()
            scene.start(Self.file(instance: word, members: ["VI_1", "VI_2"]))
            scene.wait(.seconds(5))
            scene.clear()
            scene.reload(Self.file(instance: word))
            #expect(scene.mails.map(\.subject) == ["VRRP Instance VI_2 - \(subject)"])
            scene.clear()
            scene.stop()
            #expect(
                scene.mails.map(\.subject) == [
                    "VRRP Instance VI_1 - Stopping", "VRRP Group G - Stopping",
                ])
        }
    }
}
