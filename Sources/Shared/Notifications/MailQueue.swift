public import Timing

/// Decides which mails are sent when: in order, a batch at a time, and again after a failure.
///
/// Pure: the shell sends the batch that an act names, and reports what became of each mail.
public struct MailQueue: Sendable {
    /// A mail that waits.
    public struct Item: Equatable, Sendable {
        /// The mail.
        public let mail: Mail
        /// The time of the event, for the header.
        public let date: String
        fileprivate let since: MonotonicInstant
        fileprivate var refusals = 0
    }

    /// What became of a mail.
    public enum Outcome: Equatable, Sendable {
        /// The server has it. The text is what it said against some of the recipients; nil: nothing.
        case delivered(String?)
        /// The server will never take it (5yz).
        case refused(String)
        /// The server does not take it now, or sending it failed.
        case deferred(String)
        /// The server cannot be reached or cannot be used: this is not about the mail.
        case unreachable(String)

        /// Whether the next mail is tried at once.
        public var allowsNext: Bool {
            switch self {
            case .delivered, .refused: true
            case .deferred, .unreachable: false
            }
        }
    }

    /// An act for the shell.
    public enum Act: Equatable, Sendable {
        /// Send these mails in order; stop at the first that is deferred or finds the server unreachable. `sent` must
        /// follow.
        case send([Item])
        /// Log that a mail has been sent, and what the server said against some of the recipients.
        case delivered(Item, String?)
        /// Log that a mail was given up.
        case dropped(Item, String)
        /// Log that the mails must wait, for how long, and why.
        case waiting(count: Int, Duration, String)
        /// Log how many mails were dropped because too many were waiting.
        case overflowed(count: Int)
    }

    /// The most mails that wait. If there are more, the oldest are dropped: the last state counts.
    public static let limit = 4096
    /// The most mails of a batch.
    public static let batchLimit = 20
    /// How often a mail may be refused for a time.
    public static let refusalLimit = 10
    /// How long a mail may wait.
    public static let ageLimit: Duration = .seconds(6 * 3600)
    /// The wait after the first failure, which doubles with each further one.
    public static let firstWait: Duration = .seconds(5)
    /// The longest wait between two attempts.
    public static let longestWait: Duration = .seconds(300)
    /// The most topics whose last mail is remembered. Beyond it, all are forgotten but those of waiting mails.
    static let topicLimit = 10_000

    private var items: [Item] = []
    /// The number of mails, the first ones, that are being sent.
    private var sendingCount = 0
    /// Whether they are being sent with settings that are no longer in force, so that a failure says nothing.
    private var isOutdated = false
    private var failureCount = 0
    private var overflowCount = 0
    /// When the next attempt may begin; nil: at once.
    private var notBefore: MonotonicInstant?
    /// How long after a mail another one that says the same is a duplicate: a process that died and is back says again
    /// what it finds. Later it is news, because something may have changed meanwhile of which no mail was sent.
    static let duplicateTime: Duration = .seconds(60)
    /// The last mail about each topic, and since when it has been known.
    private var last: [String: (mail: Mail, since: MonotonicInstant)] = [:]

    /// No mails.
    public init() {}

    /// The number of mails that wait or are being sent.
    public var count: Int { items.count }
    /// Whether a batch is being sent.
    public var isSending: Bool { sendingCount > 0 }
    /// Whether the last attempt failed.
    public var isFailing: Bool { failureCount > 0 }
    /// When `timeout` is due; nil if nothing is.
    public var deadline: MonotonicInstant? {
        guard !isSending, let first = items.first else { return nil }
        // What is too old need not wait for the next attempt.
        return notBefore.map { min($0, first.since + Self.ageLimit) }
    }

    /// Adds a mail about an event. A mail that says the same as the last one about its topic within a minute is a
    /// duplicate and is ignored, unless that one was given up.
    public mutating func add(
        _ mail: Mail, date: String, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        if let known = last[mail.topic], known.mail == mail, now - known.since < Self.duplicateTime { return }
        if last.count >= Self.topicLimit, last[mail.topic] == nil { forgetTopics() }
        last[mail.topic] = (mail, now)
        if items.count >= Self.limit {
            // Those that are being sent stay in their place.
            let oldest = min(sendingCount, items.count - 1)
            forget(items.remove(at: oldest))
            overflowCount += 1
            if overflowCount == 1 { acts.append(.overflowed(count: 1)) }
        }
        items.append(Item(mail: mail, date: date, since: now))
        begin(at: now, into: &acts)
    }

    /// Handles the deadline.
    public mutating func timeout(at now: MonotonicInstant, into acts: inout [Act]) {
        begin(at: now, into: &acts)
    }

    /// Handles the end of a batch: what became of its mails, in order; what was not tried waits again.
    public mutating func sent(_ outcomes: [Outcome], at now: MonotonicInstant, into acts: inout [Act]) {
        var trouble: String?
        for outcome in outcomes.prefix(sendingCount) {
            switch outcome {
            case .delivered(let note):
                acts.append(.delivered(items.removeFirst(), note))
                reportOverflow(into: &acts)
                failureCount = 0
            case .refused(let reason):
                drop(reason, into: &acts)
                failureCount = 0
            case .deferred(let reason):
                if !isOutdated { items[0].refusals += 1 }
                if items[0].refusals >= Self.refusalLimit { drop(reason, into: &acts) }
                trouble = reason
            case .unreachable(let reason): trouble = reason
            }
            if trouble != nil { break }
        }
        sendingCount = 0
        notBefore = nil
        if let trouble, !items.isEmpty, !isOutdated {
            let wait = min(Self.longestWait, Self.firstWait * (1 << min(failureCount, 10)))
            failureCount += 1
            notBefore = now + wait
            acts.append(.waiting(count: items.count, wait, trouble))
        }
        isOutdated = false
        begin(at: now, into: &acts)
    }

    /// Another server or other recipients: the next attempt need not wait, and one that is under way is the last one with
    /// the old settings.
    public mutating func settingsChanged(at now: MonotonicInstant, into acts: inout [Act]) {
        isOutdated = isSending
        failureCount = 0
        notBefore = nil
        begin(at: now, into: &acts)
    }

    /// Drops everything that waits, because mail is no longer configured or the daemon ends. A batch that is being sent
    /// stays.
    ///
    /// - Returns: The number of mails dropped.
    public mutating func clear() -> Int {
        let dropped = items[sendingCount...]
        for item in dropped { forget(item) }
        items.removeLast(dropped.count)
        overflowCount = 0
        return dropped.count
    }

    // MARK: - Parts

    private mutating func begin(at now: MonotonicInstant, into acts: inout [Act]) {
        guard !isSending else { return }
        while let first = items.first, now >= first.since + Self.ageLimit {
            drop("it is older than \(Self.ageLimit.components.seconds / 3600) hours", into: &acts)
        }
        guard !items.isEmpty else { return }
        if let notBefore, now < notBefore { return }
        notBefore = nil
        // A server that has just failed is tried with one mail.
        sendingCount = isFailing ? 1 : min(items.count, Self.batchLimit)
        acts.append(.send(Array(items.prefix(sendingCount))))
    }

    private mutating func drop(_ reason: String, into acts: inout [Act]) {
        let item = items.removeFirst()
        forget(item)
        acts.append(.dropped(item, reason))
    }

    /// What was given up must be said again.
    private mutating func forget(_ item: Item) {
        if last[item.mail.topic]?.mail == item.mail { last[item.mail.topic] = nil }
    }

    private mutating func forgetTopics() {
        last = [:]
        for item in items { last[item.mail.topic] = (item.mail, item.since) }
    }

    private mutating func reportOverflow(into acts: inout [Act]) {
        if overflowCount > 1 { acts.append(.overflowed(count: overflowCount)) }
        overflowCount = 0
    }
}
