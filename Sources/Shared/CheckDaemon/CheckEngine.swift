import EventLoop
import HealthChecks
import SystemCalls
import Timing

/// Carries the sockets of all checks that are under way. Each has its turn, however much others receive.
final class CheckEngine {
    /// Bytes received with one call; one buffer serves all.
    private static let bufferBytes = 1 << 16

    private struct UnderWay {
        let run: any Run
        /// Whether another turn has been promised to it.
        var hasMoreToDo = false
    }

    private let readiness: ReadinessSet
    private var watch: EventSource?
    private var again: DeferredCall?
    private var runs: [UInt64: UnderWay] = [:]
    /// Those that had their turn and have more to do, each once; some may be over by now.
    private var unfinished: [UInt64] = []
    private var buffer = [UInt8](repeating: 0, count: bufferBytes)
    /// Told how far the run of this token has come.
    var onProgress: (UInt64, RunProgress) -> Void = { _, _ in }

    init(loop: EventLoop) throws(SystemError) {
        readiness = try ReadinessSet()
        watch = try loop.onReadable(readiness.descriptor) { [unowned self] in takeReady() }
        again = try loop.makeDeferred(priority: .low) { [unowned self] in goOn() }
    }

    /// How many are under way.
    var count: Int { runs.count }

    /// Starts a run, which may be over at once.
    func begin(_ run: any Run, token: UInt64, at now: MonotonicInstant) throws(SystemError) {
        try readiness.add(run.descriptor, token: token)
        runs[token] = UnderWay(run: run)
        advance(token, run.start(at: now))
    }

    func timeout(token: UInt64, at now: MonotonicInstant) {
        guard let run = runs[token]?.run else { return }
        advance(token, run.timeout(at: now))
    }

    /// Breaks the run off.
    func cancel(token: UInt64) { runs[token] = nil }

    private func takeReady() {
        // Without an answer the next wake-up asks again.
        guard let ready = try? readiness.takeReady() else { return }
        for event in ready {
            guard let run = runs[event.token]?.run else { continue }
            advance(event.token, run.ready(event, &buffer, at: MonotonicClock.now()))
        }
        // Where there is always something ready the others have their turn, too.
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
