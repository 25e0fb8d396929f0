import Configuration
import EventLoop
import Glibc
import HealthChecks
import SupervisedChild
import SystemCalls
import Timing

/// Makes checks of a configuration once, one after the other, and waits for each result.
final class SingleChecks {
    private let loop: EventLoop
    private let engine: CheckEngine
    private let probes = ProbeMaker()
    private var progress: RunProgress?
    /// The signals that end `check run` and the command that it runs.
    private static let endingSignals: [Int32] = [SIGHUP, SIGINT, SIGTERM]
    private var watches: [EventSource] = []
    private var isInterrupted = false

    init(_ material: TLSMaterial?) throws(SystemError) {
        loop = try EventLoop()
        engine = try CheckEngine(loop: loop)
        probes.material = material
        engine.onProgress = { [unowned self] _, progress in self.progress = progress }
        for signal in Self.endingSignals {
            watches.append(try loop.onSignal(signal) { [unowned self] _ in isInterrupted = true })
        }
    }

    /// The outcome of a check.
    enum Outcome: Equatable {
        case healthy
        /// Why it failed, with the page or mail server if there are several.
        case unhealthy(CheckFailure, text: String)
        /// Why it cannot be made on this machine.
        case notMade(String)
    }

    /// Makes a check with all its pages or mail servers.
    func outcome(of kind: Checker.Kind) throws(SystemError) -> Outcome {
        switch kind {
        case .misc(let program): return try outcome(of: program)
        case .file(let file):
            let reading = WatchedFiles.reading(of: file.path)
            if let problem = reading.problem(with: file.path) { return .notMade(problem) }
            guard case .number(let value) = reading else { return Outcome(file.verdict(of: 0)) }
            return Outcome(file.verdict(of: value))
        case .session: return .notMade("only the daemon knows BFD sessions")
        default: break
        }
        for step in 0..<kind.stepCount {
            do throws(ProbeProblem) {
                let run = try probes.begin(kind, step: step, at: MonotonicClock.now())
                guard case .failure(let failure) = try wait(for: run) else { continue }
                return .unhealthy(failure, text: kind.text(of: failure, step: step))
            } catch {
                switch error {
                case .refused(let error):
                    let failure = CheckFailure.connection(.connection, problem: "\(error)")
                    return .unhealthy(failure, text: kind.text(of: failure, step: step))
                case .local(let problem): return .notMade(problem)
                }
            }
        }
        return .healthy
    }

    private func wait(for run: any Run) throws(ProbeProblem) -> Verdict {
        let token: UInt64 = 1
        progress = nil
        do throws(SystemError) {
            try engine.begin(run, token: token, at: MonotonicClock.now())
            while case .some(let deadline) = progress?.deadline {
                if isInterrupted { return .failure(.interrupted) }
                let now = MonotonicClock.now()
                if deadline <= now {
                    engine.timeout(token: token, at: now)
                } else {
                    _ = try loop.turn(timeout: deadline - now)
                }
            }
        } catch {
            throw .local("\(error)")
        }
        switch progress {
        case .ended(let verdict): return verdict
        case .brokeOff(let problem): throw .local(problem)
        case .waits, .goesOn, nil: preconditionFailure("a check ended without an outcome")
        }
    }

    /// The time between SIGTERM and SIGKILL, the same as keepalived's.
    private static let grace: Duration = .seconds(2)

    private func outcome(of program: ProgramCheck) throws(SystemError) -> Outcome {
        if let why = program.disabledBecause { return .notMade(why) }
        var spawn = Spawn(words: program.command.words)
        spawn.credentials = program.command.credentials.map {
            Spawn.Credentials(
                user: $0.userID, group: $0.groupID, supplementaryGroups: $0.supplementaryGroupIDs)
        }
        let child = try spawn.start()
        let isEnded = try child.wait(within: program.timeout, orFor: try SignalQueue(Self.endingSignals))
        guard isEnded == true else {
            try ProcessGroup.signal(child.process, SIGTERM)
            if try child.wait(within: Self.grace, orFor: try SignalQueue([])) != true {
                try ProcessGroup.signal(child.process, SIGKILL)
            }
            _ = try child.wait()
            if isEnded == false { return Outcome(.failure(.interrupted)) }
            let limit = program.timeout.wholeNanoseconds / 1_000_000
            return Outcome(.failure(.timedOut(.script, milliseconds: limit)))
        }
        switch try child.wait() {
        case .exited(let code): return Outcome(Verdict(exitCode: code, isDynamic: program.setsWeight))
        case .signalled(let number): return Outcome(.failure(.signalled(number)))
        }
    }
}

extension SingleChecks.Outcome {
    fileprivate init(_ verdict: Verdict) {
        switch verdict {
        case .success: self = .healthy
        case .failure(let failure): self = .unhealthy(failure, text: "\(failure)")
        }
    }
}
