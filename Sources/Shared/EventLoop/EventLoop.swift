import CSystemd
import Glibc
public import SystemCalls
public import Timing

/// What a process waits for: readiness of descriptors, points in time, signals and the end of children.
///
/// One thread makes the loop, adds sources and runs it. Bodies run one at a time, those of higher priority
/// first, and those of equal priority in an unspecified order. A body may add and release sources, including
/// its own.
@safe public final class EventLoop {
    /// Which of several ready sources comes first.
    public enum Priority: Int64, Sendable {
        /// Before the others, such as sockets before the deadlines that they may change.
        case high = -100
        /// The default.
        case normal = 0
        /// After the others.
        case low = 100
        /// When nothing else is ready.
        case idle = 1000
    }

    let handle: OpaquePointer

    /// A loop without sources; blocks SIGCHLD for the calling thread, as `onExit` needs.
    public init() throws(SystemError) {
        var handle: OpaquePointer?
        let result = unsafe sd_event_new(&handle)
        guard result >= 0, let handle = unsafe handle else {
            throw SystemError(call: "sd_event_new", errno: -result)
        }
        unsafe self.handle = handle
        try Signals.block(SIGCHLD)
    }

    deinit {
        unsafe sd_event_unref(handle)
    }

    /// Runs bodies until one calls `exit`, and returns its code.
    public func run() throws(SystemError) -> Int32 {
        let result = unsafe sd_event_loop(handle)
        guard result >= 0 else { throw SystemError(call: "sd_event_loop", errno: -result) }
        return result
    }

    /// Waits for a source, for at most `timeout` (nil: forever), and runs one body; false if none was ready.
    public func turn(timeout: Duration? = nil) throws(SystemError) -> Bool {
        let result = unsafe sd_event_run(
            handle, timeout.map { $0.wholeNanoseconds.microsecondsRoundedUp } ?? .max)
        guard result >= 0 else { throw SystemError(call: "sd_event_run", errno: -result) }
        return result > 0
    }

    /// Makes `run` return `code`, 0 to 255, after the current body.
    public func exit(_ code: Int32) {
        precondition((0...255).contains(code), "exit code \(code)")
        unsafe sd_event_exit(handle, code)
    }

    /// The time at which the loop last woke up, or the current time if it has not run. Needs no system call.
    public var wakeTime: MonotonicInstant {
        var microseconds: UInt64 = 0
        let result = unsafe sd_event_now(handle, CLOCK_MONOTONIC, &microseconds)
        return result == 0 ? MonotonicInstant(nanoseconds: Int64(microseconds) * 1000) : MonotonicClock.now()
    }

    /// Notifies the service manager, for example with `READY=1`; false if there is none. The C function is
    /// `sd_notify(3)`.
    @discardableResult
    public func notify(_ state: String) -> Bool {
        unsafe state.withCString { unsafe sd_notify(0, $0) } > 0
    }

    /// Sends keep-alive messages to the service manager's watchdog if it is enabled; returns whether it is.
    ///
    /// The C function is `sd_event_set_watchdog(3)`: twice in each `WATCHDOG_USEC`, while the loop turns.
    @discardableResult
    public func enableWatchdog() throws(SystemError) -> Bool {
        let result = unsafe sd_event_set_watchdog(handle, 1)
        guard result >= 0 else { throw SystemError(call: "sd_event_set_watchdog", errno: -result) }
        return result > 0
    }
}

extension MonotonicInstant {
    /// The time in whole microseconds, rounded up, so that a timer is never early; 0 before the clock's
    /// start.
    package var microsecondsRoundedUp: UInt64 { nanoseconds.microsecondsRoundedUp }
}

extension Int64 {
    /// These nanoseconds in whole microseconds, rounded up; negative ones are 0.
    fileprivate var microsecondsRoundedUp: UInt64 {
        guard self > 0 else { return 0 }
        return UInt64(self) / 1000 + (self % 1000 == 0 ? 0 : 1)
    }
}
