import Foundation
import Lab

/// Runs of `check` as a process.
enum Program {
    static func run(_ words: [String]) throws -> CommandResult {
        try Shell.run(["timeout", "20", try Implementation.own("check")] + words)
    }

    static func run(_ words: String...) throws -> CommandResult { try run(words) }
}

/// nginx at 127.0.0.1 with TLS, for `foo.example`; gone with this object.
final class WebServer {
    let port: UInt16
    let directory: URL
    var certificate: String { directory.path + "/certificate.pem" }
    private let process = Process()

    init() throws {
        let nginx = try Shell.program("nginx", package: "nginx-light")
        directory = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Shell.require(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", directory.path + "/key.pem", "-out", directory.path + "/certificate.pem", "-days", "2",
            "-subj", "/CN=foo.example", "-addext", "subjectAltName=DNS:foo.example,IP:127.0.0.1")
        // A port that was free a moment ago.
        port = try ScriptedServer([:]).port
        let configuration = """
            daemon off; pid \(directory.path)/pid; error_log \(directory.path)/errors;
            events {}
            http {
                access_log off;
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_certificate \(directory.path)/certificate.pem;
                    ssl_certificate_key \(directory.path)/key.pem;
                    location / { return 200 "$ssl_server_name $host $server_protocol\\n"; }
                    location /missing { return 404; }
                }
            }
            """
        try configuration.write(
            to: directory.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: nginx)
        process.arguments = ["-c", directory.path + "/nginx.conf", "-e", directory.path + "/errors"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let isUp = try eventually(within: .seconds(10)) {
            try Program.run("tcp", "127.0.0.1", "\(port)").status == 0
        }
        guard isUp else { throw CommandFailure(description: "nginx does not start") }
    }

    deinit {
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }
}
