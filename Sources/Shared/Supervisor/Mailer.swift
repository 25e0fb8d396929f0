import Configuration
import EventLoop
import Glibc
import Logging
import Notifications
import ProcessMessages
import SystemCalls
import Timing

/// Sends the mails of all children, as `MailQueue` decides: each batch in a process of its own, which may wait for the
/// server.
final class Mailer {
    /// How long after the time that its mails may take a process is killed.
    private static let grace: Duration = .seconds(10)
    /// How long the last mails may take while the daemon stops, or a batch that was begun with other settings. A server
    /// that hangs must not hold up either for longer.
    private static let farewell: Duration = .seconds(1)
    private static let reportLimitBytes = 64 * 1024
    /// A name that monitors do not take for a daemon's, and the word by which the program knows that it is to send mail;
    /// see `MailSender`.
    private static let words = ["vrrp-mail", "send-mail"]

    /// A process that sends a batch.
    private final class Batch {
        let processID: Int32
        let count: Int
        /// The file to which it writes what became of each mail.
        let report: FileDescriptor
        var exit: EventSource?

        init(processID: Int32, count: Int, report: consuming FileDescriptor) {
            self.processID = processID
            self.count = count
            self.report = report
        }
    }

    private let loop: EventLoop
    private let output: LogOutput
    private var queue = MailQueue()
    private var settings = MailSettings()
    private var routerID: String?
    private var program: ChildProgram?
    private var batch: Batch?
    private var timer: EventTimer?
    private var limit: EventTimer?
    /// When the last mails must have been sent; nil: the daemon is not stopping.
    private var end: MonotonicInstant?
    /// Called after each batch.
    var onEnd: () -> Void = {}

    init(loop: EventLoop, output: LogOutput) throws(SystemError) {
        self.loop = loop
        self.output = output
        timer = try loop.makeTimer { [unowned self] in
            perform { queue, now, acts in queue.timeout(at: now, into: &acts) }
        }
        limit = try loop.makeTimer { [unowned self] in killBatch() }
    }

    /// The process that sends mail now.
    var processID: Int32? { batch?.processID }

    /// Applies settings. What waits is tried again if they are new.
    func adopt(_ global: GlobalDefinitions) {
        let isNew = settings != global.mail || routerID != global.routerID
        settings = global.mail
        routerID = global.routerID
        guard settings.isComplete else { return clear(because: "mail is no longer configured") }
        guard isNew else { return }
        prepareProgram()
        if batch != nil { limit?.set(MonotonicClock.now() + Self.farewell) }
        perform { queue, now, acts in queue.settingsChanged(at: now, into: &acts) }
    }

    /// Sends a mail about something that happens now.
    func add(_ mail: Mail) {
        guard settings.isComplete else { return }
        let date = LocalTime.mail(.now())
        perform { queue, now, acts in queue.add(mail, date: date, at: now, into: &acts) }
    }

    /// Gives up what cannot be sent at once, because the daemon is stopping; to be called until it returns true.
    ///
    /// - Returns: Whether nothing is left to wait for.
    func finish() -> Bool {
        if end == nil {
            end = MonotonicClock.now() + Self.farewell
            limit?.set(end)
        }
        guard batch == nil else { return false }
        clear(because: "the daemon is stopping")
        return true
    }

    // MARK: - The queue

    private func perform(_ step: (inout MailQueue, MonotonicInstant, inout [MailQueue.Act]) -> Void) {
        var acts: [MailQueue.Act] = []
        step(&queue, MonotonicClock.now(), &acts)
        for act in acts { perform(act) }
        timer?.set(queue.deadline)
    }

    private func perform(_ act: MailQueue.Act) {
        switch act {
        case .send(let items): send(items)
        case .delivered(_, nil): output.info("SMTP alert successfully sent.")
        case .delivered(let item, let note?):
            output.warning("Mail '\(item.mail.subject)' was sent, but not to everyone: \(note)")
        case .dropped(let item, let reason):
            output.error("Mail '\(item.mail.subject)' is given up: \(reason)")
        case .waiting where end != nil: break
        case .waiting(let count, let wait, let reason):
            let verb = count == 1 ? "waits" : "wait"
            output.warning("\(Self.text(count)) \(verb) for \(wait.components.seconds) s: \(reason)")
        case .overflowed(let count):
            output.error(
                "\(Self.text(count)) dropped, the oldest first, because more than \(MailQueue.limit) were waiting"
            )
        }
    }

    private static func text(_ count: Int) -> String { "\(count) mail\(count == 1 ? "" : "s")" }

    private func clear(because reason: String) {
        let count = queue.clear()
        timer?.set(queue.deadline)
        if count > 0 { output.warning("\(Self.text(count)) not sent, because \(reason)") }
    }

    // MARK: - The process

    /// Opens the program once, so that a daemon does not mix programs of two releases.
    private func prepareProgram() {
        guard program == nil else { return }
        do throws(SystemError) {
            program = try .sibling("vrrp")
        } catch {
            output.error("Mail cannot be sent: \(error)")
        }
    }

    private func send(_ items: [MailQueue.Item]) {
        do throws(SystemError) {
            batch = try start(items)
        } catch {
            let reason = "\(error)"
            perform { queue, now, acts in queue.sent([.unreachable(reason)], at: now, into: &acts) }
        }
    }

    private func start(_ items: [MailQueue.Item]) throws(SystemError) -> Batch {
        // It may have been missing for a moment, as while a package is upgraded.
        prepareProgram()
        guard let path = program?.path else {
            throw SystemError(call: "open", errno: ENOENT, object: "the program that sends mail")
        }
        let hostName = try Machine.hostName()
        let text = MailText(settings, routerID: routerID, hostName: hostName)
        let job = MailJob(
            settings, hostName: hostName, mails: items.map { text.bytes(of: $0.mail, date: $0.date) })
        let input = try MemoryFile.sealed(job.encoded, name: "mail")
        let report = try MemoryFile.empty(name: "mail-report")
        var spawn = Spawn(words: Self.words)
        spawn.executable = path
        spawn.standardInput = .descriptor(input.number)
        spawn.standardOutput = .descriptor(report.number)
        let processID = try spawn.start().process
        let batch = Batch(processID: processID, count: items.count, report: report)
        batch.exit = try loop.onExit(of: processID) { [unowned self] status in ended(status) }
        let patience = Duration.milliseconds(Int64(job.mailLimitMilliseconds)) * items.count + Self.grace
        limit?.set(end ?? MonotonicClock.now() + patience)
        return batch
    }

    private func killBatch() {
        guard let batch else { return }
        // A process that has just ended needs no signal.
        try? Signals.send(SIGKILL, to: batch.processID)
    }

    private func ended(_ status: WaitStatus) {
        guard let batch else { return }
        self.batch = nil
        limit?.set(nil)
        // A report that cannot be read says nothing.
        let bytes = (try? MemoryFile.read(batch.report.number, limitBytes: Self.reportLimitBytes)) ?? []
        let outcomes = MailQueue.Outcome.all(in: bytes, of: batch.count, endedBy: "\(status)")
        perform { queue, now, acts in queue.sent(outcomes, at: now, into: &acts) }
        if !settings.isComplete { clear(because: "mail is no longer configured") }
        onEnd()
    }
}

extension MailQueue.Outcome {
    /// What became of a batch of mails, by the report of a process that has ended in this way. If it has not come to
    /// the end, the mail that it was sending has failed.
    static func all(in report: [UInt8], of count: Int, endedBy end: String) -> [Self] {
        let lines = report.split(separator: UInt8(ascii: "\n")).prefix(count)
        var outcomes = lines.compactMap { Self(line: String(decoding: $0, as: UTF8.self)) }
        if outcomes.count < count, outcomes.last?.allowsNext ?? true {
            outcomes.append(.deferred("the process that sends mail ended early (\(end))"))
        }
        return outcomes
    }
}
