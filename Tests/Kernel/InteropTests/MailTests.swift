import Foundation
import Lab
import Testing

/// Mail that a daemon sends, over loopback of its host.
@Suite("Mail")
struct MailTests {
    private static func configuration(
        port: UInt16, priority: Int = 150, global: [String] = [], instance: [String] = [],
        recipients: String = "one@example.com \"Second Person <two@example.com>\""
    ) -> String {
        """
        global_defs {
            notification_email { \(recipients) }
            notification_email_from "Lab <ka@example.com>"
            smtp_server 127.0.0.1 \(port)
            router_id LAB
            smtp_alert
        \(global.map { "    \($0)" }.joined(separator: "\n"))
        }
        vrrp_sync_group G {
            group { VI_1 }
        }

        """ + InstanceText(priority: priority, lines: instance).text
    }

    private static func isMaster(_ host: LabHost) throws -> Bool {
        try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
    }

    /// A mail without its date.
    private static func undated(_ mail: String) -> String {
        mail.components(separatedBy: "\r\n").filter { !$0.hasPrefix("Date: ") }.joined(separator: "\r\n")
    }

    private static let first = [
        "[LAB] VRRP Instance VI_1 - Entering BACKUP state", "[LAB] VRRP Group G - Entering BACKUP state",
        "[LAB] VRRP Instance VI_1 - Entering MASTER state", "[LAB] VRRP Group G - Entering MASTER state",
    ]

    @Test("The mails of a life are keepalived's, byte for byte but for the date")
    func differential() throws {
        var mails: [Implementation: [String]] = [:]
        for implementation in Implementation.allCases {
            let network = try Network(["a"])
            let host = network["a"]
            let server = try MailServer(in: Namespace(of: host))
            func text(_ name: String) -> String {
                var second = InstanceText(priority: 120)
                let number = name == "VI_3" ? 3 : 2
                (second.name, second.virtualRouterID) = (name, 50 + number)
                second.addresses = ["10.99.0.10\(number)/24"]
                second.lines = name == "VI_3" ? ["notify_deleted"] : []
                return Self.configuration(port: server.port) + second.text
            }
            let daemon = try implementation.start(on: host, configuration: text("VI_2"))
            func reach(_ count: Int) {
                #expect(
                    eventually(within: .seconds(10)) { server.mails.count >= count }, "\(server.subjects)")
            }
            #expect(try Self.isMaster(host))
            reach(6)
            try network.setCable(of: host, isPlugged: false)
            reach(9)
            try network.setCable(of: host, isPlugged: true)
            reach(15)
            try implementation.reload(daemon, on: host, configuration: text("VI_3"))
            reach(18)
            try implementation.reload(daemon, on: host, configuration: Self.configuration(port: server.port))
            reach(19)
            mails[implementation] = server.mails.map(Self.undated).sorted()
            #expect(server.mails.allSatisfy { $0.hasPrefix("Date: ") })
            #expect(daemon.stop() == 0)
        }
        // keepalived opens a connection for each mail, so that their order is that of chance.
        #expect(mails[.ours] == mails[.debian])
        #expect(mails[.ours]?.count == 19)
    }

    @Test("The envelope has the addresses alone, and the mails come in order, those of the end too")
    func order() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(eventually(within: .seconds(5)) { server.mails.count == 4 })
        #expect(server.subjects == Self.first)
        #expect(
            server.commands.first == [
                "MAIL FROM:<ka@example.com>", "RCPT TO:<one@example.com>", "RCPT TO:<two@example.com>",
            ])
        #expect(daemon.stop() == 0)
        #expect(
            server.subjects == Self.first + [
                "[LAB] VRRP Instance VI_1 - Stopping", "[LAB] VRRP Group G - Stopping",
            ])
    }

    @Test("A server that is down gets all mails in order when it is back, and a reload can name another")
    func retry() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        let other = try MailServer(in: Namespace(of: host))
        server.stop()
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(try Self.isMaster(host))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains(" for 5 s: ") })
        try server.start()
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == Self.first)
        server.stop()
        try network.setCable(of: host, isPlugged: false)
        #expect(
            eventually(within: .seconds(5)) {
                daemon.log.contains("2 mails wait for 5 s") || daemon.log.contains("1 mail waits for 5 s")
            })
        try Implementation.ours.reload(daemon, on: host, configuration: Self.configuration(port: other.port))
        // Not after the wait, but at once.
        #expect(eventually(within: .seconds(3)) { other.mails.count == 2 }, "\(daemon.log)")
        #expect(
            other.subjects == [
                "[LAB] VRRP Instance VI_1 - Entering FAULT state",
                "[LAB] VRRP Group G - Entering FAULT state",
            ])
        #expect(server.mails.count == 4)
    }

    @Test("A server that hangs delays neither the election nor the end of the daemon")
    func hanging() throws {
        let network = try Network(["a"])
        let host = network["a"]
        for behavior in [MailServer.Behavior.hangs, .hangsAfterData, .chatters] {
            let server = try MailServer(in: Namespace(of: host))
            server.behave(behavior)
            let daemon = try Implementation.ours.start(
                on: host, configuration: Self.configuration(port: server.port))
            #expect(try Self.isMaster(host))
            #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
            let before = ContinuousClock.now
            daemon.signal(SIGUSR1)
            #expect(daemon.stop(within: .seconds(4)) == 0)
            #expect(ContinuousClock.now - before < .seconds(3))
            #expect(server.mails == [])
            #expect(daemon.log.contains("not sent, because the daemon is stopping"))
        }
    }

    @Test("A server that hangs is given up after the limit, and the mail is sent when it answers")
    func hangsForAWhile() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.hangs)
        let daemon = try Implementation.ours.start(
            on: host,
            configuration: Self.configuration(port: server.port, global: ["smtp_connect_timeout 1"]))
        #expect(
            eventually(within: .seconds(5)) {
                daemon.log.contains("waits for 5 s") || daemon.log.contains("wait for 5 s")
            })
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == Self.first)
    }

    @Test("A reload with another server does not wait for one that hangs")
    func reloadWhileItHangs() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        let other = try MailServer(in: Namespace(of: host))
        server.behave(.hangs)
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(try Self.isMaster(host))
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        try Implementation.ours.reload(daemon, on: host, configuration: Self.configuration(port: other.port))
        #expect(eventually(within: .seconds(4)) { other.mails.count == 4 }, "\(daemon.log)")
        #expect(other.subjects == Self.first)
    }

    @Test("A recipient that the server refuses does not keep the mail from the others")
    func oneRefused() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.answers("RCPT TO:<one@", with: "550 nobody of that name"))
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(eventually(within: .seconds(5)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(daemon.log.contains("was sent, but not to everyone: 550 nobody of that name"))
        #expect(daemon.isRunning)
    }

    @Test(
        "What a server refuses for good is given up, and said",
        arguments: ["MAIL", "RCPT", "DATA", "."])
    func refused(_ command: String) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.answers(command, with: "554 not \u{7}wanted"))
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        let line = "Mail 'VRRP Group G - Entering MASTER state' is given up: 554 not  wanted"
        #expect(eventually(within: .seconds(5)) { daemon.log.contains(line) }, "\(daemon.log)")
        server.behave(.takesAll)
        try network.setCable(of: host, isPlugged: false)
        #expect(eventually(within: .seconds(5)) { server.mails.count == 2 }, "\(daemon.log)")
    }

    @Test("What a server puts off is tried again")
    func putOff() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.answers("RCPT", with: "450 later"))
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains("s: 450 later") }, "\(daemon.log)")
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == Self.first)
    }

    @Test(
        "A server that greets with nonsense or refuses is tried again",
        arguments: ["hello", "554 go away", "\u{0}\u{1}\u{2}", "421 busy"])
    func greeting(_ text: String) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.greets(text))
        let daemon = try Implementation.ours.start(
            on: host,
            configuration: Self.configuration(port: server.port, global: ["smtp_connect_timeout 2"]))
        #expect(eventually(within: .seconds(5)) { daemon.log.contains(" for 5 s: ") }, "\(daemon.log)")
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(server.subjects == Self.first)
    }

    @Test("A process that is killed while it sends costs no mail")
    func killedSender() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.hangs)
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        #expect(try Self.isMaster(host))
        let sender = try #require(Self.sender(of: daemon))
        server.behave(.takesAll)
        kill(sender, SIGKILL)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(server.subjects == Self.first)
        #expect(daemon.log.contains("the process that sends mail ended early"))
    }

    @Test("With the daemon killed, its sender is gone too")
    func killedDaemon() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.behave(.hangs)
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        let sender = try #require(Self.sender(of: daemon))
        daemon.signal(SIGKILL)
        #expect(eventually(within: .seconds(3)) { kill(sender, 0) != 0 })
    }

    private static func sender(of daemon: Daemon) -> Int32? {
        daemon.tree.first { process in
            (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) == "keepalived-mail\n"
        }
    }

    @Test("A reload that no longer configures mail drops what waits, and one that does sends what is new")
    func reloads() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.stop()
        let instance = InstanceText(priority: 150).text
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: server.port))
        #expect(try Self.isMaster(host))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains(" for 5 s: ") })
        try Implementation.ours.reload(daemon, on: host, configuration: instance)
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.contains("not sent, because mail is no longer configured")
            })
        try server.start()
        try Implementation.ours.reload(
            daemon, on: host,
            configuration: Self.configuration(port: server.port, recipients: "new@example.com"))
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.components(separatedBy: "Reload complete").count > 2
            })
        try network.setCable(of: host, isPlugged: false)
        #expect(
            eventually(within: .seconds(5)) { server.mails.count == 2 }, "\(server.subjects)")
        #expect(server.subjects.contains(Self.fault))
        #expect(server.commands.allSatisfy { $0.last == "RCPT TO:<new@example.com>" })
        try Implementation.ours.reload(
            daemon, on: host,
            configuration: Self.configuration(
                port: server.port, global: ["no_email_faults", "smtp_alert_vrrp off"]))
        let count = server.mails.count
        try network.setCable(of: host, isPlugged: true)
        #expect(try Self.isMaster(host))
        usleep(300_000)
        #expect(server.mails.count == count)
    }

    private static let fault = "[LAB] VRRP Instance VI_1 - Entering FAULT state"

    @Test("The server may be a name, and an IPv6 address")
    func names() throws {
        let network = try Network(["a"])
        let host = network["a"]
        for (name, address) in [("localhost", "127.0.0.1"), ("::1", "::1")] {
            let server = try MailServer(at: address, in: Namespace(of: host))
            let text = Self.configuration(port: server.port).replacing(
                "smtp_server 127.0.0.1", with: "smtp_server \(name)")
            let daemon = try Implementation.ours.start(on: host, configuration: text)
            #expect(eventually(within: .seconds(5)) { server.mails.count == 4 }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
    }

    @Test("A name that does not exist is looked up by the sender, and nothing waits for it")
    func unknownName() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let text = Self.configuration(port: 25).replacing(
            "smtp_server 127.0.0.1", with: "smtp_server nowhere.invalid")
        let daemon = try Implementation.ours.start(on: host, configuration: text)
        #expect(try Self.isMaster(host))
        #expect(daemon.stop(within: .seconds(4)) == 0)
    }

    @Test(
        "TLS and login, with a server of Debian's",
        arguments: [
            (RealMailServer.Security.none, false), (.startTLS, false), (.startTLS, true),
            (.implicitTLS, true),
        ])
    func security(_ security: RealMailServer.Security, hasLogin: Bool) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let certificates = try Certificates()
        let server = try RealMailServer(
            on: host, security, certificates: certificates, password: hasLogin ? "hush-hush" : nil)
        let words: [RealMailServer.Security: String] = [
            .none: "none", .startTLS: "starttls", .implicitTLS: "smtps",
        ]
        var lines = ["smtp_tls \(words[security] ?? "")", "smtp_tls_ca \(certificates.certificate)"]
        if hasLogin { lines += ["smtp_user lb", "smtp_password hush-hush"] }
        let daemon = try Implementation.ours.start(
            on: host, configuration: Self.configuration(port: 2525, global: lines))
        #expect(eventually(within: .seconds(15)) { server.mails.count == 4 }, "\(daemon.log)")
        let isSecure = security == .none ? "False" : "True"
        let head =
            "ka@example.com one@example.com,two@example.com tls=\(isSecure) login=\(hasLogin ? "True" : "None")\n"
        for (mail, subject) in zip(server.mails, Self.first) {
            #expect(mail.hasPrefix(head), "\(mail)")
            #expect(mail.contains("Subject: \(subject)\r\n"))
        }
        daemon.signal(SIGUSR1)
        usleep(300_000)
        for name in try FileManager.default.contentsOfDirectory(atPath: host.directory.path)
        where name.hasSuffix(".data") {
            let dump = try String(contentsOfFile: host.directory.path + "/" + name, encoding: .utf8)
            #expect(!dump.contains("hush"), "\(name)")
        }
        #expect(!daemon.log.contains("hush"))
    }

    @Test(
        "Nothing is sent to a server that cannot prove its name, has no TLS, or does not know the password",
        arguments: [
            (RealMailServer.Security.startTLS, ["smtp_tls starttls"]), (.implicitTLS, ["smtp_tls smtps"]),
            (.none, ["smtp_tls starttls"]), (.none, ["smtp_tls smtps"]),
            (.startTLS, ["smtp_tls starttls", "CA", "smtp_user lb", "smtp_password wrong-hush"]),
        ])
    func insecurity(_ security: RealMailServer.Security, _ lines: [String]) throws {
        let network = try Network(["a"])
        let host = network["a"]
        let certificates = try Certificates()
        let server = try RealMailServer(
            on: host, security, certificates: certificates,
            password: lines.contains("CA") ? "hush-hush" : nil)
        let global = lines.map { $0 == "CA" ? "smtp_tls_ca \(certificates.certificate)" : $0 }
        let daemon = try Implementation.ours.start(
            on: host,
            configuration: Self.configuration(port: 2525, global: global + ["smtp_connect_timeout 3"]))
        #expect(eventually(within: .seconds(15)) { daemon.log.contains(" for 5 s: ") }, "\(daemon.log)")
        #expect(server.mails == [])
        #expect(!daemon.log.contains("hush"))
    }
}
