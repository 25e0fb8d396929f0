import EventLoop
import Glibc
import Netlink
import ProcessTracking
import SystemCalls
import Timing

/// Follows the processes of the machine for `vrrp_track_process`: by the kernel's reports where there are any, else by
/// reading /proc again and again. Readings are done in pieces, between which the loop does its other work.
final class ProcessWatch {
    /// How many processes are read before the loop does other work: a few milliseconds.
    private static let processesPerPiece = 256
    private static let pause: Duration = .milliseconds(1)
    /// The least time between two readings, without reports or after reports were lost.
    private static let interval: Duration = .seconds(1)
    /// How much longer than a reading the time to the next one is, at least.
    private static let restFactor = 20
    /// How long the kernel may take to accept the request for reports: it gives no answer to some containers.
    private static let answerTime: Duration = .seconds(1)

    private(set) var census = ProcessCensus()
    private let loop: EventLoop
    private let log: (String) -> Void
    /// Called whenever a result has changed.
    private let onChange: () -> Void
    /// The revision of the census that `onChange` was last called for.
    private var published = 0
    private var timer: EventTimer?
    private var connector: ProcessConnector?
    private var watch: EventSource?
    /// Until when the kernel must have accepted the request; nil: it has, or there is none.
    private var answerDue: MonotonicInstant?
    /// Why there are no reports; nil: there are, or nothing is tracked.
    private var obstacle: String?
    private var walk: ProcessWalk?
    private var pieceDue: MonotonicInstant?
    private var readingDue: MonotonicInstant?
    private var lastReading = MonotonicInstant(nanoseconds: 0)
    private var readingTime = Duration.zero

    init(
        loop: EventLoop, log: @escaping (String) -> Void, onChange: @escaping () -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.log = log
        self.onChange = onChange
        timer = try loop.makeTimer(priority: .low) { [unowned self] in act() }
    }

    /// Takes over the trackers of a configuration.
    func adopt(_ processes: [TrackedProcess]) {
        let now = MonotonicClock.now()
        census.adopt(processes, at: now)
        guard !census.isEmpty else {
            release()
            return settle()
        }
        if connector == nil, obstacle == nil { connect(at: now) }
        if census.needsReading || walk != nil { beginReading(at: now) }
        settle()
    }

    /// Stops following processes.
    private func release() {
        watch = nil
        connector = nil
        answerDue = nil
        obstacle = nil
        walk = nil
        pieceDue = nil
        readingDue = nil
    }

    // MARK: reports

    private func connect(at now: MonotonicInstant) {
        do throws(SystemError) {
            let connector = try ProcessConnector()
            watch = try loop.onReadable(connector.descriptor) { [unowned self] in receive() }
            self.connector = connector
            answerDue = now + Self.answerTime
        } catch {
            disconnect(because: "\(error)")
        }
    }

    private func disconnect(because reason: String) {
        watch = nil
        connector = nil
        answerDue = nil
        obstacle = reason
        log(
            "The kernel does not report processes here (\(reason)): "
                + "/proc is read every second for track_process, less often if that takes more than 50 ms")
    }

    private func receive() {
        guard let connector else { return }
        let now = MonotonicClock.now()
        do throws(SystemError) {
            if let reports = try connector.receive() { handle(reports, at: now) } else { reportsWereLost() }
        } catch {
            disconnect(because: "\(error)")
            beginReading(at: now)
        }
        // Under a storm of reports the timer, which comes after them, would never have its turn.
        act()
    }

    private func reportsWereLost() {
        guard readingDue == nil else { return }
        log("Reports of processes were lost: /proc is read again")
        readingDue = nextReading
    }

    /// What a process is now is read once, however much has happened to it.
    private func handle(_ reports: [ProcessReport], at now: MonotonicInstant) {
        var causes: [Int32: ProcessCensus.Cause] = [:]
        for report in reports {
            switch report {
            case .forked(let process): causes[process] = .forked
            case .became(let process): causes[process] = .became
            case .ended(let process): causes[process] = .ended
            case .answered(0): answerDue = nil
            case .answered(let number):
                disconnect(because: "\(SystemError(call: "listen", errno: number))")
                return beginReading(at: now)
            }
        }
        for (process, cause) in causes.sorted(by: { $0.key < $1.key }) { see(process, cause, at: now) }
    }

    private func see(_ process: Int32, _ cause: ProcessCensus.Cause, at now: MonotonicInstant) {
        do throws(SystemError) {
            guard cause != .ended, let image = try image(of: process) else {
                return census.ended(process, at: now)
            }
            // A zombie has no command line any more, but its name.
            if census.isTracked(image), image.commandLine.isEmpty, try ProcessFiles.isZombie(process) {
                return census.ended(process, at: now)
            }
            census.saw(process, image, because: cause, at: now)
        } catch {
            // That this process or the system lacks something does not end others.
            census.couldNotRead(process)
            guard readingDue == nil else { return }
            log("Processes cannot be read, will try again: \(error)")
            readingDue = nextReading
        }
    }

    private func image(of process: Int32) throws(SystemError) -> ProcessImage? {
        let limit = census.commandLineBytes
        let name = census.comparesNames ? try ProcessFiles.name(of: process) : []
        let line = limit > 0 ? try ProcessFiles.commandLine(of: process, limitBytes: limit) : []
        guard let name, let line else { return nil }
        return ProcessImage(name: name, commandLine: line)
    }

    // MARK: readings

    /// When the next reading may begin.
    private var nextReading: MonotonicInstant {
        lastReading + max(Self.interval, readingTime * Self.restFactor)
    }

    private func beginReading(at now: MonotonicInstant) {
        readingDue = nil
        lastReading = now
        readingTime = .zero
        do throws(SystemError) {
            walk = try ProcessWalk()
            census.beginReading()
            readPiece(at: now)
        } catch {
            walk = nil
            log("Cannot read the processes, will try again: \(error)")
            readingDue = now + Self.interval
        }
    }

    private func readPiece(at start: MonotonicInstant) {
        guard let walk else { return }
        let processes = walk.next(Self.processesPerPiece)
        // What appears is not known to be forked or executed; without reports it is taken for forked, so that a fork that
        // executes something else at once does not count.
        let cause: ProcessCensus.Cause = connector == nil ? .forked : .became
        for process in processes { see(process, cause, at: start) }
        let now = MonotonicClock.now()
        readingTime += now - start
        guard processes.count < Self.processesPerPiece else {
            pieceDue = now + Self.pause
            return
        }
        self.walk = nil
        pieceDue = nil
        census.endReading(at: now)
        lastReading = now
        if connector == nil || readingDue != nil { readingDue = nextReading }
    }

    private func act() {
        let now = MonotonicClock.now()
        census.timeout(at: now)
        if let due = answerDue, due <= now {
            disconnect(because: "it does not answer")
            if walk == nil { beginReading(at: now) }
        }
        if let due = pieceDue, due <= now { readPiece(at: now) }
        if let due = readingDue, due <= now, walk == nil { beginReading(at: now) }
        settle()
    }

    private func settle() {
        if census.revision != published {
            published = census.revision
            onChange()
        }
        let nextReading = walk == nil ? readingDue : nil
        timer?.set([census.deadline, answerDue, pieceDue, nextReading].compactMap { $0 }.min())
    }
}
