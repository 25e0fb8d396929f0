import Configuration
import HealthChecks
import NetworkTypes
import Notifications
import Testing
import Timing
import VirtualServers

@testable import CheckDaemon

@Suite("Mail about checks")
struct CheckMailTests {
    private static let refused = Verdict.failure(.connection(.connection, problem: "Connection refused"))

    private static func model(
        _ checkers: [Checker], _ change: (inout MailSettings) -> Void = { _ in }
    ) -> Model {
        var model = Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: checkers)])])
        model.global.mail.server = "192.0.2.9"
        model.global.mail.recipients = [MailAddress("one@example.com")].compactMap(\.self)
        change(&model.global.mail)
        return model
    }

    private static func checker(_ kind: Checker.Kind) -> Checker {
        var checker = Sample.check(1, retries: 0)
        checker.kind = kind
        return checker
    }

    private static let subject = "Realserver [10.0.0.1]:tcp:80 of virtual server [192.0.2.1]:tcp:80 - "
    private static let connection = CheckConnection(Sample.address(1), port: 80)

    /// The subjects and texts of the mails after a check has failed with this and succeeded again.
    private static func mails(_ kind: Checker.Kind, _ failure: Verdict) -> [String] {
        var world = CheckWorld()
        world.start(model([checker(kind)]))
        world.run(for: .seconds(10))
        world.verdicts = [kind.target ?? "": failure]
        world.run(for: .seconds(20))
        world.verdicts = [:]
        world.run(for: .seconds(20))
        return world.mails.map { "\($0.subject.dropFirst(subject.count)) \($0.text)" }
    }

    @Test("Each kind of check has keepalived's words")
    func words() {
        let timedOut = Verdict.failure(.timedOut(.connection, milliseconds: 1))
        let command = ProgramCheck(Command(words: ["/x"], text: "/x"), timeout: .seconds(5))
        let hosts = [Self.connection]
        let host = "server [10.0.0.1]:80"
        let all: [(Checker.Kind, Verdict, down: String, up: String)] = [
            (
                .tcp(Self.connection), Self.refused, "TCP CHECK failed on service",
                "TCP CHECK succeed on service"
            ),
            (
                .udp(Self.connection, DatagramExchange()), Self.refused, "UDP CHECK failed on service",
                "UDP CHECK succeed on service"
            ),
            (
                .ping(Self.connection), timedOut, "ICMP CHECK failed on service",
                "ICMP CHECK succeed on service"
            ),
            (
                .dns(Self.connection, NameQuestion()), timedOut, "DNS_CHECK: failed on service",
                "DNS_CHECK: succeed on service"
            ),
            (
                .http(Self.connection, PageCheck()), Self.refused,
                "CHECK failed on service : HTTP request failed", "CHECK succeed on service"
            ),
            (
                .misc(command), .failure(.exited(code: 1)), "MISC CHECK failed on service",
                "MISC CHECK succeeded on service"
            ),
            (
                .misc(command), .failure(.timedOut(.script, milliseconds: 1)),
                "MISC CHECK timed out on service", "MISC CHECK succeeded on service"
            ),
            (
                .smtp(hosts, heloName: "x"), timedOut,
                "CHECK failed on service : Connection timeout to \(host)", "CHECK succeed on service"
            ),
            (
                .smtp(hosts, heloName: "x"), Self.refused,
                "CHECK failed on service : Could not connect to \(host)", "CHECK succeed on service"
            ),
            (
                .smtp(hosts, heloName: "x"), .failure(.timedOut(.banner, milliseconds: 1)),
                "CHECK failed on service : Read timeout from \(host)", "CHECK succeed on service"
            ),
        ]
        for (kind, failure, down, up) in all {
            #expect(Self.mails(kind, failure) == ["DOWN \(down)", "UP \(up)"])
        }
    }

    /// A second check of the server, which another target decides.
    private static let other = Checker(
        .tcp(CheckConnection(Sample.address(2), port: 80)), pace: Sample.check(1, retries: 0).pace)

    private static func mailsOfTwo(_ change: (inout MailSettings) -> Void) -> [String] {
        var world = CheckWorld()
        world.start(model([checker(.tcp(connection)), other], change))
        world.run(for: .seconds(10))
        for verdicts in [
            ["10.0.0.1:80": refused], ["10.0.0.1:80": refused, "10.0.0.2:80": refused],
            ["10.0.0.2:80": refused], [:],
        ] {
            world.verdicts = verdicts
            world.run(for: .seconds(10))
        }
        return world.mails.map { String($0.subject.dropFirst(subject.count)) }
    }

    @Test("Every checker of a server sends mail, with the state of the server")
    func everyChecker() { #expect(Self.mailsOfTwo { _ in } == ["DOWN", "DOWN", "DOWN", "UP"]) }

    @Test("With no_checker_emails only the changes of the server's state are sent")
    func onlyServers() { #expect(Self.mailsOfTwo { $0.omitsOtherChecks = true } == ["DOWN", "UP"]) }

    @Test("Without a server for mail there is none")
    func noServer() { #expect(Self.mailsOfTwo { $0.server = nil } == []) }

    @Test("A server that starts as down and stays so causes no mail")
    func startsDown() {
        var world = CheckWorld()
        world.start(Self.model([Sample.check(1, retries: 0, startsDown: true)]))
        world.verdicts["10.0.0.1:80"] = Self.refused
        world.run(for: .seconds(20))
        #expect(world.mails == [])
    }
}
