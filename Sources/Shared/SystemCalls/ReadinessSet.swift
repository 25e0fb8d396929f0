import CLinux
import Glibc

/// Many short-lived descriptors behind one, which is readable when any of them is ready. The C functions are `epoll(7)`.
///
/// Each change of readiness is told once: whoever is told receives until there is nothing. A descriptor that is closed
/// leaves the set by itself.
@safe public final class ReadinessSet {
    /// What a descriptor is ready for; an error or the end makes it ready for both.
    public struct Readiness: Sendable {
        /// What the descriptor was added with.
        public let token: UInt64
        /// Whether there is something to receive.
        public let canReceive: Bool
        /// Whether there is room to send, or connecting has ended.
        public let canSend: Bool
    }

    private static let readyPerCall = 64

    private let file: FileDescriptor
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: readyPerCall)

    /// A set of none.
    public init() throws(SystemError) {
        file = FileDescriptor(
            adopting: try SystemError.check(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1"))
    }

    /// The descriptor's number, for readiness of any.
    public var descriptor: Int32 { file.number }

    /// Watches `descriptor` until it is closed; `token` tells it from others.
    public func add(_ descriptor: Int32, token: UInt64) throws(SystemError) {
        let kinds = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
        var event = unsafe epoll_event(events: kinds, data: epoll_data(u64: token))
        let result = unsafe epoll_ctl(file.number, EPOLL_CTL_ADD, descriptor, &event)
        try SystemError.check(result, "epoll_ctl EPOLL_CTL_ADD")
    }

    /// What has become ready; not more than fits one call, the rest stays ready.
    public func takeReady() throws(SystemError) -> [Readiness] {
        let result = unsafe epoll_wait(file.number, &events, Int32(events.count), 0)
        if result < 0 && errno == EINTR { return [] }
        let count = Int(try SystemError.check(result, "epoll_wait"))
        return unsafe events[..<count].map { event in
            let kinds = unsafe event.events
            let isOver = kinds & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
            return Readiness(
                token: unsafe event.data.u64, canReceive: isOver || kinds & EPOLLIN.rawValue != 0,
                canSend: isOver || kinds & EPOLLOUT.rawValue != 0)
        }
    }
}
