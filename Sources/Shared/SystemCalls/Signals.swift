import CLinux
import CShims
import Glibc

/// Signals by number, for this process and for others.
public enum Signals {
    /// The first real-time signal that the C library leaves to programs (34 with glibc).
    public static var realTimeFirst: Int32 { shim_sigrtmin() }
    /// The last real-time signal (64).
    public static var realTimeLast: Int32 { shim_sigrtmax() }

    /// Blocks a signal for the calling thread, so that it stays pending until it is read. The C function is
    /// `pthread_sigmask(3)`.
    public static func block(_ number: Int32) throws(SystemError) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        guard unsafe sigaddset(&set, number) == 0 else {
            throw SystemError(call: "sigaddset", errno: EINVAL, object: String(number))
        }
        let result = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard result == 0 else {
            throw SystemError(call: "pthread_sigmask", errno: result, object: String(number))
        }
    }

    /// Ignores a signal from now on. The C function is `signal(2)` with `SIG_IGN`.
    public static func ignore(_ number: Int32) {
        _ = signal(number, SIG_IGN)
    }

    /// Sends a signal to one process; 0 only tests whether it exists. The C function is `kill(2)`.
    public static func send(_ number: Int32, to process: Int32) throws(SystemError) {
        let result = kill(process, number)
        try SystemError.check(result, "kill", String(process))
    }
}

/// Signals that are queued for reading instead of taking effect. The C function is `signalfd(2)`.
public struct SignalQueue: ~Copyable {
    private let file: FileDescriptor

    /// The descriptor's number: readable when a signal has come.
    public var descriptor: Int32 { file.number }

    /// Queues these signals from now on.
    public init(_ numbers: [Int32]) throws(SystemError) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in numbers {
            unsafe sigaddset(&set, number)
            try Signals.block(number)
        }
        let result = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        file = FileDescriptor(adopting: try SystemError.check(result, "signalfd"))
    }
}

/// A process group, identified by its leader.
public enum ProcessGroup {
    /// Sends a signal to every process of the group that `leader` leads; a group that is gone is not an
    /// error.
    public static func signal(_ leader: Int32, _ number: Int32) throws(SystemError) {
        precondition(leader > 1, "process group \(leader)")
        let result = kill(-leader, number)
        let failure = errno
        guard result == 0 || failure == ESRCH else {
            throw SystemError(call: "kill", errno: failure, object: "-\(leader)")
        }
    }
}
