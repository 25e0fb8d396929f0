import Configuration
import HealthChecks
import Timing
import VirtualServers

/// One thing to check, however many servers depend on it.
struct SharedCheck {
    /// What makes two checkers of a configuration the same check.
    struct Key: Hashable {
        var kind: Checker.Kind
        var pace: CheckPace

        init(_ checker: Checker) {
            kind = checker.kind
            pace = checker.pace
        }
    }

    /// Names it for as long as the daemon runs.
    let id: UInt64
    /// A number for its kind, which it shares with checks of the same thing at another pace.
    let kindNumber: Int
    var key: Key
    /// The first server that depends on it, and the others.
    var place: CheckerPlace
    var others: [CheckerPlace] = []
    var machine: RetryMachine
    /// Which of several pages is next.
    var page = 0
    var last: Result?
    /// Since when it runs; nil while it does not.
    var runningSince: MonotonicInstant?
    /// What a watched file adds to the weights of servers.
    var fileOffset = 0
    /// Whether this machine failed to make the check, which says nothing of the server.
    var isInTrouble = false

    /// How a check ended.
    struct Result {
        var verdict: Verdict
        /// Which of several pages or mail servers it was about.
        var step = 0
        var endedAt: MonotonicInstant
        var duration: Duration
    }

    var kind: Checker.Kind { key.kind }
    var places: [CheckerPlace] { others.isEmpty ? [place] : [place] + others }

    /// Whether one of its places is such.
    func hasPlace(where isSuch: (CheckerPlace) -> Bool) -> Bool {
        isSuch(place) || others.contains(where: isSuch)
    }

    /// Whether it is made again and again; files and BFD sessions are watched instead, and some never run.
    var isPeriodic: Bool {
        switch kind {
        case .file, .session: false
        case .misc(let program): program.disabledBecause == nil
        default: true
        }
    }

    /// As the supervision of services knows it. A server that is new to it begins with what is known; what never
    /// reports holds nobody down.
    var supervised: SupervisedChecker {
        let canReport =
            switch kind {
            case .file, .session: true
            default: isPeriodic
            }
        return SupervisedChecker(
            definition, startsDown: last == nil ? canReport && key.pace.startsDown : !machine.isUp)
    }

    /// How long its command may take. keepalived: `misc_timeout`; 0 is `delay_loop`.
    var scriptLimit: Duration {
        guard case .misc(let program) = kind, program.timeout > .zero else { return key.pace.interval }
        return program.timeout
    }

    /// Whether it may say what a server weighs.
    var canSetWeight: Bool {
        switch kind {
        case .misc(let program): program.setsWeight
        case .file: true
        default: false
        }
    }

    /// What it adds to a configured weight.
    func weightOffset(configured: Int) -> Int {
        if case .file = kind { return fileOffset }
        return machine.weight.map { $0 - configured } ?? 0
    }

    /// What the supervision of services knows it by.
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
