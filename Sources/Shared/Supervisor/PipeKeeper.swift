import Configuration
import EventLoop
import Notifications
import SystemCalls
import Timing

/// The named pipes for notifications, which children write to: it creates them before a child needs them, runs the
/// scripts that read them, and removes those that were not there before. They stay open here, so that no reader sees the
/// end of a pipe because a child has died.
final class PipeKeeper {
    /// How long readers have at the end to read what is left, before they are asked to end.
    private static let lastReading: Duration = .seconds(1)

    private let log: (String) -> Void
    private var definitions: [NotificationPipe] = []
    private var pipes: [NamedPipe] = []
    private var runner: ScriptRunner?
    private var timer: EventTimer?
    private var numbers = RunNumbers()
    /// The pipe of each reader, by the number of its run.
    private var readers: [UInt64: String] = [:]

    /// `onEnd` is called when a reader has ended.
    init(loop: EventLoop, log: @escaping (String) -> Void, onEnd: @escaping () -> Void) throws(SystemError) {
        self.log = log
        runner = try ScriptRunner(
            loop: loop, answer: { [unowned self] id, outcome in readerEnded(id, outcome) }, log: log)
        runner?.onEnd = onEnd
        timer = try loop.makeTimer { [unowned self] in runner?.cancelAll() }
    }

    /// The readers.
    var processIDs: [Int32] { runner?.processIDs ?? [] }

    /// Opens the pipes of a configuration, creates those that are missing, and starts the readers that are not running.
    func prepare(_ wanted: [NotificationPipe]) {
        for old in definitions {
            // A pipe that stays gets a new reader if the command has changed, or if the old one reads a deleted pipe.
            guard let new = wanted.first(where: { $0.path == old.path }) else { continue }
            if new.script != old.script || !isOpen(old) { stopReader(of: old) }
        }
        for pipe in wanted where open(pipe) { startReader(of: pipe) }
    }

    /// The children write to these pipes alone: closes the others, and ends their readers.
    func settle(_ wanted: [NotificationPipe]) {
        for pipe in definitions where !wanted.contains(where: { $0.path == pipe.path }) {
            stopReader(of: pipe)
            close(pipe.path)
        }
        definitions = wanted
    }

    /// The children have ended: closes the pipes, and ends the readers once they have read what is left.
    func close() {
        guard !pipes.isEmpty else { return }
        for pipe in pipes { close(pipe.path) }
        readers = [:]
        timer?.set(MonotonicClock.now() + Self.lastReading)
    }

    private func isOpen(_ definition: NotificationPipe) -> Bool {
        pipes.contains { $0.path == definition.path && $0.isInPlace }
    }

    /// Opens a pipe, unless it is open and still in its place; false if it cannot be opened.
    private func open(_ definition: NotificationPipe) -> Bool {
        if isOpen(definition) { return true }
        do throws(SystemError) {
            let owner = definition.owner.map { (user: $0.userID, group: $0.groupID) }
            let pipe = try NamedPipe(creating: definition.path, owner: owner)
            pipes.removeAll { $0.path == definition.path }
            pipes.append(pipe)
            return true
        } catch {
            log("The FIFO \(definition.path) cannot be opened: \(error)")
            return false
        }
    }

    private func close(_ path: String) {
        guard let index = pipes.firstIndex(where: { $0.path == path }) else { return }
        do throws(SystemError) {
            try pipes.remove(at: index).remove()
        } catch {
            log("The FIFO \(path) cannot be removed: \(error)")
        }
    }

    private func startReader(of pipe: NotificationPipe) {
        guard let reader = pipe.reader else { return }
        let request = RunRequest(numbers.next(), reader, lane: pipe.path, policy: .skipIfBusy)
        readers[request.id] = pipe.path
        runner?.request(request)
    }

    private func stopReader(of pipe: NotificationPipe) {
        for (id, path) in readers where path == pipe.path { readers[id] = nil }
        runner?.cancel(lane: pipe.path)
    }

    private func readerEnded(_ id: UInt64, _ outcome: RunOutcome) {
        guard let path = readers.removeValue(forKey: id), let reason = outcome.failure else { return }
        log("The script that reads \(path) \(reason); a reload starts it again")
    }
}

extension RunOutcome {
    /// Why a reader runs no longer; nil: one runs.
    fileprivate var failure: String? {
        switch self {
        case .stillRunning: nil
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal)"
        case .timedOut, .dropped: "was ended"
        case .notStarted(let call, let errno): "cannot be started: \(SystemError(call: call, errno: errno))"
        }
    }
}
