import Configuration
import EventLoop
import Glibc
import Notifications
import SystemCalls
import Timing

/// Runs the commands that children ask for, in the order that `ScriptLanes` decides.
final class ScriptRunner {
    private struct Process {
        let processID: Int32
        let exit: EventSource
    }

    private let loop: EventLoop
    private let answer: (UInt64, RunOutcome) -> Void
    private let log: (String) -> Void
    private var lanes = ScriptLanes()
    private var processes: [String: Process] = [:]
    private var timer: EventTimer?
    /// Called after each run.
    var onEnd: () -> Void = {}

    init(
        loop: EventLoop, answer: @escaping (UInt64, RunOutcome) -> Void, log: @escaping (String) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.answer = answer
        self.log = log
        timer = try loop.makeTimer { [unowned self] in
            perform { lanes, now, acts in lanes.timeout(at: now, into: &acts) }
        }
    }

    /// Whether no notification is running or waiting.
    var hasNoNotifications: Bool { lanes.hasNoNotifications }

    /// The running processes.
    var processIDs: [Int32] { processes.values.map(\.processID) }

    func request(_ request: RunRequest) {
        perform { lanes, now, acts in lanes.request(request, at: now, into: &acts) }
    }

    func cancel(lane: String) {
        perform { lanes, now, acts in lanes.cancel(lane: lane, at: now, into: &acts) }
    }

    /// Ends the trackers: their results are no longer needed.
    func cancelTrackers() {
        for lane in lanes.trackerLanes { cancel(lane: lane) }
    }

    /// Ends all commands.
    func cancelAll() {
        for lane in lanes.busyLanes { cancel(lane: lane) }
    }

    private func perform(_ step: (inout ScriptLanes, MonotonicInstant, inout [ScriptLanes.Act]) -> Void) {
        var acts: [ScriptLanes.Act] = []
        step(&lanes, MonotonicClock.now(), &acts)
        var next = 0
        // A start that fails appends further acts, so the list grows during the walk.
        while next < acts.count {
            act(acts[next], into: &acts)
            next += 1
        }
        timer?.set(lanes.deadline)
    }

    private func act(_ act: ScriptLanes.Act, into acts: inout [ScriptLanes.Act]) {
        switch act {
        case .start(let request):
            start(request, into: &acts)
        case .terminate(let lane):
            signal(lane, SIGTERM)
        case .kill(let lane):
            signal(lane, SIGKILL)
        case .answer(let id, let outcome):
            answer(id, outcome)
        case .overdue(let lane):
            let seconds = ScriptLanes.patience.wholeNanoseconds / 1_000_000_000
            log("Ending a script of \(lane): the next one has been waiting for \(seconds) seconds")
        case .overflow(let lane):
            log("Dropping a script of \(lane): \(ScriptLanes.queueLimit) are already waiting")
        }
    }

    private func signal(_ lane: String, _ number: Int32) {
        guard let process = processes[lane] else { return }
        // A group that has just ended needs no signal.
        try? ProcessGroup.signal(process.processID, number)
    }

    private func start(_ request: RunRequest, into acts: inout [ScriptLanes.Act]) {
        do throws(SystemError) {
            var spawn = Spawn(words: request.words)
            spawn.credentials = request.credentials.map {
                Spawn.Credentials(
                    user: $0.userID, group: $0.groupID, supplementaryGroups: $0.supplementaryGroupIDs)
            }
            let processID = try spawn.start().process
            let lane = request.lane
            let exit = try loop.onExit(of: processID) { [unowned self] status in
                processes[lane] = nil
                perform { lanes, now, acts in
                    lanes.ended(lane: lane, status.outcome, at: now, into: &acts)
                }
                onEnd()
            }
            processes[lane] = Process(processID: processID, exit: exit)
        } catch {
            lanes.ended(
                lane: request.lane, .notStarted(call: error.call, errno: error.errno),
                at: MonotonicClock.now(),
                into: &acts)
        }
    }
}

extension WaitStatus {
    fileprivate var outcome: RunOutcome {
        switch self {
        case .exited(let status): .exited(status)
        case .signalled(let signal): .signalled(signal)
        }
    }
}
