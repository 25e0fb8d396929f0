import Notifications
import ProcessMessages
import SystemCalls

/// An open file that waits together with the message that carries it.
final class AttachedFile {
    let file: FileDescriptor

    init(_ file: consuming FileDescriptor) {
        self.file = file
    }
}

/// What waits in a child for a supervisor that is slow to read.
///
/// Log lines wait apart from everything else and go last, so that they never take the place of what matters. Each kind
/// of message has a bound of its own. At the bound the new one is lost, and counted under its own name; the process learns
/// at once of a command that will never run.
struct OutgoingQueue {
    /// The kinds of messages, as far as their bounds and the consequences of a loss differ.
    enum Kind: CaseIterable {
        /// A command to run. Lost: it is answered with `.dropped`.
        case run
        /// The end of a command that nobody needs any more. Lost: the command ends by itself, or at its time limit.
        case cancellation
        /// A file to write. Lost: it is not written.
        case dump
        /// The value of a topic, only the last one of each. Lost: others go on with the value before.
        case topic
        /// What the supervisor must know of the process itself. Hardly more wait than it has asked for.
        case report
        /// A line of the log. Lost: it is in syslog only.
        case line

        /// How many may wait.
        var limit: Int {
            switch self {
            case .run, .cancellation: 8192
            case .dump: 16
            case .topic, .report, .line: 1024
            }
        }

        fileprivate func text(lost count: Int, because reason: String) -> String {
            let plural = count == 1 ? "" : "s"
            let verb = count == 1 ? "was" : "were"
            let what =
                switch self {
                case .run: "\(count) command\(plural) \(verb) not run"
                case .cancellation: "\(count) unneeded command\(plural) \(verb) not ended"
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

    /// A run that will never be, and the outcome that its process gets in place of the supervisor's answer.
    struct Answer: Equatable {
        var id: UInt64
        var outcome: RunOutcome
    }

    private var urgent: [Item] = []
    private var lines: [Item] = []
    private var counts: [Kind: Int] = [:]
    /// How many were lost for each reason.
    private var losses: [Kind: [String: Int]] = [:]
    /// How many commands wait in each lane.
    private var waitingRuns: [String: Int] = [:]

    /// Whether nothing waits.
    var isEmpty: Bool { urgent.isEmpty && lines.isEmpty }

    /// Has a message wait behind the others. What it makes superfluous waits no longer.
    mutating func append(_ item: Item, into answers: inout [Answer]) {
        let kind = item.message.kind
        switch item.message {
        case .run(let request):
            if request.policy == .skipIfBusy, waitingRuns[request.lane] != nil {
                // The first one has not even begun.
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
        case .ready, .refused, .subscribe, .log: break
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

    /// Offers what waits, in its order, until `send` says that there is no more room.
    mutating func drain(_ send: (Item) -> Bool) {
        drain(\.urgent, send)
        if urgent.isEmpty { drain(\.lines, send) }
    }

    /// What was lost since the last call, a sentence for each kind.
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

    /// Commands of a lane that is cancelled need not begin.
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
        case .write, .dump: .dump
        case .log: .line
        case .publish: .topic
        case .ready, .refused, .wantsReload, .subscribe: .report
        }
    }
}
