import Configuration
import Notifications
import ProcessMessages
import Testing

@Suite("What the process that sends mail is told, and what it tells")
struct MailJobTests {
    private static func settings() throws -> MailSettings {
        var settings = MailSettings()
        settings.server = "mail.example"
        settings.recipients = [try #require(MailAddress("Second Person <two@example.com>"))]
        return settings
    }

    @Test("The envelope has addresses without names, and what is not given comes from the host")
    func envelope() throws {
        let job = MailJob(try Self.settings(), hostName: "vm", mails: [])
        #expect(job.url == "smtp://mail.example:25/vm")
        #expect(job.sender == "root@vm")
        #expect(job.recipients == ["two@example.com"])
        #expect(job.limitMilliseconds == 30_000)
        #expect(!job.needsTLS && job.login == nil)
    }

    @Test(
        "The server, the port and the name of this host make a URL",
        arguments: [
            ("192.0.2.1", nil, MailSettings.Security.none, "me.example", "smtp://192.0.2.1:25/me.example"),
            ("2001:db8::1", 2525, .startTLS, "a/b?c", "smtp://[2001:db8::1]:2525/a%2fb%3fc"),
            ("fe80::1%eth0", nil, .implicitTLS, "x", "smtps://[fe80::1%25eth0]:465/x"),
        ] as [(String, UInt16?, MailSettings.Security, String, String)])
    func url(
        _ server: String, _ port: UInt16?, _ security: MailSettings.Security, _ name: String, _ url: String
    ) throws {
        var settings = try Self.settings()
        settings.server = server
        settings.givenPort = port
        settings.security = security
        settings.clientName = name
        let job = MailJob(settings, hostName: "vm", mails: [])
        #expect(job.url == url)
        #expect(job.needsTLS == (security != .none))
    }

    @Test("A job comes out of its bytes as it went in")
    func coding() throws {
        var settings = try Self.settings()
        (settings.user, settings.password) = ("ü", "hush \0")
        settings.authorityFile = "/ca.pem"
        let job = MailJob(settings, hostName: "vm", mails: [[1, 0, 255], []])
        #expect(job.login == MailJob.Login(user: "ü", password: "hush \0"))
        #expect(MailJob(job.encoded) == job)
        for count in job.encoded.indices { #expect(MailJob(Array(job.encoded[..<count])) == nil) }
    }

    @Test(
        "An outcome is a line",
        arguments: [
            MailQueue.Outcome.delivered(nil), .delivered("550 one@example.com"), .refused("554 no"),
            .deferred(""), .unreachable("Connection refused"),
        ])
    func lines(_ outcome: MailQueue.Outcome) {
        #expect(MailQueue.Outcome(line: String(outcome.line.dropLast())) == outcome)
        #expect(outcome.line.last == "\n")
    }

    @Test("Other lines say nothing", arguments: ["", "x", "deliveredx y"])
    func otherLines(_ line: String) { #expect(MailQueue.Outcome(line: line) == nil) }
}
