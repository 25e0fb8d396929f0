import Notifications
import Timing

/// Decides when requested commands run: those of one lane one at a time and in order, a tracker never twice at once.
///
/// Pure: the shell starts and ends processes as the acts say and reports the results.
struct ScriptLanes {
    /// An act for the shell.
    enum Act: Equatable {
        /// Start the command; `ended` or `failed` must follow.
        case start(RunRequest)
        /// Send SIGTERM to the process group of the lane's command.
        case terminate(lane: String)
        /// Send SIGKILL to that process group.
        case kill(lane: String)
        /// Report the outcome to the child.
        case answer(id: UInt64, RunOutcome)
        /// Log that the command was ended because others had waited too long for it.
        case overdue(lane: String)
        /// Log that a request was dropped because the lane's queue is full.
        case overflow(lane: String)
    }

    /// The most requests that wait in one lane.
    static let queueLimit = 1024
    /// How long a notification may delay the next one of its lane before it is ended.
    static let patience: Duration = .seconds(60)
    /// The time between SIGTERM and SIGKILL, the same as keepalived's.
    static let grace: Duration = .seconds(2)

    private struct Lane {
        enum Ending: Equatable { case none, terminated(timedOut: Bool), killed(timedOut: Bool) }

        var running: RunRequest
        var ending = Ending.none
        /// When the next step of ending it is due.
        var deadline: MonotonicInstant?
        var queue: [RunRequest] = []

        /// Whether the command was ended because it is no longer wanted.
        var isGivenUp: Bool { ending == .terminated(timedOut: false) || ending == .killed(timedOut: false) }
    }

    /// In order of creation, so that the order does not depend on hashing.
    private var lanes: [(name: String, lane: Lane)] = []

    /// When `timeout` is due next.
    var deadline: MonotonicInstant? { lanes.compactMap(\.lane.deadline).min() }

    /// Whether nothing is running or waiting.
    var isIdle: Bool { lanes.isEmpty }

    /// Whether no notification is running or waiting; trackers do not count.
    var hasNoNotifications: Bool { !lanes.contains { $0.lane.running.policy == .queue } }

    /// The lanes of trackers.
    var trackerLanes: [String] { lanes.filter { $0.lane.running.policy == .skipIfBusy }.map(\.name) }

    /// The lanes with a running command.
    var busyLanes: [String] { lanes.map(\.name) }

    /// Handles a child's request to run a command.
    mutating func request(_ request: RunRequest, at now: MonotonicInstant, into acts: inout [Act]) {
        guard let index = index(of: request.lane) else {
            lanes.append((request.lane, Lane(running: request)))
            begin(request, at: now, into: &acts)
            return
        }
        switch request.policy {
        case .skipIfBusy:
            // The running command has been given up, so this request is its successor.
            guard lanes[index].lane.isGivenUp, lanes[index].lane.queue.isEmpty else {
                acts.append(.answer(id: request.id, .stillRunning))
                return
            }
            lanes[index].lane.queue.append(request)
        case .queue:
            guard lanes[index].lane.queue.count < Self.queueLimit else {
                acts += [.overflow(lane: request.lane), .answer(id: request.id, .dropped)]
                return
            }
            lanes[index].lane.queue.append(request)
            if lanes[index].lane.deadline == nil { lanes[index].lane.deadline = now + Self.patience }
        }
    }

    /// Handles the end of the lane's command.
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

    /// Handles a lane that a child has given up (a tracker that a reload removed): ends the command and drops the
    /// queue.
    mutating func cancel(lane: String, at now: MonotonicInstant, into acts: inout [Act]) {
        guard let index = index(of: lane) else { return }
        for waiting in lanes[index].lane.queue { acts.append(.answer(id: waiting.id, .dropped)) }
        lanes[index].lane.queue = []
        terminate(index, timedOut: false, at: now, into: &acts)
    }

    /// Handles the deadline.
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
