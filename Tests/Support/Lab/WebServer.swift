import Foundation

/// nginx at 127.0.0.1 with TLS, for `foo.example`; gone with this object.
public final class WebServer {
    /// Its port.
    public let port: UInt16
    /// Where its certificate, its key and its configuration are.
    public let directory: URL
    /// Its certificate, which is an authority of its own.
    public var certificate: String { directory.path + "/certificate.pem" }
    /// The key of that.
    public var key: String { directory.path + "/key.pem" }
    private let process: Daemon

    /// Starts it; it tells whom and how it was asked at `/`, has nothing at `/missing`, and tells the name in the
    /// client's certificate at `/client`, which others may not see. `prefix` are words before the program, such as those
    /// of another namespace.
    public init(prefix: [String] = []) throws {
        let nginx = try Shell.program("nginx", package: "nginx-light")
        directory = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Shell.require(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", directory.path + "/key.pem", "-out", directory.path + "/certificate.pem", "-days", "2",
            "-subj", "/CN=foo.example", "-addext", "subjectAltName=DNS:foo.example,IP:127.0.0.1")
        // A port that was free a moment ago.
        port = try PageServer([:]).port
        let configuration = """
            daemon off; pid \(directory.path)/pid; error_log \(directory.path)/errors;
            events {}
            http {
                access_log off;
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate \(directory.path)/certificate.pem;
                    ssl_certificate_key \(directory.path)/key.pem;
                    ssl_client_certificate \(directory.path)/certificate.pem;
                    ssl_verify_client optional;
                    location / { return 200 "$ssl_server_name $host $server_protocol\\n"; }
                    location /missing { return 404; }
                    location /client {
                        if ($ssl_client_verify != SUCCESS) { return 403; }
                        return 200 "$ssl_client_s_dn\\n";
                    }
                }
            }
            """
        try configuration.write(
            to: directory.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
        process = try Daemon(
            prefix + [nginx, "-c", directory.path + "/nginx.conf", "-e", directory.path + "/errors"])
        // nginx writes it when it listens.
        guard
            eventually(
                within: .seconds(10), { FileManager.default.fileExists(atPath: directory.path + "/pid") })
        else {
            throw CommandFailure(description: "nginx does not start")
        }
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(at: directory)
    }
}
