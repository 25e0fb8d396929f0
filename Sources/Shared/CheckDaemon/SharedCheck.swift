import Configuration
import HealthChecks
import Timing
import VirtualServers

/// A check, which any number of servers may depend on.
struct SharedCheck {
    /// The key of a check: two checkers with the same key are the same check.
    struct Key: Hashable {
        var kind: Checker.Kind
        var pace: CheckPace

        init(_ checker: Checker) {
            kind = checker.kind
            pace = checker.pace
        }
    }

    /// Its id, unique for the life of the daemon.
    let id: UInt64
    /// The number of what it checks, which it shares with the same check at another pace.
    let kindNumber: Int
    var key: Key
    /// The first server that depends on it; the others follow.
    var place: CheckerPlace
    var others: [CheckerPlace] = []
    var machine: RetryMachine
    /// The page to ask for next, if there are several.
    var page = 0
    var last: Result?
    /// When its current run began; nil while it does not run.
    var runningSince: MonotonicInstant?
    /// The offset to the weights of servers that a watched file gives.
    var fileOffset = 0
    /// Whether this machine failed to make the check, which is not the server's fault.
    var isInTrouble = false

    /// The result of a run.
    struct Result {
        var verdict: Verdict
        /// The page or mail server that it was about.
        var step = 0
        var endedAt: MonotonicInstant
        var duration: Duration
    }

    var kind: Checker.Kind { key.kind }
    var places: [CheckerPlace] { others.isEmpty ? [place] : [place] + others }

    /// Whether one of its places satisfies the condition.
    func hasPlace(where isSuch: (CheckerPlace) -> Bool) -> Bool {
        isSuch(place) || others.contains(where: isSuch)
    }

    /// Whether it runs periodically. Files and BFD sessions are watched instead, and some checks never run.
    var isPeriodic: Bool {
        switch kind {
        case .file, .session: false
        case .misc(let program): program.disabledBecause == nil
        default: true
        }
    }

    /// Its state for the supervision of services, from which a new server starts. A check that never reports keeps no
    /// server down.
    var supervised: SupervisedChecker {
        let canReport =
            switch kind {
            case .file, .session: true
            default: isPeriodic
            }
        return SupervisedChecker(
            definition, startsDown: last == nil ? canReport && key.pace.startsDown : !machine.isUp)
    }

    /// The time limit of its command. keepalived: `misc_timeout`; 0 means `delay_loop`.
    var scriptLimit: Duration {
        guard case .misc(let program) = kind, program.timeout > .zero else { return key.pace.interval }
        return program.timeout
    }

    /// Whether it may set the weight of a server.
    var canSetWeight: Bool {
        switch kind {
        case .misc(let program): program.setsWeight
        case .file: true
        default: false
        }
    }

    /// The offset that it adds to a configured weight.
    func weightOffset(configured: Int) -> Int {
        if case .file = kind { return fileOffset }
        return machine.weight.map { $0 - configured } ?? 0
    }

    /// The identifier under which the supervision of services knows it.
    var definition: String { "\(kind.blockName) \(kindNumber)" }
}

extension CheckSchedule {
    /// The pace of a checker of the configuration.
    init(_ pace: CheckPace) {
        self.init(
            delayLoop: pace.interval, retries: pace.retries, delayBeforeRetry: pace.retryDelay,
            warmup: pace.warmup, startsDown: pace.startsDown, tellsAllFailures: pace.logsAllFailures)
    }
}
