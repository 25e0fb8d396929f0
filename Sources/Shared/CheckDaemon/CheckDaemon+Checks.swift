import Configuration
import HealthChecks
import Logging
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing

extension CheckDaemon {
    /// Begins the check at `index` of the register.
    func begin(_ index: Int) {
        let check = checking.register[index]
        let now = MonotonicClock.now()
        if case .misc(let program) = check.kind { return beginScript(program, of: check.id, at: now) }
        guard engine.count < runLimit else {
            return couldNotRun(
                check.id, "\(runLimit) other checks are running, and the limit of open files is reached")
        }
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
                finished(check.id, .failure(.connection(.connection, problem: "\(error)")))
            case .local(let problem): couldNotRun(check.id, problem)
            }
        }
    }

    /// Handles a run whose deadline has passed.
    func runIsDue(_ id: UInt64) {
        if let script = scripts.first(where: { $0.value == id }) {
            scripts[script.key] = nil
            // Even SIGKILL has not ended it.
            let limit = checking.register.index(of: id).map { checking.register[$0].scriptLimit } ?? .zero
            finished(
                id, .failure(.timedOut(.script, milliseconds: limit.wholeNanoseconds / 1_000_000)))
        } else {
            engine.timeout(token: id, at: MonotonicClock.now())
        }
    }

    /// Handles the progress of a run over a socket.
    func runProgressed(_ id: UInt64, _ progress: RunProgress) {
        switch progress {
        case .waits(let deadline), .goesOn(let deadline): checking.waits(id, until: deadline)
        case .ended(let verdict): finished(id, verdict)
        case .brokeOff(let problem): couldNotRun(id, problem)
        }
    }

    private func finished(_ id: UInt64, _ verdict: Verdict) {
        decide { checking, acts in checking.finished(id, verdict, at: MonotonicClock.now(), into: &acts) }
    }

    private func couldNotRun(_ id: UInt64, _ problem: String) {
        decide { checking, acts in checking.couldNotRun(id, problem, at: MonotonicClock.now(), into: &acts) }
    }

    /// Cancels the run of a check that no longer exists.
    func cancel(_ id: UInt64) {
        engine.cancel(token: id)
        guard let script = scripts.first(where: { $0.value == id }) else { return }
        scripts[script.key] = nil
        supervisor.cancel(lane: Self.lane(of: id))
    }

    // MARK: - Scripts

    /// How long after its limit a command may take to be killed and reported.
    private static let scriptGrace: Duration = .seconds(10)

    private func beginScript(_ program: ProgramCheck, of id: UInt64, at now: MonotonicInstant) {
        guard let limit = checking.register.index(of: id).map({ checking.register[$0].scriptLimit }) else {
            return
        }
        let request = RunRequest(
            runNumbers.next(), program.command, lane: Self.lane(of: id), policy: .skipIfBusy, limit: limit)
        scripts[request.id] = id
        supervisor.run(request)
        checking.waits(id, until: now + limit + Self.scriptGrace)
    }

    private static func lane(of id: UInt64) -> String { "CHECK \(id)" }

    /// Handles the end of a command: a check, or a notification, whose outcome is ignored.
    func commandEnded(_ request: UInt64, _ outcome: RunOutcome) {
        guard let id = scripts.removeValue(forKey: request), let index = checking.register.index(of: id),
            case .misc(let program) = checking.register[index].kind
        else { return }
        switch outcome {
        case .exited(let code): finished(id, Verdict(exitCode: code, isDynamic: program.setsWeight))
        case .signalled(let number): finished(id, .failure(.signalled(number)))
        case .timedOut:
            let limit = checking.register[index].scriptLimit.wholeNanoseconds / 1_000_000
            finished(id, .failure(.timedOut(.script, milliseconds: limit)))
        case .stillRunning: couldNotRun(id, "its previous run has not ended")
        case .dropped: couldNotRun(id, "too many commands are waiting to run")
        case .notStarted(let call, let errno):
            let error = SystemError(call: call, errno: errno, object: program.command.text)
            if error.isShortage {
                couldNotRun(id, "\(error)")
            } else {
                finished(id, .failure(.notStarted(problem: "\(error)")))
            }
        }
    }
}
