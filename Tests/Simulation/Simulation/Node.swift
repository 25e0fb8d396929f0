internal import Configuration
internal import Election
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

/// One machine: its process, its kernel, its file.
public struct Node: Sendable {
    /// What the machine does.
    enum Power: Equatable, Sendable {
        /// The process runs.
        case running
        /// The process is stopped by something outside; the kernel goes on.
        case paused(until: MonotonicInstant)
        /// The process was killed; its addresses are still there.
        case killed
        /// The machine is off, or the process has stopped properly.
        case off
    }

    /// A run of the tracked script that has not ended.
    struct ScriptRun: Sendable {
        var number: UInt64
        var due: MonotonicInstant
    }

    /// The path of the tracked file.
    static let trackedPath = "/run/number"

    /// What the kernel keeps for a process that does not read; more is thrown away, as a socket buffer does.
    static let inboxCapacity = 512

    /// The process.
    var routing = VirtualRouting(options: Node.options)
    var kernel = SimulatedKernel()
    /// The file that the process read last, and the one before while a reload takes place.
    var file = NodeFile()
    var oldFile: NodeFile?
    var power = Power.off
    var inbox: [Delivery] = []
    /// What the log has said of each instance.
    var reported: [String: State] = [:]
    /// What each instance was when the event began.
    var before: [String: State] = [:]
    /// When each instance that is a backup became one, since the last reload.
    var entered: [String: MonotonicInstant] = [:]
    /// When each instance last processed an advertisement that it has to follow.
    var lastFollowed: [String: MonotonicInstant] = [:]
    /// What was known of silence when the reports that wait were made.
    var silence:
        (at: MonotonicInstant, entered: [String: MonotonicInstant], followed: [String: MonotonicInstant])?
    /// When each socket was opened.
    var opened: [Int: MonotonicInstant] = [:]
    var runs: [ScriptRun] = []
    /// Addresses that the process has taken for the host's own, because an owner claims them.
    var adopted: Set<IPAddress> = []
    /// Whether the tracked script succeeds.
    var isScriptGood = true
    /// The number in the tracked file.
    var fileNumber = 0
    /// Whether the BFD session is up, and whether the process has been told.
    var isSessionUp = true
    var isSessionTold = false
    /// The BFD sessions that are up.
    var sessionsUp: Set<String> { isSessionUp ? ["peer"] : [] }
    /// When the reports that wait are read.
    var readsReports: MonotonicInstant?
    /// How late the process wakes, this time.
    var lateness = Duration.zero
    /// The packets that the file justifies, as they were worked out.
    var justified: [JustifiedPackets.Key: [UInt8]] = [:]

    private static var options: VirtualRouting.Options {
        var options = VirtualRouting.Options()
        options.detailLevel = 1
        return options
    }

    var isRunning: Bool { power == .running }

    /// When the process wants to run next.
    var wakeTime: MonotonicInstant? {
        switch power {
        case .running:
            var next = routing.deadline.map { $0 + lateness }
            for other in [readsReports, runs.first?.due] {
                guard let other else { continue }
                next = min(next ?? other, other)
            }
            return next
        case .paused(let end): return end
        case .killed, .off: return nil
        }
    }

    /// The place of the instance of that name, if the node has one.
    func instance(_ name: String) -> Int? { routing.model.instances.firstIndex { $0.name == name } }

    /// Keeps what reports will speak of that come later.
    mutating func noteWaitingReports(at now: MonotonicInstant) {
        guard routing.isReportWaiting else { return silence = nil }
        if silence == nil { silence = (now, entered, lastFollowed) }
    }

    /// The process is another one, which remembers nothing.
    mutating func forgetProcess() {
        routing = VirtualRouting(options: Self.options)
        inbox = []
        reported = [:]
        before = [:]
        entered = [:]
        lastFollowed = [:]
        silence = nil
        opened = [:]
        runs = []
        isSessionTold = false
        readsReports = nil
        oldFile = nil
        adopted = []
        justified = [:]
        kernel.sockets = [:]
        _ = kernel.takeReports()
    }
}
