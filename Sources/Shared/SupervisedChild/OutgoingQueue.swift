import Notifications
import ProcessMessages
import SystemCalls

/// An open file that waits with the message that carries it.
final class AttachedFile {
    let file: FileDescriptor

    init(_ file: consuming FileDescriptor) {
        self.file = file
    }
}

/// The messages of a child that wait because the supervisor is slow to read.
///
/// Log lines wait apart and are sent last, so that they never displace other messages. Each kind of message has its own
/// limit. A message beyond the limit is lost and counted by kind; the process is told at once about a command that
/// will never run.
struct OutgoingQueue {
    /// The kinds of messages, which differ in their limits and in what a loss means.
    enum Kind: CaseIterable {
        /// A command to run. If lost, it is answered with `.dropped`.
        case run
        /// The end of a command that is no longer needed. If lost, the command runs until it ends or reaches its limit.
        case cancellation
        /// A mail. If lost, it is not sent.
        case mail
        /// A file to write. If lost, it is not written.
        case dump
        /// The value of a topic, of which only the last one waits. If lost, subscribers keep the old value.
        case topic
        /// A report about the process itself. Few of them can wait, because the supervisor asks for each.
        case report
        /// A log line. If lost, it is only in syslog.
        case line

        /// The most messages of the kind that wait.
        var limit: Int {
            switch self {
            case .run, .cancellation: 8192
            case .dump: 16
            case .mail, .topic, .report, .line: 1024
            }
        }

        fileprivate func text(lost count: Int, because reason: String) -> String {
            let plural = count == 1 ? "" : "s"
            let verb = count == 1 ? "was" : "were"
            let what =
                switch self {
                case .run: "\(count) command\(plural) \(verb) not run"
                case .cancellation: "\(count) unneeded command\(plural) \(verb) not ended"
                case .mail: "\(count) mail\(plural) \(verb) not sent"
                case .dump: "\(count) dump\(plural) \(verb) not written"
                case .topic: "\(count) topic\(plural) \(verb) not published"
                case .report: "\(count) message\(plural) \(verb) lost"
                case .line: "\(count) log line\(plural) \(verb) lost"
                }
            return "\(what): \(reason)"
        }
    }

    struct Item {
        var message: ChildMessage
        var file: AttachedFile?
    }

    /// The outcome of a run that will never happen, which the process gets instead of the supervisor's answer.
    struct Answer: Equatable {
        var id: UInt64
        var outcome: RunOutcome
    }

    private var urgent: [Item] = []
    private var lines: [Item] = []
    private var counts: [Kind: Int] = [:]
    /// The number of lost messages by kind and reason.
    private var losses: [Kind: [String: Int]] = [:]
    /// The number of commands waiting in each lane.
    private var waitingRuns: [String: Int] = [:]

    /// Whether no message waits.
    var isEmpty: Bool { urgent.isEmpty && lines.isEmpty }

    /// Appends a message, and removes those that it makes superfluous.
    mutating func append(_ item: Item, into answers: inout [Answer]) {
        let kind = item.message.kind
        switch item.message {
        case .run(let request):
            if request.policy == .skipIfBusy, waitingRuns[request.lane] != nil {
                // An earlier run of the same tracker has not even begun.
                return answers.append(Answer(id: request.id, outcome: .stillRunning))
            }
            guard hasRoom(for: kind) else { return answers.append(lose(request)) }
            waitingRuns[request.lane, default: 0] += 1
        case .cancel(let lane): forgetRuns(lane, into: &answers)
        case .write(let path): remove { $0 == .write(path: path) }
        case .dump(let kind): remove { $0 == .dump(kind) }
        case .wantsReload: remove { $0 == item.message }
        case .publish(let topic, _):
            remove { message in
                guard case .publish(topic, _) = message else { return false }
                return true
            }
        case .ready, .refused, .subscribe, .log, .mail: break
        }
        guard hasRoom(for: kind) else { return lose(kind) }
        counts[kind, default: 0] += 1
        if kind == .line { lines.append(item) } else { urgent.append(item) }
    }

    /// Counts a message that could not be sent at all.
    mutating func fail(_ item: Item, _ error: SystemError, into answers: inout [Answer]) {
        let outcome = RunOutcome.notStarted(call: error.call, errno: error.errno)
        if case .run(let request) = item.message { answers.append(Answer(id: request.id, outcome: outcome)) }
        lose(item.message.kind, because: SystemError(call: error.call, errno: error.errno).description)
    }

    /// Passes the waiting messages to `send` in order, until it returns false because there is no more room.
    mutating func drain(_ send: (Item) -> Bool) {
        drain(\.urgent, send)
        if urgent.isEmpty { drain(\.lines, send) }
    }

    /// The losses since the last call, one sentence for each kind and reason.
    mutating func takeLosses() -> [String] {
        guard !losses.isEmpty else { return [] }
        defer { losses = [:] }
        return Kind.allCases.flatMap { kind in
            (losses[kind] ?? [:]).sorted { $0.key < $1.key }.map {
                kind.text(lost: $0.value, because: $0.key)
            }
        }
    }

    private func hasRoom(for kind: Kind) -> Bool { counts[kind, default: 0] < kind.limit }

    private mutating func lose(_ kind: Kind, because reason: String = "the supervisor is too slow") {
        losses[kind, default: [:]][reason, default: 0] += 1
    }

    private mutating func lose(_ request: RunRequest) -> Answer {
        lose(.run)
        return Answer(id: request.id, outcome: .dropped)
    }

    private mutating func drain(_ items: WritableKeyPath<Self, [Item]>, _ send: (Item) -> Bool) {
        let waiting = self[keyPath: items]
        let sentCount = waiting.firstIndex { !send($0) } ?? waiting.count
        for item in waiting[..<sentCount] { left(item) }
        self[keyPath: items].removeFirst(sentCount)
    }

    private mutating func left(_ item: Item) {
        counts[item.message.kind, default: 1] -= 1
        guard case .run(let request) = item.message, let count = waitingRuns[request.lane] else { return }
        waitingRuns[request.lane] = count > 1 ? count - 1 : nil
    }

    private mutating func remove(where isGone: (ChildMessage) -> Bool) {
        for item in urgent where isGone(item.message) { left(item) }
        urgent.removeAll { isGone($0.message) }
    }

    /// Removes the waiting commands of a lane that was cancelled.
    private mutating func forgetRuns(_ lane: String, into answers: inout [Answer]) {
        guard waitingRuns[lane] != nil else { return }
        for case .run(let request) in urgent.map(\.message) where request.lane == lane {
            answers.append(Answer(id: request.id, outcome: .dropped))
        }
        remove { message in
            guard case .run(let request) = message else { return false }
            return request.lane == lane
        }
    }
}

extension ChildMessage {
    fileprivate var kind: OutgoingQueue.Kind {
        switch self {
        case .run: .run
        case .cancel: .cancellation
        case .mail: .mail
        case .write, .dump: .dump
        case .log: .line
        case .publish: .topic
        case .ready, .refused, .wantsReload, .subscribe: .report
        }
    }
}
