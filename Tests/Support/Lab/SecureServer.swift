import Foundation

/// `openssl s_server` on a port of its own at 127.0.0.1, for one test.
public final class SecureServer {
    /// What it does with a connection.
    public enum Service: String, Sendable {
        /// Sends each line back reversed.
        case reversal = "-rev"
        /// Answers HTTP requests with the files of its directory, and closes.
        case files = "-WWW"
    }

    /// Its port.
    public let port: UInt16
    private let process = Process()
    private let output = Pipe()

    /// Starts it in the directory of the certificates.
    public init(
        _ certificates: Certificates, _ service: Service = .reversal, _ options: [String] = []
    ) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.certificate, "-key",
                certificates.key, service.rawValue,
            ] + options
        process.currentDirectoryURL = certificates.directory
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("ACCEPT 127.0.0.1:") || text.last != "\n" {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else {
                throw CommandFailure(description: "s_server does not start: \(text)")
            }
            text += String(decoding: piece, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        port = UInt16(line.split(separator: ":").last ?? "") ?? 0
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
