import Foundation
import Lab
import Testing

@Suite("SSL_GET against nginx and against servers that are none")
struct SecureCheckTests {
    private static func page(_ words: String = "", path: String = "/", _ wanted: String = "") -> String {
        "SSL_GET {\n \(words)\n url {\n path \(path)\n \(wanted)\n }\n}"
    }

    @Test("Pages, names in the handshake, and certificates")
    func pages() throws {
        let server = try WebServer()
        let run = CheckRun(port: server.port)
        try run.expect(Self.page(), nil)
        try run.expect(Self.page(path: "/missing"), "status 404, expected 200-299")
        try run.expect(Self.page("", "regex ^"), nil)
        let name = "virtualhost foo.example"
        try run.expect(Self.page(name, "regex \"^ foo.example HTTP/1.0\""), nil)
        try run.expect(Self.page("\(name)\n enable_sni", "regex \"^foo.example foo\""), nil)
        try run.expect(Self.page("sni_name bar.example", "regex \"^bar.example 127\""), nil)
        try run.expect(Self.page("http_protocol 1.1", "regex HTTP/1.1"), nil)
        try run.expect(Self.page("", "digest 00000000000000000000000000000000"), "digest ")
    }

    @Test("verify_peer: the authority, the name and the address")
    func verification() throws {
        let server = try WebServer()
        let stranger = try Certificates()
        let distrusting = CheckRun(port: server.port)
        let trusting = CheckRun(port: server.port, global: "SSL {\n ca \(server.certificate)\n}")
        let mistaken = CheckRun(port: server.port, global: "SSL {\n ca \(stranger.certificate)\n}")
        try distrusting.expect(Self.page("verify_peer"), "not trusted: self-signed certificate")
        try mistaken.expect(Self.page("verify_peer"), "not trusted")
        try mistaken.expect(Self.page(), nil)
        try trusting.expect(Self.page("verify_peer"), nil)
        try trusting.expect(Self.page("verify_peer\n virtualhost foo.example"), nil)
        try trusting.expect(Self.page("verify_peer\n virtualhost foo.example:443"), nil)
        try trusting.expect(Self.page("verify_peer\n virtualhost bar.example"), "hostname mismatch")
        try trusting.expect(
            Self.page("verify_peer\n virtualhost bar.example\n sni_name foo.example"), nil)
    }

    @Test("A client certificate, with a key that is open or locked, and one that does not fit")
    func clientCertificate() throws {
        let server = try WebServer()
        let client = try Certificates()
        try CheckRun(port: server.port).expect(Self.page(path: "/client"), "status 403")
        let own = "SSL {\n certificate \(server.certificate)\n key \(server.key)\n}"
        try CheckRun(port: server.port, global: own).expect(
            Self.page(path: "/client", "regex CN=foo.example"), nil)
        let locked = server.directory.path + "/locked.pem"
        try Shell.require(
            "openssl", "pkey", "-in", server.key, "-aes128", "-passout", "pass:secret", "-out", locked)
        let opened = "SSL {\n certificate \(server.certificate)\n key \(locked)\n password secret\n}"
        try CheckRun(port: server.port, global: opened).expect(Self.page(path: "/client"), nil)
        let wrong = "SSL {\n certificate \(server.certificate)\n key \(locked)\n password wrong\n}"
        try CheckRun(port: server.port, global: wrong).expect(Self.page(), "cannot be made: \(locked) ")
        let other = "SSL {\n certificate \(server.certificate)\n key \(client.key)\n}"
        try CheckRun(port: server.port, global: other).expect(Self.page(), "cannot be made: \(client.key) ")
    }

    @Test("tls_compliant: a goodbye of one record, the last thing that the server hears")
    func goodbye() throws {
        let server = try WebServer()
        func heard(_ words: String) throws -> [UInt8] {
            let relay = try Relay(to: server.port)
            try CheckRun(port: relay.port).expect(Self.page(words, path: "/missing", "status_code 404"), nil)
            return relay.heard()
        }
        // Application data, TLS 1.2 by name, 19 bytes: an alert and its type, sealed (RFC 8446 §5.2).
        let record: [UInt8] = [0x17, 0x03, 0x03, 0x00, 0x13]
        let words = try heard("tls_compliant")
        #expect(words.suffix(24).starts(with: record), "\(words.suffix(200))")
        #expect(try !heard("").suffix(24).starts(with: record))
    }

    @Test("Nobody there, no TLS, silence, a handshake that ends, one that never does, no page")
    func broken() throws {
        try CheckRun(port: 1).expect(Self.page(), "ECONNREFUSED")
        let busy = try BusyServer()
        try CheckRun(port: busy.port).expect(Self.page(), "no connection within 400 ms")
        // What a client says may have the end of a line in it at any place.
        let silence = [String](repeating: "", count: 100)
        let table = [
            (["220 mail\r\n"] + silence, "TLS failed: "), (silence, "no TLS handshake within 400 ms"),
            // The beginning of a record of 16 KiB.
            (["\u{16}\u{3}\u{3}\u{40}\u{0}x"] + silence, "no TLS handshake within 400 ms"),
            // Closed, or reset because nobody has read what the client said.
            ([], "127.0.0.1"),
        ]
        for (sayings, failure) in table {
            let server = try LineServer(sayings)
            try CheckRun(port: server.port).expect(Self.page(), failure)
        }
        let certificates = try Certificates()
        let mute = try SecureServer(certificates)
        try CheckRun(port: mute.port).expect(Self.page(), "HTTP")
        let old = try SecureServer(certificates, .files, ["-tls1_2"])
        try CheckRun(port: old.port).expect(Self.page(path: "/server.pem"), nil)
        try CheckRun(port: old.port).expect(Self.page(path: "/server.pem", "regex CERTIFICATE"), nil)
    }
}
