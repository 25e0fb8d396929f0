import CSystemd
import Glibc
public import SystemCalls

/// A change of a watched file or directory.
public struct FileChange: Equatable, Sendable {
    /// The kinds of change that can be watched (`inotify(7)`).
    public struct Kinds: OptionSet, Sendable {
        /// The `IN_…` flags.
        public let rawValue: UInt32

        /// The kinds with these `IN_…` flags.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// A file that was written was closed.
        public static let written = Kinds(rawValue: UInt32(IN_CLOSE_WRITE))
        /// A file's bytes changed.
        public static let modified = Kinds(rawValue: UInt32(IN_MODIFY))
        /// A file appeared in the directory.
        public static let created = Kinds(rawValue: UInt32(IN_CREATE))
        /// A file was renamed into the directory.
        public static let movedIn = Kinds(rawValue: UInt32(IN_MOVED_TO))
        /// A file was renamed out of the directory.
        public static let movedOut = Kinds(rawValue: UInt32(IN_MOVED_FROM))
        /// A file was removed from the directory.
        public static let removed = Kinds(rawValue: UInt32(IN_DELETE))
        /// The watched file or directory itself is gone; always reported.
        public static let gone = Kinds(
            rawValue: UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT))
        /// Changes were lost; always reported.
        public static let overrun = Kinds(rawValue: UInt32(IN_Q_OVERFLOW))
    }

    /// What happened.
    public let kinds: Kinds
    /// The file's name in the watched directory; empty for the watched file or directory itself.
    public let name: String
}

extension EventLoop {
    /// Calls `body` for each change of these kinds of the file or directory at `path`.
    public func onChange(
        of path: String, _ kinds: FileChange.Kinds, priority: Priority = .normal,
        _ body: @escaping (FileChange) -> Void
    ) throws(SystemError) -> EventSource {
        let mask = kinds.union(.gone).rawValue & ~UInt32(IN_IGNORED | IN_UNMOUNT | IN_Q_OVERFLOW)
        let handle = unsafe try makeHandle(
            "sd_event_add_inotify", priority: priority, body: Body<FileChange>(body),
            release: { unsafe releaseBody(of: FileChange.self, $0) },
            add: { place, pointer in
                unsafe sd_event_add_inotify(
                    self.handle, place, path, mask,
                    { _, event, pointer in
                        guard let event = unsafe event else { return 0 }
                        unsafe Body<FileChange>.of(pointer)?.call(FileChange(event))
                        return 0
                    }, pointer)
            })
        return unsafe EventSource(adopting: handle)
    }
}

extension FileChange {
    /// Reads an event and its name, which follows it, padded with zeros.
    fileprivate init(_ event: UnsafePointer<inotify_event>) {
        kinds = unsafe Kinds(rawValue: event.pointee.mask)
        let start = unsafe UnsafeRawPointer(event) + MemoryLayout<inotify_event>.size
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(event.pointee.len))
        name = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
