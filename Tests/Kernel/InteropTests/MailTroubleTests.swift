import Foundation
import Lab
import Testing

@Suite("Mail while its server, its process or the network fails")
struct MailTroubleTests {
    @Test("A server that is down gets all mails in order when it is back, and a reload can name another")
    func retry() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        let other = try MailServer(in: Namespace(of: host))
        server.stop()
        let daemon = try Implementation.ours.start(
            on: host, configuration: MailLab.configuration(port: server.port))
        #expect(try MailLab.isMaster(host))
        #expect(eventually(within: .seconds(3)) { daemon.log.contains(" for 5 s: ") })
        try server.start()
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == MailLab.first)
        server.stop()
        try network.setCable(of: host, isPlugged: false)
        #expect(
            eventually(within: .seconds(5)) {
                daemon.log.contains("2 mails wait for 5 s") || daemon.log.contains("1 mail waits for 5 s")
            })
        try Implementation.ours.reload(
            daemon, on: host, configuration: MailLab.configuration(port: other.port))
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
                on: host, configuration: MailLab.configuration(port: server.port))
            #expect(try MailLab.isMaster(host))
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
        let site = try MailSite(.hangs, global: ["smtp_connect_timeout 1"])
        let (server, daemon) = (site.server, site.daemon)
        #expect(
            eventually(within: .seconds(5)) {
                daemon.log.contains("waits for 5 s") || daemon.log.contains("wait for 5 s")
            })
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == MailLab.first)
    }

    @Test("A reload with another server does not wait for one that hangs")
    func reloadWhileItHangs() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try MailServer(in: Namespace(of: host))
        let other = try MailServer(in: Namespace(of: host))
        server.behave(.hangs)
        let daemon = try Implementation.ours.start(
            on: host, configuration: MailLab.configuration(port: server.port))
        #expect(try MailLab.isMaster(host))
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        try Implementation.ours.reload(
            daemon, on: host, configuration: MailLab.configuration(port: other.port))
        #expect(eventually(within: .seconds(4)) { other.mails.count == 4 }, "\(daemon.log)")
        #expect(other.subjects == MailLab.first)
    }

    @Test("A recipient that the server refuses does not keep the mail from the others")
    func oneRefused() throws {
        let site = try MailSite(.answers("RCPT TO:<one@", with: "550 nobody of that name"))
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(5)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(daemon.log.contains("was sent, but not to everyone: 550 nobody of that name"))
        #expect(daemon.isRunning)
    }

    @Test(
        "What a server refuses for good is given up, and said",
        arguments: ["MAIL", "RCPT", "DATA", "."])
    func refused(_ command: String) throws {
        let site = try MailSite(.answers(command, with: "554 not \u{7}wanted"))
        let (server, daemon) = (site.server, site.daemon)
        let line = "Mail 'VRRP Group G - Entering MASTER state' is given up: 554 not  wanted"
        #expect(eventually(within: .seconds(5)) { daemon.log.contains(line) }, "\(daemon.log)")
        server.behave(.takesAll)
        try site.network.setCable(of: site.host, isPlugged: false)
        #expect(eventually(within: .seconds(5)) { server.mails.count == 2 }, "\(daemon.log)")
    }

    @Test("What a server puts off is tried again")
    func putOff() throws {
        let site = try MailSite(.answers("RCPT", with: "450 later"))
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(3)) { daemon.log.contains("s: 450 later") }, "\(daemon.log)")
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 })
        #expect(server.subjects == MailLab.first)
    }

    @Test(
        "A server that greets with nonsense or refuses is tried again",
        arguments: ["hello", "554 go away", "\u{0}\u{1}\u{2}", "421 busy"])
    func greeting(_ text: String) throws {
        let site = try MailSite(.greets(text), global: ["smtp_connect_timeout 2"])
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(5)) { daemon.log.contains(" for 5 s: ") }, "\(daemon.log)")
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(server.subjects == MailLab.first)
    }

    @Test("A server that never stops talking is given up")
    func chatter() throws {
        let site = try MailSite(.chatters)
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(5)) { daemon.log.contains(" for 5 s: ") }, "\(daemon.log)")
        server.behave(.takesAll)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 }, "\(daemon.log)")
    }

    @Test("A process that is killed while it sends costs no mail")
    func killedSender() throws {
        let site = try MailSite(.hangs)
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        #expect(try MailLab.isMaster(site.host))
        let sender = try #require(MailLab.sender(of: daemon))
        server.behave(.takesAll)
        kill(sender, SIGKILL)
        #expect(eventually(within: .seconds(8)) { server.mails.count == 4 }, "\(daemon.log)")
        #expect(server.subjects == MailLab.first)
        #expect(daemon.log.contains("the process that sends mail ended early"))
    }

    @Test("With the daemon killed, its sender is gone too")
    func killedDaemon() throws {
        let site = try MailSite(.hangs)
        let (server, daemon) = (site.server, site.daemon)
        #expect(eventually(within: .seconds(3)) { server.connectionCount > 0 })
        let sender = try #require(MailLab.sender(of: daemon))
        daemon.signal(SIGKILL)
        #expect(eventually(within: .seconds(3)) { !MailLab.isSender(sender) })
    }

    @Test("A name that does not exist is looked up by the sender, and nothing waits for it")
    func unknownName() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let text = MailLab.configuration(port: 25).replacing(
            "smtp_server 127.0.0.1", with: "smtp_server nowhere.invalid")
        let daemon = try Implementation.ours.start(on: host, configuration: text)
        #expect(try MailLab.isMaster(host))
        #expect(daemon.stop(within: .seconds(4)) == 0)
    }
}
