import Foundation
import Lab

/// `openssl s_server -HTTP` at 127.0.0.1, with replies as files; gone with this object.
final class PageServer {
    let port: UInt16
    private let directory: URL
    private let process = Process()

    /// A server of the replies with these names, which may insist on being asked for a name (SNI).
    init(_ names: [String], requiredName: String? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for name in names {
            let pieces = Replies.all["/" + name]?.pieces ?? []
            try Data(pieces.joined()).write(to: directory.appending(path: name))
        }
        let (key, certificate) = (directory.path + "/key.pem", directory.path + "/certificate.pem")
        try Shell.require(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=foo.example")
        let insisting = requiredName.map {
            ["-servername", $0, "-servername_fatal", "-cert2", certificate, "-key2", key]
        }
        let output = Pipe()
        process.currentDirectoryURL = directory
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-HTTP",
            ] + (insisting ?? [])
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
        try? FileManager.default.removeItem(at: directory)
    }
}
