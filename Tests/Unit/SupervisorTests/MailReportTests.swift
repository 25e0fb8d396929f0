import Notifications
import Testing

@testable import Supervisor

@Suite("What became of a batch of mails")
struct MailReportTests {
    private static func outcomes(_ report: String, of count: Int) -> [MailQueue.Outcome] {
        MailQueue.Outcome.all(in: Array(report.utf8), of: count, endedBy: "killed")
    }

    private static let early = MailQueue.Outcome.deferred(
        "the process that sends mail ended early (killed)")

    @Test("A complete report is taken as it is, and nothing beyond it")
    func complete() {
        #expect(Self.outcomes("delivered\nrefused 550\n", of: 2) == [.delivered(nil), .refused("550")])
        #expect(Self.outcomes("delivered\ndelivered\n", of: 1) == [.delivered(nil)])
    }

    @Test("A report that stops at a failure is complete")
    func failure() {
        #expect(Self.outcomes("delivered\nunreachable x\n", of: 3) == [.delivered(nil), .unreachable("x")])
    }

    @Test("The mail that a process was sending when it died has failed")
    func death() {
        #expect(Self.outcomes("", of: 2) == [Self.early])
        #expect(Self.outcomes("delivered\n", of: 3) == [.delivered(nil), Self.early])
    }
}
