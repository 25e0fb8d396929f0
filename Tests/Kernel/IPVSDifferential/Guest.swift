import Glibc
import Lab

/// What the runner does to the kernel it runs on.
enum Guest {
    /// Where temporary files are kept: a file system in memory.
    static let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

    /// Runs a program and waits for it, 20 s at most.
    static func run(_ words: [String], path: String? = nil, input: String = "") throws -> CommandResult {
        try Shell.run(
            words, program: path, input: input,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"], limit: .seconds(20))
    }

    /// A file's contents.
    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw CommandFailure(description: "\(path): errno \(errno)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    /// Makes a file.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure(description: "\(path): errno \(errno)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw CommandFailure(description: "\(path): errno \(errno)") }
            start += count
        }
    }
}
