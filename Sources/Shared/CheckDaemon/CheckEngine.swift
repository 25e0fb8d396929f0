import EventLoop
import HealthChecks
import SystemCalls
import Timing

/// Serves the sockets of all running checks in turn, so that a busy one cannot delay the others.
final class CheckEngine {
    /// The most bytes received with one call; all runs share one buffer.
    private static let bufferBytes = 1 << 16

    private struct UnderWay {
        let run: any Run
        /// Whether it is queued for another turn.
        var hasMoreToDo = false
    }

    private let readiness: ReadinessSet
    private var watch: EventSource?
    private var again: DeferredCall?
    private var runs: [UInt64: UnderWay] = [:]
    /// Runs that have more to do after their turn, each once; some may have ended since.
    private var unfinished: [UInt64] = []
    private var buffer = [UInt8](repeating: 0, count: bufferBytes)
    /// Called with a run's token and its progress.
    var onProgress: (UInt64, RunProgress) -> Void = { _, _ in }

    init(loop: EventLoop) throws(SystemError) {
        readiness = try ReadinessSet()
        watch = try loop.onReadable(readiness.descriptor) { [unowned self] in takeReady() }
        again = try loop.makeDeferred(priority: .low) { [unowned self] in goOn() }
    }

    /// The number of running checks.
    var count: Int { runs.count }

    /// Starts a run, which may end at once.
    func begin(_ run: any Run, token: UInt64, at now: MonotonicInstant) throws(SystemError) {
        try readiness.add(run.descriptor, token: token)
        runs[token] = UnderWay(run: run)
        advance(token, run.start(at: now))
    }

    func timeout(token: UInt64, at now: MonotonicInstant) {
        guard let run = runs[token]?.run else { return }
        advance(token, run.timeout(at: now))
    }

    /// Cancels a run.
    func cancel(token: UInt64) { runs[token] = nil }

    private func takeReady() {
        // If the call fails, the next wake-up asks again.
        guard let ready = try? readiness.takeReady() else { return }
        for event in ready {
            guard let run = runs[event.token]?.run else { continue }
            advance(event.token, run.ready(event, &buffer, at: MonotonicClock.now()))
        }
        // Unfinished runs go on even if there are always others that are ready.
        goOn()
    }

    private func goOn() {
        let tokens = unfinished
        unfinished = []
        for token in tokens {
            guard let underWay = runs[token], underWay.hasMoreToDo else { continue }
            runs[token]?.hasMoreToDo = false
            advance(token, underWay.run.goOn(&buffer, at: MonotonicClock.now()))
        }
    }

    private func advance(_ token: UInt64, _ progress: RunProgress) {
        switch progress {
        case .waits: break
        case .goesOn:
            guard runs[token]?.hasMoreToDo == false else { break }
            runs[token]?.hasMoreToDo = true
            unfinished.append(token)
            again?.schedule()
        case .ended, .brokeOff: runs[token] = nil
        }
        onProgress(token, progress)
    }
}
