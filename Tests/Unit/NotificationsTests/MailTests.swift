import Configuration
import NetworkTypes
import Testing
import VirtualServers

@testable import Notifications

@Suite("Mails in keepalived's words")
struct MailTests {
    private static let web = ServiceName.service(
        .address(.tcp, .ipv4(IPv4Address(10, 7, 0, 2)), port: 80))
    private static let server = ServerName(
        DestinationID(.ipv4(IPv4Address(127, 0, 0, 1)), port: 9099), of: web)

    private static func settings() throws -> MailSettings {
        var settings = MailSettings()
        settings.server = "127.0.0.1"
        settings.recipients = [
            try #require(MailAddress("one@example.com")),
            try #require(MailAddress("Second Person <two@example.com>")),
        ]
        settings.sender = MailAddress("ka@example.com")
        return settings
    }

    @Test(
        "Each state of an instance and of a group has its subject and text",
        arguments: [
            (
                Notification.instance("VI_2", .master, priority: 1),
                "VRRP Instance VI_2 - Entering MASTER state", "VRRP Instance is now owning VRRP VIPs"
            ),
            (
                .instance("VI_2", .backup, priority: 1), "VRRP Instance VI_2 - Entering BACKUP state",
                "VRRP Instance is no longer owning VRRP VIPs"
            ),
            (
                .instance("VI_2", .fault, priority: 1), "VRRP Instance VI_2 - Entering FAULT state",
                "VRRP Instance is no longer owning VRRP VIPs"
            ),
            (
                .instance("VI_2", .stop, priority: 1), "VRRP Instance VI_2 - Stopping",
                "VRRP Instance stopping"
            ),
            (
                .instance("VI_9", .deleted, priority: 1), "VRRP Instance VI_9 - Deleted",
                "VRRP Deleted at reload"
            ),
            (
                .group("G", .master), "VRRP Group G - Entering MASTER state",
                "All VRRP group instances are now in MASTER state"
            ),
            (
                .group("G", .fault), "VRRP Group G - Entering FAULT state",
                "All VRRP group instances are now in FAULT state"
            ),
            (.group("G", .stop), "VRRP Group G - Stopping", "All VRRP group instances are now stopping"),
        ])
    func routers(_ notification: Notification, _ subject: String, _ text: String) throws {
        let mail = try #require(Mail(notification, try Self.settings()))
        #expect(mail.subject == subject)
        #expect(mail.text == text)
        #expect(mail.topic == notification.subject)
    }

    @Test("no_email_faults leaves out FAULT, and nothing else")
    func faults() throws {
        var settings = try Self.settings()
        settings.omitsFaults = true
        #expect(Mail(.instance("V", .fault, priority: 1), settings) == nil)
        #expect(Mail(.group("G", .fault), settings) == nil)
        #expect(Mail(.instance("V", .backup, priority: 1), settings) != nil)
        #expect(Mail(.instance("V", .masterReceivedLowerPriority, priority: 1), settings) == nil)
    }

    private static func quorum(
        _ liveness: Liveness, _ reason: QuorumReason, quorum: UInt32 = 3, _ hysteresis: UInt32 = 1,
        _ weight: UInt64
    ) -> SupervisionEffect {
        .quorum(
            web, liveness, because: reason,
            QuorumCount(quorum: quorum, hysteresis: hysteresis, weight: weight))
    }

    @Test(
        "The numbers of a quorum are keepalived's",
        arguments: [
            (quorum(.up, .start, quorum: 2, 0, 3), "UP", "Starting with quorum up 2+0=2 <= 3"),
            (quorum(.down, .start, 1, 0), "DOWN", "Starting with quorum down 3+1=4 <= 0"),
            (quorum(.up, .server(server.server, .up), 1, 4), "UP", "Gained quorum 3+1=4 <= 4"),
            (quorum(.down, .server(server.server, .down), 1, 0), "DOWN", "Lost quorum 3+1=2 <= 0"),
            (quorum(.down, .removed, quorum: 1, 0, 1), "DOWN", "Lost quorum 1+0=1 <= 0"),
            (quorum(.down, .stop, 1, 4), "DOWN", "Shutting down"),
        ])
    func quorums(_ effect: SupervisionEffect, _ state: String, _ text: String) throws {
        let mail = try #require(Mail(effect))
        #expect(mail.subject == "Virtualserver [10.7.0.2]:tcp:80 - \(state)")
        #expect(mail.text == text)
    }

    @Test("A server that is removed is said to be down")
    func removal() throws {
        let mail = try #require(Mail(.server(Self.server, .down, because: .removed, isInhibited: false)))
        #expect(
            mail.subject
                == "Realserver [127.0.0.1]:tcp:9099 of virtual server [10.7.0.2]:tcp:80 - DOWN")
        #expect(mail.text == "Removing")
        let checked = SupervisionEffect.server(
            Self.server, .down, because: .checker(definition: "x"), isInhibited: false)
        #expect(Mail(checked) == nil)
    }

    @Test("The bytes of a mail are keepalived's")
    func bytes() throws {
        let text = MailText(try Self.settings(), routerID: "ROUTER_A", hostName: "host")
        let mail = try #require(
            Mail(.instance("VI_2", .master, priority: 100), try Self.settings()))
        let expected = """
            Date: Sat, 28 Nov 2026 00:31:54 +0000
            From: ka@example.com
            Subject: [ROUTER_A] VRRP Instance VI_2 - Entering MASTER state
            X-Mailer: Keepalived
            To: one@example.com, Second Person <two@example.com>

            => VRRP Instance is now owning VRRP VIPs <=


            """.replacing("\n", with: "\r\n")
        let bytes = text.bytes(of: mail, date: "Sat, 28 Nov 2026 00:31:54 +0000")
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test("Without a sender and a router's name the host's name is used")
    func defaults() throws {
        var settings = try Self.settings()
        settings.sender = nil
        let text = MailText(settings, routerID: nil, hostName: "vm")
        let mail = Mail(topic: "t", subject: "s", text: "x")
        let lines = String(decoding: text.bytes(of: mail, date: ""), as: UTF8.self).split(
            separator: "\r\n")
        #expect(lines[1] == "From: root@vm")
        #expect(lines[2] == "Subject: [vm] s")
    }

    @Test("No name can begin a line of its own, and none makes a line too long")
    func injection() throws {
        let name = "V\r\nBcc: x@example.com\r\n\r\n." + String(repeating: "ä", count: 2000)
        let notification = Notification.instance(name, .master, priority: 1)
        let mail = try #require(Mail(notification, try Self.settings()))
        let text = MailText(try Self.settings(), routerID: "r\nX: y", hostName: "h")
        let lines = String(decoding: text.bytes(of: mail, date: "d"), as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 9)
        #expect(lines[2].hasPrefix("Subject: [r?X: y] VRRP Instance V??Bcc: x@example.com????.ä"))
        #expect(lines.allSatisfy { $0.utf8.count <= 998 })
        #expect(!lines.joined().contains("\u{FFFD}"))
    }

    @Test("A long list of recipients goes on in further lines")
    func manyRecipients() throws {
        var settings = try Self.settings()
        settings.recipients = try (0..<100).map { try #require(MailAddress("user-number-\($0)@example.com")) }
        let text = MailText(settings, routerID: "r", hostName: "h")
        let bytes = text.bytes(of: Mail(topic: "", subject: "", text: ""), date: "")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 998 })
        let list = lines.drop { !$0.hasPrefix("To: ") }.prefix { !$0.hasPrefix("=>") }
        #expect(list.dropFirst().allSatisfy { $0.hasPrefix(" ") })
        #expect(list.joined().dropFirst(4).split(separator: ",").count == 100)
    }

    @Test(
        "A display name that means something in a header is quoted",
        arguments: [
            ("Second Person <two@example.com>", "Second Person <two@example.com>"),
            ("Person, Second <two@example.com>", "\"Person, Second\" <two@example.com>"),
            ("\"Person, Second\" <two@example.com>", "\"Person, Second\" <two@example.com>"),
            ("A \"B\" <c@d>", "\"A \\\"B\\\"\" <c@d>"), ("<c@d>", "<c@d>"), ("c@d", "c@d"),
        ])
    func names(_ text: String, _ header: String) throws {
        #expect(try #require(MailAddress(text)).headerText == header)
    }
}
