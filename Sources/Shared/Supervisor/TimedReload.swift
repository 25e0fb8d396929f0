import EventLoop
import Glibc
import Logging
import SystemCalls
import Timing

/// The file that says when to reload (`reload_time_file`), and its clock.
final class TimedReload {
    /// The most bytes read of the file.
    private static let limitBytes = 4096
    /// The longest wait before the clock is looked at again, which may be set meanwhile.
    private static let longestWait: Duration = .seconds(10)

    private let loop: EventLoop
    private let log: (LogLevel, String) -> Void
    private let onDue: () -> Void
    private var path: String?
    private var schedule = ReloadSchedule(repeats: false)
    private var watch: EventSource?
    private var timer: EventTimer?

    /// Follows no file yet. `onDue` is called for each reload.
    init(
        loop: EventLoop, log: @escaping (LogLevel, String) -> Void, onDue: @escaping () -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.log = log
        self.onDue = onDue
        timer = try loop.makeTimer { [unowned self] in look() }
    }

    /// Follows the file at `path`; none for nil. It is read again even if it is the same.
    func follow(_ path: String?, repeats: Bool) {
        if path != self.path { note(nil) }
        schedule.repeats = repeats
        self.path = path
        watchDirectory()
        read()
    }

    private func watchDirectory() {
        watch = nil
        guard let place = path.map(Files.split) else { return }
        do throws(SystemError) {
            watch = try loop.onChange(
                of: place.directory, [.written, .created, .movedIn, .movedOut, .removed]
            ) { [unowned self] change in
                if change.name.isEmpty || change.name == place.name { read() }
            }
        } catch {
            log(.error, "Changes of the reload_time_file are not seen until the next reload: \(error)")
        }
    }

    private func read() {
        guard let path else { return }
        do throws(SystemError) {
            // Opening a pipe would wait for its writer.
            let file = try Files.open(path, O_RDONLY | O_NONBLOCK)
            let text = try Files.read(file.number, limitBytes: Self.limitBytes, object: path)
            let line = text.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false).first
            note(text.isEmpty ? nil : line.map { String(decoding: $0, as: UTF8.self) })
        } catch {
            if error.errno != ENOENT { log(.error, "The reload_time_file cannot be read: \(error)") }
            note(nil)
        }
    }

    private func note(_ line: String?) {
        for text in schedule.fileRead(line, at: RealTime.now().seconds, local: .local) { log(.info, text) }
        arm()
    }

    private func look() {
        guard let act = schedule.timeout(at: RealTime.now().seconds), let path else { return arm() }
        if act == .removeFileAndReload {
            do throws(SystemError) {
                try DumpFile.remove(path)
            } catch {
                log(.error, "The reload_time_file cannot be removed: \(error)")
            }
        }
        read()
        onDue()
    }

    private func arm() {
        guard let due = schedule.due else {
            timer?.set(nil)
            return
        }
        let now = RealTime.now()
        let rest = Duration.seconds(due - now.seconds) - .nanoseconds(Int64(now.nanoseconds))
        timer?.set(MonotonicClock.now() + min(max(rest, .zero), Self.longestWait))
    }
}

extension TimeZoneRules {
    /// Those of this machine.
    fileprivate static let local = TimeZoneRules(
        civil: { LocalTime.civil(secondsSince1970: $0) }, seconds: { LocalTime.secondsSince1970($0) })
}
