import ConfigurationSyntax
import Testing

@testable import Configuration

@Suite("Mail in global_defs")
struct MailSettingTests {
    private func load(_ lines: String, then rest: String = "") -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load("global_defs {\n\(lines)\n}\n\(rest)")
    }

    private static let complete = "notification_email { a@example.com }\nsmtp_server 10.0.0.9"

    @Test("The defaults are keepalived's")
    func defaults() {
        let mail = load(Self.complete).model.global.mail
        #expect(mail.isComplete && mail.port == 25 && mail.timeout == .seconds(30))
        #expect(mail.sender == nil && mail.clientName == nil && mail.security == .none)
        #expect(!mail.omitsFaults && !mail.omitsOtherChecks)
        #expect(!load("").model.global.mail.isComplete)
    }

    @Test("Every keyword has its place")
    func keywords() throws {
        let result = load(
            """
            notification_email {
                one@example.com
                "Second Person <two@example.com>" three@example.com
            }
            notification_email { four@example.com }
            notification_email_from "Ka Live <ka@example.com>"
            smtp_server mail.example.com 2525
            smtp_helo_name helo.example
            smtp_connect_timeout 7
            smtp_tls starttls
            smtp_tls_ca /etc/ssl/own.pem
            smtp_user lb
            smtp_password hush
            smtp_alert
            smtp_alert_vrrp off
            smtp_alert_checker on
            no_email_faults
            no_checker_emails
            """)
        #expect(result.messages == [])
        let mail = result.model.global.mail
        #expect(
            mail.recipients.map(\.mailbox) == [
                "one@example.com", "two@example.com", "three@example.com", "four@example.com",
            ])
        #expect(mail.recipients[1].text == "Second Person <two@example.com>")
        #expect(mail.sender?.mailbox == "ka@example.com")
        #expect(mail.server == "mail.example.com" && mail.port == 2525)
        #expect(mail.clientName == "helo.example" && mail.timeout == .seconds(7))
        #expect(mail.security == .startTLS && mail.authorityFile == "/etc/ssl/own.pem")
        #expect(mail.user == "lb" && mail.password == "hush")
        #expect(mail.omitsFaults && mail.omitsOtherChecks)
        #expect(mail.alerts == true && mail.alertsOfRouters == false && mail.alertsOfCheckers == true)
        #expect(load(Self.complete + "\nsmtp_tls smtps").model.global.mail.port == 465)
    }

    @Test(
        "What keepalived -t refuses is an error",
        arguments: [
            ("smtp_server localhost 99999", "99999 is outside the range of 'the port of smtp_server'"),
            ("smtp_server localhost smtp", "'smtp' is not a whole number"),
            ("smtp_server 127.0.0.1 0", "0 is outside the range of 'the port of smtp_server'"),
            ("smtp_connect_timeout 0", "'smtp_connect_timeout' must be greater than 0: 1 s is used"),
            ("smtp_connect_timeout 5000", "5000 is outside the range of 'smtp_connect_timeout'"),
            ("notification_email {\n}", "'notification_email' is empty"),
            ("smtp_server a/b@c", "'a/b@c' is neither an address nor the name of a host"),
            ("notification_email { \"a b\" }", "'a b' is not a mail address and is ignored"),
            ("notification_email_from \"A <b@c\"", "'A <b@c' is not a mail address and is ignored"),
        ])
    func errors(_ line: String, _ message: String) {
        let result = load(line)
        #expect(result.diagnostics.filter { $0.severity == .error }.map(\.message) == [message])
    }

    @Test(
        "Mail that cannot be sent, and a password that others can read, are warnings",
        arguments: [
            ("notification_email { a@b }", "no mail is sent, because there is no mail server"),
            ("smtp_server 127.0.0.1", "no mail is sent, because nobody is to get it"),
            (complete + "\nsmtp_user u", "'smtp_user' has no effect without 'smtp_password'"),
            (complete + "\nsmtp_password p", "'smtp_password' has no effect without 'smtp_user'"),
            (complete + "\nsmtp_user u\nsmtp_password p", "the password is sent in clear text"),
            (complete + " 25 x", "nothing may follow the port of 'smtp_server', and the rest is ignored"),
        ])
    func warnings(_ lines: String, _ message: String) {
        let result = load(lines)
        #expect(result.messages == [message])
        #expect(result.diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test("No message shows the password, not even with a mistake in its keyword")
    func secret() {
        for word in ["smtp_password", "smtp_pasword", "smtp_passwrd"] {
            let result = load("\(word) hush123 hush456")
            #expect(!result.diagnostics.isEmpty)
            #expect(!result.diagnostics.contains { "\($0)".contains("hush") })
        }
    }

    @Test("At most 100 addresses get mail")
    func manyRecipients() {
        let result = load(
            "smtp_server 127.0.0.1\nnotification_email {\n"
                + (0..<150).map { "u\($0)@example.com\n" }.joined() + "}")
        #expect(result.model.global.mail.recipients.count == 100)
        #expect(result.messages == ["there are more than 100 addresses, and only these get mail"])
    }

    @Test("The lines of the dump are keepalived's, and have no secrets")
    func dump() {
        let result = load(
            Self.complete + " 2525\nsmtp_helo_name helo\nnotification_email_from \"K L <k@l>\"\nsmtp_alert\n"
                + "smtp_user u\nsmtp_password hush\nsmtp_tls smtps\nno_email_faults\nno_checker_emails")
        let lines = ModelDump.global(result.model.global, hostName: "vm").split(separator: "\n").map(
            String.init)
        let expected = [
            " Smtp server = 10.0.0.9", " Smtp server port = 2525", " Smtp HELO name = helo",
            " Smtp server connection timeout = 30", " Email notification from = K L <k@l>",
            " Email notification to:", "   a@example.com", " Default smtp_alert = on",
            " Default smtp_alert_vrrp = unset", " Default smtp_alert_checker = unset",
        ]
        #expect(Array(lines.drop { !$0.hasPrefix(" Smtp") }.prefix(expected.count)) == expected)
        #expect(lines.contains(" Send emails for fault transitions = off"))
        #expect(lines.contains(" no_checker_emails = 1"))
        #expect(!lines.joined().contains("hush"))
    }
}
