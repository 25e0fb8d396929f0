import CLinux
import Glibc

/// Many short-lived descriptors behind one, which is readable when any of them is ready. The C functions are
/// `epoll(7)`.
///
/// Each change of readiness is reported once, so receive until nothing is left. A descriptor leaves the set
/// when it is closed.
@safe public final class ReadinessSet {
    /// The readiness of a descriptor.
    public struct Readiness: Sendable {
        /// The token that the descriptor was added with.
        public let token: UInt64
        /// Whether there is something to receive.
        public let canReceive: Bool
        /// Whether there is room to send, or connecting has ended.
        public let canSend: Bool
        /// Whether there is an error, or neither direction is open any more; then the other two are true.
        public let isBroken: Bool
    }

    private static let readyPerCall = 64

    private let file: FileDescriptor
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: readyPerCall)

    /// An empty set.
    public init() throws(SystemError) {
        file = FileDescriptor(
            adopting: try SystemError.check(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1"))
    }

    /// The descriptor's number, for readiness of any.
    public var descriptor: Int32 { file.number }

    /// Watches `descriptor` until it is closed; `token` identifies it.
    public func add(_ descriptor: Int32, token: UInt64) throws(SystemError) {
        let kinds = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
        var event = unsafe epoll_event(events: kinds, data: epoll_data(u64: token))
        let result = unsafe epoll_ctl(file.number, EPOLL_CTL_ADD, descriptor, &event)
        try SystemError.check(result, "epoll_ctl EPOLL_CTL_ADD")
    }

    /// The descriptors that have become ready, as many as fit into one call; the rest stay ready.
    public func takeReady() throws(SystemError) -> [Readiness] {
        let result = unsafe epoll_wait(file.number, &events, Int32(events.count), 0)
        if result < 0 && errno == EINTR { return [] }
        let count = Int(try SystemError.check(result, "epoll_wait"))
        return unsafe events[..<count].map { event in
            let kinds = unsafe event.events
            let isBroken = kinds & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
            return Readiness(
                token: unsafe event.data.u64, canReceive: isBroken || kinds & EPOLLIN.rawValue != 0,
                canSend: isBroken || kinds & EPOLLOUT.rawValue != 0, isBroken: isBroken)
        }
    }
}
