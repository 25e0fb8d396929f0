import Notifications
import Timing

/// Which requested command runs when: commands of one lane one at a time and in order, trackers never twice.
///
/// Pure: the shell starts and ends processes as told and reports what became of them.
struct ScriptLanes {
    /// What the shell is to do.
    enum Act: Equatable {
        /// Start the command; `ended` or `failed` follows.
        case start(RunRequest)
        /// Send SIGTERM to the process group of the lane's command.
        case terminate(lane: String)
        /// Send SIGKILL to it.
        case kill(lane: String)
        /// Tell the child.
        case answer(id: UInt64, RunOutcome)
        /// Say that this command was ended because others waited too long for it.
        case overdue(lane: String)
        /// Say that a request was thrown away because the lane's queue is full.
        case overflow(lane: String)
    }

    /// Requests that may wait in one lane.
    static let queueLimit = 1024
    /// How long a notification may keep the next one of its lane waiting before it is ended.
    static let patience: Duration = .seconds(60)
    /// From SIGTERM to SIGKILL, as keepalived has it.
    static let grace: Duration = .seconds(2)

    private struct Lane {
        enum Ending: Equatable { case none, terminated(timedOut: Bool), killed(timedOut: Bool) }

        var running: RunRequest
        var ending = Ending.none
        /// When the next step towards its end is due.
        var deadline: MonotonicInstant?
        var queue: [RunRequest] = []

        /// Whether the command was ended because nobody wants it any more.
        var isGivenUp: Bool { ending == .terminated(timedOut: false) || ending == .killed(timedOut: false) }
    }

    /// In order of creation, so that nothing depends on hashing.
    private var lanes: [(name: String, lane: Lane)] = []

    /// The next time `timeout` is due.
    var deadline: MonotonicInstant? { lanes.compactMap(\.lane.deadline).min() }

    /// Whether nothing runs or waits.
    var isIdle: Bool { lanes.isEmpty }

    /// Whether no notification runs or waits; trackers do not count.
    var hasNoNotifications: Bool { !lanes.contains { $0.lane.running.policy == .queue } }

    /// The lanes of trackers.
    var trackerLanes: [String] { lanes.filter { $0.lane.running.policy == .skipIfBusy }.map(\.name) }

    /// The lanes in which something runs.
    var busyLanes: [String] { lanes.map(\.name) }

    /// A child wants a command run.
    mutating func request(_ request: RunRequest, at now: MonotonicInstant, into acts: inout [Act]) {
        guard let index = index(of: request.lane) else {
            lanes.append((request.lane, Lane(running: request)))
            begin(request, at: now, into: &acts)
            return
        }
        switch request.policy {
        case .skipIfBusy:
            // A run that was given up is on its way out, and this is its successor.
            guard lanes[index].lane.isGivenUp, lanes[index].lane.queue.isEmpty else {
                acts.append(.answer(id: request.id, .stillRunning))
                return
            }
            lanes[index].lane.queue.append(request)
        case .queue:
            guard lanes[index].lane.queue.count < Self.queueLimit else {
                acts.append(.overflow(lane: request.lane))
                return
            }
            lanes[index].lane.queue.append(request)
            if lanes[index].lane.deadline == nil { lanes[index].lane.deadline = now + Self.patience }
        }
    }

    /// The lane's command ended by itself or by a signal.
    mutating func ended(lane: String, _ outcome: RunOutcome, at now: MonotonicInstant, into acts: inout [Act])
    {
        guard let index = index(of: lane) else { return }
        let finished = lanes[index].lane
        let isTimedOut =
            finished.ending == .terminated(timedOut: true) || finished.ending == .killed(timedOut: true)
        acts.append(.answer(id: finished.running.id, isTimedOut ? .timedOut : outcome))
        guard let next = finished.queue.first else {
            lanes.remove(at: index)
            return
        }
        lanes[index].lane = Lane(running: next, queue: Array(finished.queue.dropFirst()))
        begin(next, at: now, into: &acts)
    }

    /// A child gave the lane up (a tracker that a reload removed): what runs is ended, what waits is forgotten.
    mutating func cancel(lane: String, at now: MonotonicInstant, into acts: inout [Act]) {
        guard let index = index(of: lane) else { return }
        lanes[index].lane.queue = []
        terminate(index, timedOut: false, at: now, into: &acts)
    }

    /// The deadline has come.
    mutating func timeout(at now: MonotonicInstant, into acts: inout [Act]) {
        for index in lanes.indices {
            guard let due = lanes[index].lane.deadline, due <= now else { continue }
            switch lanes[index].lane.ending {
            case .none:
                let isLimit = lanes[index].lane.running.policy == .skipIfBusy
                if !isLimit { acts.append(.overdue(lane: lanes[index].name)) }
                terminate(index, timedOut: isLimit, at: now, into: &acts)
            case .terminated(let timedOut):
                lanes[index].lane.ending = .killed(timedOut: timedOut)
                lanes[index].lane.deadline = nil
                acts.append(.kill(lane: lanes[index].name))
            case .killed:
                lanes[index].lane.deadline = nil
            }
        }
    }

    private func index(of lane: String) -> Int? { lanes.firstIndex { $0.name == lane } }

    private mutating func begin(_ request: RunRequest, at now: MonotonicInstant, into acts: inout [Act]) {
        guard let index = index(of: request.lane) else { return }
        let isAwaited = request.policy == .queue && !lanes[index].lane.queue.isEmpty
        if request.timeoutMilliseconds > 0 {
            lanes[index].lane.deadline = now + .milliseconds(Int64(request.timeoutMilliseconds))
        } else if isAwaited {
            lanes[index].lane.deadline = now + Self.patience
        }
        acts.append(.start(request))
    }

    private mutating func terminate(
        _ index: Int, timedOut: Bool, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard lanes[index].lane.ending == .none else { return }
        lanes[index].lane.ending = .terminated(timedOut: timedOut)
        lanes[index].lane.deadline = now + Self.grace
        acts.append(.terminate(lane: lanes[index].name))
    }
}
