import Foundation
import Lab

/// The services of a host's kernel, as `ipvsadm -Sn` says them.
///
/// A process costs much in a virtual machine: it is only run when `/proc/net/ip_vs`, which costs little, has changed.
final class KernelListing {
    private let host: LabHost
    private let namespace: Namespace
    private var known: (lines: [[Substring]], text: String)?

    init(of host: LabHost) throws {
        self.host = host
        namespace = try Namespace(of: host)
    }

    /// The lines of `-Sn`.
    func text() throws -> String {
        // The last two of a server's columns count connections.
        let lines = try namespace.inside { try Self.read() }.split(separator: "\n").map {
            let words = $0.split(separator: " ")
            return words.first == "->" ? words.dropLast(2) : words
        }
        if let known, known.lines == lines { return known.text }
        let text = try host.run("ipvsadm", "-Sn")
        known = (lines, text)
        return text
    }

    private static func read() throws -> String {
        let file = open("/proc/thread-self/net/ip_vs", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CommandFailure(description: "ip_vs: errno \(errno)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
