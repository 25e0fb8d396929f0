import CLinux
import CShims
import Glibc

/// The attributes of this process in the kernel.
public enum ProcessAttributes {
    /// The longest process name that the kernel keeps.
    public static let nameBytes = 15

    /// This process's number.
    public static var process: Int32 { getpid() }

    /// The path of the file that this process runs, links resolved; sibling programs are beside it.
    public static func executablePath() throws(SystemError) -> String {
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            result = unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
                guard let start = buffer.baseAddress else { return -1 }
                return unsafe readlink("/proc/self/exe", start, buffer.count)
            }
            count = max(0, result)
        }
        try SystemError.check(result, "readlink", "/proc/self/exe")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The user whose rights this process has.
    public static var effectiveUser: UInt32 { geteuid() }

    /// Makes the kernel send the signal `number` when the thread that started this process dies
    /// (`PR_SET_PDEATHSIG`).
    public static func setParentDeathSignal(_ number: Int32) throws(SystemError) {
        try SystemError.check(shim_prctl(PR_SET_PDEATHSIG, UInt(number)), "prctl PR_SET_PDEATHSIG")
    }

    /// Makes this process the parent of its descendants' orphans (`PR_SET_CHILD_SUBREAPER`).
    public static func becomeSubreaper() throws(SystemError) {
        try SystemError.check(shim_prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl PR_SET_CHILD_SUBREAPER")
    }

    /// Sets the name that `ps` shows, cut to `nameBytes` (`PR_SET_NAME`).
    public static func setName(_ name: String) throws(SystemError) {
        let result = unsafe name.withCString { shim_prctl(PR_SET_NAME, UInt(bitPattern: $0)) }
        try SystemError.check(result, "prctl PR_SET_NAME", name)
    }

    /// Sets the real-time priority, 1 to 99 (`SCHED_RR`). The C function is `sched_setscheduler(2)`; children
    /// do not inherit it.
    public static func setRealTimePriority(_ priority: Int32) throws(SystemError) {
        var parameters = sched_param(sched_priority: priority)
        let result = unsafe sched_setscheduler(0, SCHED_RR | shim_sched_reset_on_fork, &parameters)
        try SystemError.check(result, "sched_setscheduler", String(priority))
    }

    /// Sets the nice value, -20 (favoured) to 19. The C function is `setpriority(2)`.
    public static func setNice(_ value: Int32) throws(SystemError) {
        try SystemError.check(shim_set_nice(value), "setpriority", String(value))
    }

    /// Restricts this process to these processors, 0 to 1023. The C function is `sched_setaffinity(2)`.
    public static func setAffinity(_ processors: [Int32]) throws(SystemError) {
        guard processors.allSatisfy({ (0..<1024).contains($0) }) else {
            throw SystemError(call: "sched_setaffinity", errno: EINVAL)
        }
        let result = unsafe shim_set_affinity(processors, processors.count)
        try SystemError.check(result, "sched_setaffinity")
    }

    /// Locks every page in memory, now and once it is touched. The C function is `mlockall(2)`.
    public static func lockMemory() throws(SystemError) {
        try SystemError.check(shim_lock_memory(), "mlockall")
    }

    /// Limits the descriptors that this process may have open (`RLIMIT_NOFILE`); irreversible without
    /// CAP_SYS_RESOURCE.
    public static func limitOpenFiles(_ limit: UInt64) throws(SystemError) {
        try SystemError.check(shim_limit_open_files(limit, limit), "setrlimit RLIMIT_NOFILE", String(limit))
    }

    /// Allows this process at least this many open descriptors (`RLIMIT_NOFILE`), never fewer than before.
    ///
    /// More than the hard limit needs CAP_SYS_RESOURCE; without it, the hard limit applies.
    ///
    /// - Returns: The resulting limit.
    public static func allowOpenFiles(_ count: UInt64) throws(SystemError) -> UInt64 {
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        try SystemError.check(unsafe shim_open_file_limits(&soft, &hard), "getrlimit RLIMIT_NOFILE")
        guard soft < count else { return soft }
        if shim_limit_open_files(count, max(hard, count)) == 0 { return count }
        try SystemError.check(shim_limit_open_files(hard, hard), "setrlimit RLIMIT_NOFILE", String(hard))
        return hard
    }

    /// Limits the time that a real-time process may run without waiting (`RLIMIT_RTTIME`).
    public static func limitRealTimeRun(soft: Duration, hard: Duration) throws(SystemError) {
        let result = shim_limit_realtime_run(soft.wholeMicroseconds, hard.wholeMicroseconds)
        try SystemError.check(result, "setrlimit RLIMIT_RTTIME")
    }

    /// Sets the umask, and returns the previous one. The C function is `umask(2)`.
    @discardableResult
    public static func setFileModeMask(_ mask: UInt32) -> UInt32 { umask(mask) }

    /// Continues in a grandchild, in a new session without a terminal, with its standard streams at `/dev/null`.
    ///
    /// For a process with one thread and no event loop. The original process exits with status 0.
    public static func daemonise() throws(SystemError) {
        try becomeChild()
        try SystemError.check(setsid(), "setsid")
        // Not a session leader, so that it can never acquire a terminal.
        try becomeChild()
        let null = try Files.open("/dev/null", O_RDWR)
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            try SystemError.check(dup2(null.number, stream), "dup2", "/dev/null")
        }
        let result = unsafe chdir("/")
        try SystemError.check(result, "chdir", "/")
    }

    private static func becomeChild() throws(SystemError) {
        let child = try SystemError.check(shim_fork(), "fork")
        if child != 0 { _exit(0) }
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) * 1_000_000 + UInt64(attoseconds / 1_000_000_000_000)
    }
}
