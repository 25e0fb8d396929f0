import Testing
import Timing

@testable import Notifications

@Suite("Which mails are sent when")
struct MailQueueTests {
    private var queue = MailQueue()
    private var acts: [MailQueue.Act] = []
    private var now = MonotonicInstant(nanoseconds: 0)

    private static func mail(_ topic: Int, _ text: String = "MASTER") -> Mail {
        Mail(topic: "INSTANCE \(topic)", subject: "VI_\(topic) \(text)", text: text)
    }

    private mutating func add(_ mail: Mail) { queue.add(mail, date: "d", at: now, into: &acts) }
    private mutating func sent(_ outcomes: MailQueue.Outcome...) {
        queue.sent(outcomes, at: now, into: &acts)
    }

    /// The subjects of the batch that is to be sent, if that is among the acts, which are forgotten.
    private mutating func batch() -> [String]? {
        defer { acts = [] }
        for case .send(let items) in acts { return items.map(\.mail.subject) }
        return nil
    }

    /// Lets time pass until the queue wants to be called.
    private mutating func waitForDeadline() -> Duration {
        guard let deadline = queue.deadline else { return .zero }
        defer { now = deadline }
        queue.timeout(at: deadline, into: &acts)
        return deadline - now
    }

    @Test("The first mail leaves at once, and the next ones together after it, in order")
    mutating func order() {
        for topic in 1...3 { add(Self.mail(topic)) }
        #expect(batch() == ["VI_1 MASTER"])
        sent(.delivered(nil))
        #expect(batch() == ["VI_2 MASTER", "VI_3 MASTER"])
        sent(.delivered(nil), .delivered(nil))
        #expect(batch() == nil)
        #expect(queue.count == 0 && queue.deadline == nil)
    }

    @Test("A batch is limited")
    mutating func batches() {
        for topic in 0...50 { add(Self.mail(topic)) }
        acts = []
        sent(.delivered(nil))
        #expect(batch()?.count == MailQueue.batchLimit)
    }

    @Test("A server that cannot be reached is tried again with one mail, less and less often")
    mutating func backOff() {
        add(Self.mail(1))
        add(Self.mail(2))
        var waits: [Duration] = []
        for _ in 1...9 {
            #expect(batch() == ["VI_1 MASTER"])
            sent(.unreachable("refused"))
            #expect(queue.isFailing)
            waits.append(waitForDeadline())
        }
        #expect(waits == [5, 10, 20, 40, 80, 160, 300, 300, 300].map { .seconds($0) })
        #expect(batch() == ["VI_1 MASTER"])
        sent(.delivered(nil))
        #expect(batch() == ["VI_2 MASTER"])
        #expect(!queue.isFailing)
    }

    @Test("What waits is said, with the reason")
    mutating func reasons() {
        add(Self.mail(1))
        acts = []
        sent(.unreachable("no route"))
        #expect(acts == [.waiting(count: 1, .seconds(5), "no route")])
    }

    @Test("No mail is sent before the wait is over")
    mutating func patience() {
        add(Self.mail(1))
        sent(.unreachable("x"))
        acts = []
        now = now + .seconds(4)
        add(Self.mail(2))
        queue.timeout(at: now, into: &acts)
        #expect(acts == [])
    }

    @Test("What the server refuses for good is given up, and the next mail follows")
    mutating func refused() {
        add(Self.mail(1))
        add(Self.mail(2))
        acts = []
        sent(.refused("550 no"))
        #expect(batch() == ["VI_2 MASTER"])
    }

    @Test("A mail that the server puts off is tried ten times, and then does not hold up the others")
    mutating func deferred() {
        add(Self.mail(1))
        add(Self.mail(2))
        for attempt in 1...MailQueue.refusalLimit {
            #expect(batch() == ["VI_1 MASTER"], "attempt \(attempt)")
            sent(.deferred("450 later"))
            if attempt < MailQueue.refusalLimit { _ = waitForDeadline() }
        }
        #expect(
            acts.contains {
                if case .dropped(let item, "450 later") = $0 { item.mail == Self.mail(1) } else { false }
            })
        acts = []
        _ = waitForDeadline()
        #expect(batch() == ["VI_2 MASTER"])
    }

    @Test("A server that cannot be reached does not count against the mail, but its age does")
    mutating func age() {
        add(Self.mail(1))
        now = now + .seconds(3600)
        add(Self.mail(2))
        var dropped: [String] = []
        var droppedAt: Duration = .zero
        while dropped.isEmpty {
            if batch() != nil { sent(.unreachable("x")) }
            _ = waitForDeadline()
            for case .dropped(let item, _) in acts { dropped.append(item.mail.subject) }
            droppedAt = now - MonotonicInstant(nanoseconds: 0)
        }
        #expect(dropped == ["VI_1 MASTER"])
        #expect(droppedAt == MailQueue.ageLimit)
        #expect(queue.count == 1)
    }

    @Test("A mail that says what the last one about its topic said is a duplicate")
    mutating func duplicates() {
        add(Self.mail(1, "BACKUP"))
        add(Self.mail(1, "BACKUP"))
        #expect(queue.count == 1)
        sent(.delivered(nil))
        add(Self.mail(1, "BACKUP"))
        #expect(queue.count == 0)
        for text in ["MASTER", "BACKUP"] { add(Self.mail(1, text)) }
        add(Self.mail(2, "BACKUP"))
        #expect(queue.count == 3)
    }

    @Test("After a minute the same is news: something may have changed meanwhile of which no mail was sent")
    mutating func saidLater() {
        add(Self.mail(1, "DOWN"))
        sent(.delivered(nil))
        now = now + MailQueue.duplicateTime
        add(Self.mail(1, "DOWN"))
        #expect(queue.count == 1)
    }

    @Test("A mail that was given up may be said again")
    mutating func saidAgain() {
        add(Self.mail(1))
        sent(.refused("550"))
        add(Self.mail(1))
        #expect(queue.count == 1)
    }

    @Test("If too many wait, the oldest are dropped and counted, but not those that are being sent")
    mutating func overflow() {
        for topic in 0..<MailQueue.limit { add(Self.mail(topic)) }
        #expect(batch() == ["VI_0 MASTER"])
        for topic in 0..<3 { add(Self.mail(MailQueue.limit + topic)) }
        #expect(acts == [.overflowed(count: 1)])
        #expect(queue.count == MailQueue.limit)
        acts = []
        sent(.delivered(nil))
        #expect(acts.contains(.overflowed(count: 3)))
        #expect(batch()?.first == "VI_4 MASTER")
        // It may be said again.
        add(Self.mail(1))
        #expect(queue.count == MailQueue.limit)
    }

    @Test("With new settings the next attempt does not wait")
    mutating func settings() {
        add(Self.mail(1))
        sent(.unreachable("x"))
        acts = []
        queue.settingsChanged(at: now, into: &acts)
        #expect(batch() == ["VI_1 MASTER"])
        queue.settingsChanged(at: now, into: &acts)
        #expect(batch() == nil)
    }

    @Test("An attempt with old settings that fails says nothing about the new ones")
    mutating func outdated() {
        for outcome in [MailQueue.Outcome.unreachable("x"), .deferred("x")] {
            queue = MailQueue()
            acts = []
            add(Self.mail(1))
            for _ in 1...MailQueue.refusalLimit {
                queue.settingsChanged(at: now, into: &acts)
                acts = []
                sent(outcome)
                #expect(acts.count == 1)
                #expect(batch() == ["VI_1 MASTER"])
            }
            sent(outcome)
            #expect(batch() == nil)
            #expect(queue.deadline == now + MailQueue.firstWait)
        }
    }

    @Test("What is cleared is counted; a batch that is being sent stays")
    mutating func clearing() {
        for topic in 1...3 { add(Self.mail(topic)) }
        #expect(queue.clear() == 2)
        #expect(queue.isSending && queue.count == 1)
        sent(.unreachable("x"))
        #expect(queue.clear() == 1)
        #expect(queue.count == 0 && queue.deadline == nil)
        add(Self.mail(2))
        #expect(queue.count == 1)
    }

    @Test("What is said about more topics than are remembered only costs a duplicate")
    mutating func topics() {
        for topic in 0...MailQueue.topicLimit {
            add(Self.mail(topic))
            sent(.delivered(nil))
        }
        add(Self.mail(MailQueue.topicLimit))
        #expect(queue.count == 0)
        add(Self.mail(0))
        #expect(queue.count == 1)
    }
}
