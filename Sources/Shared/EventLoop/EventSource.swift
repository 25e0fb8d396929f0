import CSystemd
import Glibc
import SystemCalls

/// A source of events, which an `EventLoop` watches until this object is released.
@safe public class LoopSource {
    let handle: OpaquePointer

    init(adopting handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        // While its body runs, the loop keeps the source, and so the body, alive.
        unsafe sd_event_source_disable_unref(handle)
    }

    func setState(_ state: Int) {
        let result = unsafe sd_event_source_set_enabled(handle, Int32(state))
        precondition(result >= 0, "event source cannot be set to \(state): error \(-result)")
    }
}

/// A descriptor, signal or child that a loop watches.
public final class EventSource: LoopSource {
    /// Resumes (true) or suspends (false) watching.
    public func setEnabled(_ isEnabled: Bool) {
        setState(isEnabled ? SD_EVENT_ON : SD_EVENT_OFF)
    }

    /// Sets whether the source of a descriptor (`onReadable`) also calls its body when the descriptor is
    /// writable.
    ///
    /// A descriptor has one source only: the kernel refuses a second one in the same epoll set.
    public func setWatchesWriting(_ isWatching: Bool) {
        let events = EPOLLIN.rawValue | (isWatching ? EPOLLOUT.rawValue : 0)
        let result = unsafe sd_event_source_set_io_events(handle, events)
        precondition(result >= 0, "event source cannot watch writing: error \(-result)")
    }
}

/// Carries a Swift closure through the pointer that a callback gets.
final class Body<Argument> {
    let call: (Argument) -> Void

    init(_ call: @escaping (Argument) -> Void) {
        self.call = call
    }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> Body<Argument>? {
        unsafe pointer.map { unsafe Unmanaged<Body<Argument>>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension EventLoop {
    /// Adds a source; `add` receives where to store its handle, and the pointer for its callback.
    func makeHandle<Argument>(
        _ call: String, priority: Priority, body: Body<Argument>,
        release: @escaping sd_event_destroy_t,
        add: (UnsafeMutablePointer<OpaquePointer?>, UnsafeMutableRawPointer) -> Int32
    ) throws(SystemError) -> OpaquePointer {
        let pointer = unsafe Unmanaged.passRetained(body).toOpaque()
        var handle: OpaquePointer?
        let result = unsafe add(&handle, pointer)
        guard result >= 0, let handle = unsafe handle else {
            unsafe Unmanaged<Body<Argument>>.fromOpaque(pointer).release()
            throw SystemError(call: call, errno: -result)
        }
        // From here on the source owns the body.
        unsafe sd_event_source_set_destroy_callback(handle, release)
        unsafe sd_event_source_set_priority(handle, priority.rawValue)
        return unsafe handle
    }
}
