import Glibc

/// The standard output streams.
public enum StandardStream: Int32, Sendable {
    /// Standard output.
    case output = 1
    /// Standard error.
    case error = 2

    /// Writes all of the text, blocking if necessary; errors, such as a closed pipe, are ignored.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes all of the bytes, as `write(_:)` does text.
    public func write(_ bytes: [UInt8]) { try? Files.write(bytes, to: rawValue) }
}

/// An uninterruptible wait, for use when a process ends.
public enum Pause {
    /// Waits that long. The C function is `usleep(3)`.
    public static func milliseconds(_ count: UInt32) { _ = usleep(count * 1000) }
}

/// The environment variables of this process.
public enum Environment {
    /// The value of a variable, or nil. The C function is `getenv(3)`.
    public static func value(_ name: String) -> String? {
        unsafe name.withCString { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
    }
}

/// The standard input.
public enum StandardInput {
    /// The next bytes, blocking until there are any; empty at the end. The C function is `read(2)`.
    public static func read() throws(SystemError) -> [UInt8] {
        try Files.readPiece(0, object: "standard input")
    }
}
