import Foundation
import Lab
import Testing

/// Mail that a daemon sends, over loopback of its host.
@Suite("Mail")
struct MailTests {
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
                return MailLab.configuration(port: server.port) + second.text
            }
            let daemon = try implementation.start(on: host, configuration: text("VI_2"))
            func reach(_ count: Int) {
                #expect(
                    eventually(within: .seconds(10)) { server.mails.count >= count }, "\(server.subjects)")
            }
            #expect(try MailLab.isMaster(host))
            reach(6)
            try network.setCable(of: host, isPlugged: false)
            reach(9)
            try network.setCable(of: host, isPlugged: true)
            reach(15)
            try implementation.reload(daemon, on: host, configuration: text("VI_3"))
            reach(18)
            try implementation.reload(
                daemon, on: host, configuration: MailLab.configuration(port: server.port))
            reach(19)
            mails[implementation] = server.mails.map(MailLab.undated).sorted()
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
            on: host, configuration: MailLab.configuration(port: server.port))
        #expect(eventually(within: .seconds(5)) { server.mails.count == 4 })
        #expect(server.subjects == MailLab.first)
        #expect(
            server.commands.first == [
                "MAIL FROM:<ka@example.com>", "RCPT TO:<one@example.com>", "RCPT TO:<two@example.com>",
            ])
        #expect(daemon.stop() == 0)
        #expect(
            server.subjects == MailLab.first + [
                "[LAB] VRRP Instance VI_1 - Stopping", "[LAB] VRRP Group G - Stopping",
            ])
    }

    @Test(
        "Checks send mail about their servers and the quorum, in the words that keepalived was measured to use"
    )
    func servers() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let mails = try MailServer(in: Namespace(of: host))
        let page = try PageServer([:], in: Namespace(of: host))
        let daemon = try Implementation.ours.start(
            on: host,
            configuration: """
                global_defs {
                    notification_email { one@example.com }
                    smtp_server 127.0.0.1 \(mails.port)
                    router_id LAB
                }
                virtual_server 10.7.0.1 80 {
                    delay_loop 1
                    lb_algo rr
                    lb_kind NAT
                    protocol TCP
                    omega
                    smtp_alert
                    real_server 127.0.0.1 \(page.port) {
                        TCP_CHECK {
                            retry 0
                            warmup 0
                            connect_timeout 1
                        }
                    }
                }

                """)
        let service = "[10.7.0.1]:tcp:80"
        let server = "[127.0.0.1]:tcp:\(page.port)"
        var expected = ["Virtualserver \(service) - UP => Starting with quorum up 1+0=1 <= 1 <="]
        func found() -> [String] {
            zip(mails.subjects, mails.mails).map { subject, mail in
                let text = mail.components(separatedBy: "\r\n").first { $0.hasPrefix("=> ") } ?? ""
                return "\(subject.dropFirst(6)) \(text)"
            }
        }
        #expect(eventually(within: .seconds(5)) { found() == expected }, "\(found()) \(daemon.log)")
        page.stop()
        expected += [
            "Virtualserver \(service) - DOWN => Lost quorum 1+0=1 <= 0 <=",
            "Realserver \(server) of virtual server \(service) - DOWN => TCP CHECK failed on service <=",
        ]
        #expect(eventually(within: .seconds(5)) { found() == expected }, "\(found())")
        try page.start()
        expected += [
            "Virtualserver \(service) - UP => Gained quorum 1+0=1 <= 1 <=",
            "Realserver \(server) of virtual server \(service) - UP => TCP CHECK succeed on service <=",
        ]
        #expect(eventually(within: .seconds(5)) { found() == expected }, "\(found())")
        #expect(daemon.stop() == 0)
        expected += [
            "Realserver \(server) of virtual server \(service) - DOWN => Shutting down <=",
            "Virtualserver \(service) - DOWN => Shutting down <=",
        ]
        #expect(found() == expected)
    }

    @Test("A reload that no longer configures mail drops what waits, and one that does sends what is new")
    func reloads() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        server.stop()
        let instance = InstanceText(priority: 150).text
        let daemon = try Implementation.ours.start(
            on: host, configuration: MailLab.configuration(port: server.port))
        #expect(try MailLab.isMaster(host))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains(" for 5 s: ") })
        try Implementation.ours.reload(daemon, on: host, configuration: instance)
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.contains("not sent, because mail is no longer configured")
            })
        try server.start()
        try Implementation.ours.reload(
            daemon, on: host,
            configuration: MailLab.configuration(port: server.port, recipients: "new@example.com"))
        #expect(
            eventually(within: .seconds(3)) {
                daemon.log.components(separatedBy: "Reload complete").count > 2
            })
        try network.setCable(of: host, isPlugged: false)
        // The group that is new again may say that it is MASTER before.
        let faults = [MailLab.fault, "[LAB] VRRP Group G - Entering FAULT state"]
        #expect(
            eventually(within: .seconds(5)) { server.subjects.suffix(2) == faults }, "\(server.subjects)")
        #expect(server.commands.allSatisfy { $0.last == "RCPT TO:<new@example.com>" })
        try Implementation.ours.reload(
            daemon, on: host,
            configuration: MailLab.configuration(
                port: server.port, global: ["no_email_faults", "smtp_alert_vrrp off"]))
        let count = server.mails.count
        try network.setCable(of: host, isPlugged: true)
        #expect(try MailLab.isMaster(host))
        usleep(300_000)
        #expect(server.mails.count == count)
    }

    @Test("The server may be a name, and an IPv6 address")
    func names() throws {
        let network = try Network(["a"])
        let host = network["a"]
        for (name, address) in [("localhost", "127.0.0.1"), ("::1", "::1")] {
            let server = try MailServer(at: address, in: Namespace(of: host))
            let text = MailLab.configuration(port: server.port).replacing(
                "smtp_server 127.0.0.1", with: "smtp_server \(name)")
            let daemon = try Implementation.ours.start(on: host, configuration: text)
            #expect(eventually(within: .seconds(5)) { server.mails.count == 4 }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
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
            on: host, configuration: MailLab.configuration(port: 2525, global: lines))
        #expect(eventually(within: .seconds(15)) { server.mails.count == 4 }, "\(daemon.log)")
        let isSecure = security == .none ? "False" : "True"
        let head =
            "ka@example.com one@example.com,two@example.com tls=\(isSecure) login=\(hasLogin ? "True" : "None")\n"
        for (mail, subject) in zip(server.mails, MailLab.first) {
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
            configuration: MailLab.configuration(port: 2525, global: global + ["smtp_connect_timeout 3"]))
        #expect(eventually(within: .seconds(15)) { daemon.log.contains(" for 5 s: ") }, "\(daemon.log)")
        #expect(server.mails == [])
        #expect(!daemon.log.contains("hush"))
    }
}
