import Glibc

/// The files of processes in /proc.
public enum ProcessFiles {
    /// The name of a process, without the end of the line; nil if there is no such process.
    public static func name(of process: Int32) throws(SystemError) -> [UInt8]? {
        // 16 bytes and the end of the line; kernel threads may have more.
        guard var name = try read("/proc/\(process)/comm", limitBytes: 80) else { return nil }
        if name.last == UInt8(ascii: "\n") { name.removeLast() }
        return name
    }

    /// The first bytes of the command line of a process, at most `limit`; nil if there is no such process.
    public static func commandLine(
        of process: Int32, limitBytes limit: Int
    ) throws(SystemError) -> [UInt8]? {
        try read("/proc/\(process)/cmdline", limitBytes: limit)
    }

    /// Whether a process has ended and only waits for its parent. False if there is no such process.
    public static func isZombie(_ process: Int32) throws(SystemError) -> Bool {
        guard let text = try read("/proc/\(process)/stat", limitBytes: 256),
            // The name may contain anything.
            let end = text.lastIndex(of: UInt8(ascii: ")")), end + 2 < text.count
        else { return false }
        return [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(text[end + 2])
    }

    /// The first bytes of a file; nil if the process has gone, or lets nobody read it. The error says that this process
    /// or the system lacks something.
    private static func read(_ path: String, limitBytes limit: Int) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            let file = try Files.open(path, O_RDONLY)
            return try Files.readBeginning(file.number, limitBytes: limit, object: path)
        } catch {
            if [EMFILE, ENFILE, ENOMEM].contains(error.errno) { throw error }
            return nil
        }
    }
}

/// A walk through the numbers of all processes, in pieces.
@safe public final class ProcessWalk {
    private let directory: OpaquePointer

    /// Begins a walk. The C function is `opendir(3)`.
    public init() throws(SystemError) {
        let directory = unsafe opendir("/proc")
        let number = errno
        guard let directory = unsafe directory else {
            throw SystemError(call: "opendir", errno: number, object: "/proc")
        }
        unsafe self.directory = unsafe directory
    }

    deinit {
        unsafe closedir(directory)
    }

    /// At most `count` further numbers; empty at the end. Processes that start or end meanwhile may or may not be there.
    public func next(_ count: Int) -> [Int32] {
        var processes: [Int32] = []
        while processes.count < count, let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if let process = Int32(name) { processes.append(process) }
        }
        return processes
    }
}
