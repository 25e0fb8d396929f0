import Foundation

/// `openssl s_server` on a port of its own at 127.0.0.1, for one test.
public final class SecureServer {
    /// What it does with a connection.
    public enum Service: String, Sendable {
        /// Sends each line back reversed.
        case reversal = "-rev"
        /// Answers HTTP requests with the files of its directory, and closes.
        case files = "-WWW"
        /// The same; the files are whole responses.
        case responses = "-HTTP"
    }

    /// Its port.
    public let port: UInt16
    private let process: Daemon
    /// Its directory lives as long as it.
    private let certificates: Certificates

    /// Starts it in the directory of the certificates.
    public init(
        _ certificates: Certificates, _ service: Service = .reversal, _ options: [String] = []
    ) throws {
        self.certificates = certificates
        let log = certificates.directory.appending(path: "log-\(UUID().uuidString)")
        process = try Daemon(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.certificate, "-key",
                certificates.key, service.rawValue,
            ] + options, log: log, directory: certificates.directory)
        var found: UInt16?
        let isUp = eventually(within: .seconds(10)) { [process] in
            let lines = process.log.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let line = lines.first { $0.hasPrefix("ACCEPT 127.0.0.1:") }
            found = line.flatMap { UInt16($0.split(separator: ":").last ?? "") }
            return found != nil || !process.isRunning
        }
        guard isUp, let found else {
            throw CommandFailure(description: "s_server does not start: \(process.log)")
        }
        port = found
    }

    deinit { process.crash() }
}
