import Configuration
import HealthChecks
import Logging
import Notifications
import Timing
import VirtualServers

/// The decisions of the checker process: which check is due, and what follows from its result.
///
/// Pure: each event appends acts to `acts`, and the shell carries them out in that order.
struct Checking {
    /// An act for the shell.
    enum Act {
        /// Begin the check at that place of the register. `finished`, `couldNotRun` or `waits` must follow.
        case begin(Int)
        /// Cancel the run of the check with that id, if there is one.
        case cancel(UInt64)
        /// Change services of the kernel's table from one state to another.
        case table(from: [VirtualServer], to: [VirtualServer])
        /// Log and notify. The model describes what was removed.
        case perform([SupervisionEffect], describedBy: Model)
        /// Have mail sent about a check.
        case mail(Mail)
        case log(LogLevel, String)
        /// Log a line that is wanted only with `-D`.
        case detail(String)
    }

    private(set) var model = Model()
    var register = CheckRegister()
    private(set) var supervision = ServiceSupervision([])

    /// A state without checks.
    init() {}

    // MARK: - Life

    /// Takes over the first configuration. Nothing happens before `start`.
    mutating func prepare(
        _ model: Model, at now: MonotonicInstant, using generator: inout some RandomNumberGenerator
    ) {
        self.model = model
        let (positions, _) = register.adopt(model.virtualServers, at: now, using: &generator)
        supervision = ServiceSupervision(descriptions(positions))
        forgetCheckers()
    }

    private func descriptions(_ positions: [Int]) -> [SupervisedService] {
        var next = positions.makeIterator()
        return model.supervisedServices {
            guard let position = next.next() else { preconditionFailure("a checker without a check") }
            return register[position].supervised
        }
    }

    /// Drops the model's copy of the checkers, which the register now holds.
    private mutating func forgetCheckers() {
        for service in model.virtualServers.indices {
            for server in model.virtualServers[service].realServers.indices {
                model.virtualServers[service].realServers[server].checkers = []
            }
        }
    }

    /// Starts, given the services that the kernel's table already has.
    mutating func start(over have: [VirtualServer], at now: MonotonicInstant, into acts: inout [Act]) {
        keepAlive(have)
        var effects: [SupervisionEffect] = []
        supervision.start(into: &effects)
        acts.append(.table(from: have, to: supervision.wanted))
        acts.append(.perform(effects, describedBy: model))
        restResting(at: now)
    }

    /// Applies another configuration. What has not changed continues undisturbed.
    mutating func reload(
        _ model: Model, at now: MonotonicInstant, using generator: inout some RandomNumberGenerator,
        into acts: inout [Act]
    ) {
        let old = self.model
        let before = supervision.wanted
        self.model = model
        let (positions, gone) = register.adopt(model.virtualServers, at: now, using: &generator)
        acts += gone.map { .cancel($0) }
        var effects: [SupervisionEffect] = []
        supervision.reload(descriptions(positions), into: &effects)
        forgetCheckers()
        acts.append(.table(from: before, to: supervision.wanted))
        acts.append(.perform(effects, describedBy: old))
        for index in register.checks.indices { meet(index, into: &acts) }
        restResting(at: now)
    }

    /// Ends everything.
    mutating func stop(into acts: inout [Act]) {
        let before = supervision.wanted
        var effects: [SupervisionEffect] = []
        supervision.stop(into: &effects)
        acts.append(.table(from: before, to: []))
        acts.append(.perform(effects, describedBy: model))
    }

    // MARK: - Checks

    /// When `timeout` must be called.
    var deadline: MonotonicInstant? { register.deadlines.earliest }

    /// Handles the earliest deadline if it has passed: begins the check that is due, or returns the id of a run whose
    /// step has timed out.
    ///
    /// - Returns: What was due; nil if nothing is, and then nothing has happened.
    mutating func timeout(at now: MonotonicInstant, into acts: inout [Act]) -> Due? {
        guard let due = register.deadlines.earliest, due <= now, let index = register.deadlines.earliestIndex
        else { return nil }
        register.setDeadline(nil, of: index)
        guard register[index].runningSince == nil else { return .run(register[index].id) }
        var effects: [RetryMachine.Effect] = []
        register[index].machine.timeout(at: now, into: &effects)
        guard effects == [.check] else {
            register.setDeadline(register[index].machine.deadline, of: index)
            return .beginning
        }
        register[index].runningSince = now
        acts.append(.begin(index))
        return .beginning
    }

    /// What was due.
    enum Due: Equatable {
        case beginning
        /// The current step of this run has timed out.
        case run(UInt64)
    }

    /// Notes that the run of a check waits until that time at most.
    mutating func waits(_ id: UInt64, until deadline: MonotonicInstant) {
        guard let index = register.index(of: id) else { return }
        register.setDeadline(deadline, of: index)
    }

    /// Handles the end of a check's run.
    mutating func finished(
        _ id: UInt64, _ verdict: Verdict, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = register.index(of: id), let since = register[index].runningSince else { return }
        if register[index].isInTrouble {
            register[index].isInTrouble = false
            acts.append(.log(.info, "\(subject(of: index)) can be checked again"))
        }
        let isFirst = register[index].last == nil
        let step = register[index].page
        register[index].last = SharedCheck.Result(
            verdict: verdict, step: step, endedAt: now, duration: now - since)
        register[index].runningSince = nil
        if case .success = verdict, !isLastStep(index, at: now) { return }
        var effects: [RetryMachine.Effect] = []
        register[index].machine.finished(verdict, at: now, into: &effects)
        rest(index)
        var wentDown = false
        for effect in effects {
            switch effect {
            case .check: break
            case .up: acts.append(.log(.info, successLine(of: index)))
            case .failedAttempt(let failure, let attempt, let attempts):
                acts.append(
                    .log(
                        .info,
                        attemptLine(
                            of: index, register[index].kind.text(of: failure, step: step), attempt, attempts))
                )
            case .down(let failure, let retries):
                wentDown = true
                acts.append(
                    .log(
                        .info,
                        failureLine(
                            of: index, register[index].kind.text(of: failure, step: step), retries: retries)))
            case .weight: setWeights(by: index, into: &acts)
            }
        }
        if isFirst, effects.isEmpty, case .success = verdict { acts.append(.detail(successLine(of: index))) }
        spread(index, evenIfKnown: wentDown, into: &acts)
    }

    /// Handles a check that this machine could not make: the server keeps its state, and the check is tried again.
    mutating func couldNotRun(
        _ id: UInt64, _ problem: String, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = register.index(of: id) else { return }
        register[index].runningSince = nil
        register[index].machine.resume(at: now + max(register[index].key.pace.retryDelay, .seconds(1)))
        if !register[index].isInTrouble {
            register[index].isInTrouble = true
            let text = "\(subject(of: index)) cannot be checked and keeps its state: \(problem)"
            acts.append(.log(.error, text))
        }
        rest(index)
    }

    /// Handles the number read from a watched file.
    mutating func fileRead(
        _ path: String, _ value: Int, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        for index in register.checks.indices {
            guard case .file(let file) = register[index].kind, file.path == path else { continue }
            let outcome = file.outcome(of: value)
            register[index].last = SharedCheck.Result(
                verdict: file.verdict(of: value), endedAt: now, duration: .zero)
            register[index].machine.assume(isUp: outcome.isUp)
            register[index].fileOffset = outcome.offset
            setWeights(by: index, into: &acts)
            spread(index, evenIfKnown: !outcome.isUp, into: &acts)
        }
    }

    /// The BFD process says which sessions are up.
    mutating func sessionsReported(
        _ up: Set<String>, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        for index in register.checks.indices {
            guard case .session(let name) = register[index].kind else { continue }
            let isUp = up.contains(name)
            if register[index].last != nil, register[index].machine.isUp == isUp { continue }
            let failure = CheckFailure.sessionDown(name: name)
            register[index].last = SharedCheck.Result(
                verdict: isUp ? .success : .failure(failure), endedAt: now, duration: .zero)
            register[index].machine.assume(isUp: isUp)
            let line = isUp ? successLine(of: index) : failureLine(of: index, "\(failure)", retries: 0)
            acts.append(.log(.info, line))
            spread(index, evenIfKnown: !isUp, into: &acts)
        }
    }

    /// Handles a change of this host's addresses.
    mutating func addressesChanged(
        _ presence: [(service: Int, isPresent: Bool)], at now: MonotonicInstant, into acts: inout [Act]
    ) {
        var isOther = false
        for (service, isPresent) in presence {
            let wereSuspended = supervision.areChecksSuspended(service: service)
            change(service: service, into: &acts) { supervision, effects in
                supervision.setAddressPresence(isPresent, service: service, into: &effects)
            }
            if supervision.areChecksSuspended(service: service) != wereSuspended { isOther = true }
        }
        if isOther, supervision.isRunning { restResting(at: now) }
    }

    /// Reports an event to the supervision of one service; table changes and notifications follow.
    mutating func change(
        service: Int, into acts: inout [Act],
        _ event: (inout ServiceSupervision, inout [SupervisionEffect]) -> Void
    ) {
        let before = supervision.wanted(service: service)
        var effects: [SupervisionEffect] = []
        event(&supervision, &effects)
        guard !effects.isEmpty else { return }
        acts.append(.table(from: before, to: supervision.wanted(service: service)))
        acts.append(.perform(effects, describedBy: model))
    }
}
