import Configuration
import HealthChecks
import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// A check is to begin, or one that runs has had its time.
    func checkIsDue(_ index: Int, at now: MonotonicInstant) {
        let check = register[index]
        guard check.runningSince == nil else { return runIsDue(index, at: now) }
        var effects: [RetryMachine.Effect] = []
        register[index].machine.timeout(at: now, into: &effects)
        register.setDeadline(register[index].machine.deadline, of: index)
        guard effects == [.check] else { return }
        register[index].runningSince = now
        if case .misc(let program) = check.kind { return beginScript(program, of: index, at: now) }
        do throws(ProbeProblem) {
            let run = try probes.begin(check.kind, step: check.page, at: now)
            do throws(SystemError) {
                try engine.begin(run, token: check.id, at: now)
            } catch {
                throw .local("\(error)")
            }
        } catch {
            switch error {
            case .refused(let error):
                ended(index, .failure(.connection(.connection, problem: "\(error)")), at: now)
            case .local(let problem): couldNotRun(index, problem, at: now)
            }
        }
    }

    private func runIsDue(_ index: Int, at now: MonotonicInstant) {
        let check = register[index]
        guard case .misc = check.kind else { return engine.timeout(token: check.id, at: now) }
        scripts = scripts.filter { $0.value != check.id }
        couldNotRun(index, "the supervisor does not tell how the command ended", at: now)
    }

    /// A run over a socket has come that far.
    func runProgressed(_ token: UInt64, _ progress: RunProgress) {
        guard let index = register.index(of: token) else { return }
        switch progress {
        case .waits(let deadline), .goesOn(let deadline): register.setDeadline(deadline, of: index)
        case .ended(let verdict): ended(index, verdict, at: MonotonicClock.now())
        }
    }

    /// The check is over.
    private func ended(_ index: Int, _ verdict: Verdict, at now: MonotonicInstant) {
        if register[index].isInTrouble {
            register[index].isInTrouble = false
            log(.info, "\(subject(of: index)) can be checked again")
        }
        note(index, verdict, at: now)
        if verdict == .success, !isLastStep(index, at: now) { return }
        var effects: [RetryMachine.Effect] = []
        register[index].machine.finished(verdict, at: now, into: &effects)
        for effect in effects { tell(effect, of: index) }
        let wentDown = effects.contains { if case .down = $0 { true } else { false } }
        rest(index, at: now)
        if effects.contains(where: { if case .weight = $0 { true } else { false } }) { setWeights(by: index) }
        spread(index, evenIfKnown: wentDown)
    }

    private func note(_ index: Int, _ verdict: Verdict, at now: MonotonicInstant) {
        let since = register[index].runningSince ?? now
        register[index].last = Check.Result(verdict: verdict, endedAt: now, duration: now - since)
        register[index].runningSince = nil
    }

    /// A check with several pages looks at one in each round while all is well, and at all of them before a server
    /// comes back; mail servers are all asked in each round.
    private func isLastStep(_ index: Int, at now: MonotonicInstant) -> Bool {
        let check = register[index]
        let steps = check.kind.stepCount
        guard steps > 1 else { return true }
        let wait: Duration? =
            switch check.kind {
            case .http where check.machine.isUp: nil
            case .http(_, let page): page.recoversFast ? .zero : check.key.pace.interval
            default: .zero
            }
        register[index].page = (check.page + 1) % steps
        guard let wait, register[index].page != 0 else { return true }
        register[index].machine.resume(at: now + wait)
        register.setDeadline(now + wait, of: index)
        return false
    }

    /// What follows the end of a run: the next one is due, unless the checks rest by now.
    private func rest(_ index: Int, at now: MonotonicInstant) {
        // A server that is down must show all its pages, from the first.
        if !register[index].machine.isUp, case .http = register[index].kind, register[index].page != 0 {
            register[index].page = 0
        }
        if isResting(register[index]) { register[index].machine.suspend() }
        register.setDeadline(register[index].machine.deadline, of: index)
    }

    /// Whether the address of every service that wants the check is elsewhere.
    func isResting(_ check: Check) -> Bool {
        !check.isPeriodic || check.places.allSatisfy { supervision.areChecksSuspended(service: $0.service) }
    }

    /// This machine is why there is no verdict: the server keeps its state, and the check is tried again.
    private func couldNotRun(_ index: Int, _ problem: String, at now: MonotonicInstant) {
        register[index].runningSince = nil
        register[index].machine.resume(at: now + max(register[index].key.pace.retryDelay, .seconds(1)))
        if !register[index].isInTrouble {
            register[index].isInTrouble = true
            log(.error, "\(subject(of: index)) cannot be checked, and keeps its state: \(problem)")
        }
        rest(index, at: now)
    }

    // MARK: - Scripts

    /// How much longer than its limit a command may take to be ended and reported.
    private static let scriptGrace: Duration = .seconds(10)

    private func beginScript(_ program: ProgramCheck, of index: Int, at now: MonotonicInstant) {
        let id = nextRequest
        nextRequest += 1
        scripts[id] = register[index].id
        let limit = max(program.timeout, .milliseconds(1))
        supervisor.send(
            .run(
                RunRequest(
                    id: id, lane: Self.lane(of: register[index].id), policy: .skipIfBusy,
                    words: program.command.words, identity: program.command.identity,
                    timeoutMilliseconds: UInt32(clamping: limit.wholeNanoseconds / 1_000_000))))
        register.setDeadline(now + limit + Self.scriptGrace, of: index)
    }

    static func lane(of id: UInt64) -> String { "CHECK \(id)" }

    /// A command ended: one that checks, or a notification, of which nothing follows.
    func scriptEnded(_ request: UInt64, _ outcome: RunOutcome) {
        guard let id = scripts.removeValue(forKey: request), let index = register.index(of: id),
            case .misc(let program) = register[index].kind
        else { return }
        let now = MonotonicClock.now()
        switch outcome {
        case .exited(let code):
            ended(index, Verdict(exitCode: code, isDynamic: program.setsWeight), at: now)
        case .signalled(let number): ended(index, .failure(.signalled(number)), at: now)
        case .timedOut:
            let limit = program.timeout.wholeNanoseconds / 1_000_000
            ended(index, .failure(.timedOut(.script, milliseconds: limit)), at: now)
        case .stillRunning: couldNotRun(index, "its last run has not ended", at: now)
        case .notStarted(let call, let errno):
            let error = SystemError(call: call, errno: errno, object: program.command.text)
            if error.isShortage {
                couldNotRun(index, "\(error)", at: now)
            } else {
                ended(index, .failure(.notStarted(problem: "\(error)")), at: now)
            }
        }
        arm()
    }

    // MARK: - What follows

    /// Tells the supervision of services what a check says, at every place that does not know it.
    func spread(_ index: Int, evenIfKnown: Bool = false) {
        guard register[index].last != nil else { return }
        let liveness: Liveness = register[index].machine.isUp ? .up : .down
        for place in register[index].places
        where evenIfKnown || supervision.verdict(of: place) != liveness {
            change(service: place.service) { supervision, effects in
                supervision.report(liveness, by: place, into: &effects)
            }
        }
    }

    /// Has every server that depends on a check weigh what the check says.
    func setWeights(by index: Int) {
        for place in register[index].places {
            let server = model.virtualServers[place.service].realServers[place.server]
            let offset = register[index].weightOffset(configured: Int(server.destination.weight))
            change(service: place.service) { supervision, effects in
                supervision.setWeightOffset(offset, by: place, into: &effects)
            }
        }
    }
}
