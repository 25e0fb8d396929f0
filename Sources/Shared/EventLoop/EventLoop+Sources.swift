import CSystemd
import Glibc
public import SystemCalls
public import Timing

extension EventLoop {
    /// Calls `body` whenever `descriptor` has data, an error or the end of file to report.
    public func onReadable(
        _ descriptor: Int32, priority: Priority = .normal, _ body: @escaping () -> Void
    ) throws(SystemError) -> EventSource {
        try addDescriptor(descriptor, priority: priority, body)
    }

    /// Makes a timer, not set yet, that calls `body` once for each deadline that it is set to.
    public func makeTimer(
        priority: Priority = .normal, _ body: @escaping () -> Void
    ) throws(SystemError) -> EventTimer {
        // Accuracy 0 would mean 250 ms.
        let accuracyMicroseconds: UInt64 = 1
        let setting = EventTimer.Setting()
        let fire = Body<Void> {
            setting.deadline = nil
            body()
        }
        let handle = unsafe try makeHandle(
            "sd_event_add_time", priority: priority, body: fire,
            release: { unsafe releaseBody(of: Void.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_time(
                    self.handle, place, CLOCK_MONOTONIC, UInt64.max, accuracyMicroseconds,
                    { _, _, pointer in
                        unsafe Body<Void>.of(pointer)?.call(())
                        return 0
                    }, pointer)
            })
        return unsafe EventTimer(adopting: handle, setting)
    }

    /// Calls `body` for each signal of that number, which is blocked from now on for the calling thread.
    public func onSignal(
        _ number: Int32, priority: Priority = .normal, _ body: @escaping (SignalSender) -> Void
    ) throws(SystemError) -> EventSource {
        try Signals.block(number)
        let handle = unsafe try makeHandle(
            "sd_event_add_signal", priority: priority, body: Body<SignalSender>(body),
            release: { unsafe releaseBody(of: SignalSender.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_signal(
                    self.handle, place, number,
                    { _, information, pointer in
                        guard let information = unsafe information?.pointee else { return 0 }
                        let sender = SignalSender(
                            process: Int32(bitPattern: information.ssi_pid), user: information.ssi_uid)
                        unsafe Body<SignalSender>.of(pointer)?.call(sender)
                        return 0
                    }, pointer)
            })
        return unsafe EventSource(adopting: handle)
    }

    /// Calls `body` once, when the child `process` has ended. The loop takes its status; nothing else may
    /// wait for it.
    public func onExit(
        of process: Int32, priority: Priority = .normal, _ body: @escaping (WaitStatus) -> Void
    ) throws(SystemError) -> EventSource {
        let handle = unsafe try makeHandle(
            "sd_event_add_child", priority: priority, body: Body<WaitStatus>(body),
            release: { unsafe releaseBody(of: WaitStatus.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_child(
                    self.handle, place, process, WEXITED,
                    { _, information, pointer in
                        guard let information = unsafe information else { return 0 }
                        unsafe Body<WaitStatus>.of(pointer)?.call(WaitStatus(childInformation: information))
                        return 0
                    }, pointer)
            })
        return unsafe EventSource(adopting: handle)
    }

    /// Calls `body` once after each `schedule()`, when no source of higher priority is ready. It runs before
    /// other sources of its priority, so a body that keeps scheduling itself starves them.
    public func makeDeferred(
        priority: Priority = .normal, _ body: @escaping () -> Void
    ) throws(SystemError) -> DeferredCall {
        let handle = unsafe try makeHandle(
            "sd_event_add_defer", priority: priority, body: Body<Void>(body),
            release: { unsafe releaseBody(of: Void.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_defer(
                    self.handle, place,
                    { _, pointer in
                        unsafe Body<Void>.of(pointer)?.call(())
                        return 0
                    }, pointer)
            })
        let call = unsafe DeferredCall(adopting: handle)
        call.setState(SD_EVENT_OFF)
        return call
    }

    /// Calls `body` once, when nothing else is ready, unless the result is released before.
    public func onIdle(_ body: @escaping () -> Void) throws(SystemError) -> DeferredCall {
        let call = try makeDeferred(priority: .idle, body)
        call.schedule()
        return call
    }

    private func addDescriptor(
        _ descriptor: Int32, priority: Priority, _ body: @escaping () -> Void
    ) throws(SystemError) -> EventSource {
        let handle = unsafe try makeHandle(
            "sd_event_add_io", priority: priority, body: Body<Void>(body),
            release: { unsafe releaseBody(of: Void.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_io(
                    self.handle, place, descriptor, EPOLLIN.rawValue,
                    { _, _, _, pointer in
                        unsafe Body<Void>.of(pointer)?.call(())
                        return 0
                    }, pointer)
            })
        return unsafe EventSource(adopting: handle)
    }
}

/// A point in time that a loop waits for.
public final class EventTimer: LoopSource {
    /// What a timer is set to; nil if it is off or has fired.
    final class Setting {
        var deadline: MonotonicInstant?
    }

    private let setting: Setting

    init(adopting handle: OpaquePointer, _ setting: Setting) {
        self.setting = setting
        unsafe super.init(adopting: handle)
    }

    /// Sets the timer to `deadline`, or to never for nil; replaces the previous deadline. A past one is due
    /// at once.
    ///
    /// Costs a system call only if the loop's earliest deadline changes, when the loop waits again.
    public func set(_ deadline: MonotonicInstant?) {
        setting.deadline = deadline
        guard let deadline else {
            setState(SD_EVENT_OFF)
            return
        }
        unsafe sd_event_source_set_time(handle, deadline.microsecondsRoundedUp)
        setState(SD_EVENT_ONESHOT)
    }

    /// Sets the timer to `deadline` unless it fires before anyway: where deadlines move with every event, waking
    /// up too early once costs less than setting the timer each time.
    public func advance(to deadline: MonotonicInstant) {
        if let earlier = setting.deadline, earlier <= deadline { return }
        set(deadline)
    }
}

/// A body that a loop calls when it is scheduled.
public final class DeferredCall: LoopSource {
    /// Schedules one call of the body; several calls before it runs count as one.
    public func schedule() {
        setState(SD_EVENT_ONESHOT)
    }
}

/// Who sent a signal.
public struct SignalSender: Equatable, Sendable {
    /// The sending process; 0 for the kernel.
    public let process: Int32
    /// The sender's real user.
    public let user: UInt32

    /// The sender with this process and real user.
    public init(process: Int32, user: UInt32) {
        self.process = process
        self.user = user
    }
}

func releaseBody<Argument>(of: Argument.Type, _ pointer: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return }
    unsafe Unmanaged<Body<Argument>>.fromOpaque(pointer).release()
}
