import Foundation
import Lab
import Testing

@testable import TLS

@Suite("TLS beside openssl s_server", .serialized)
struct TLSConnectionTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates() }

    private func exchange(
        _ settings: TLSSettings = TLSSettings(), _ options: [String] = [], serverName: String? = nil,
        verifiedName: String? = nil
    ) throws -> String {
        let server = try SecureServer(certificates, .reversal, options)
        var client = try Client(
            TLSContext(settings), port: server.port, serverName: serverName, verifiedName: verifiedName)
        try client.shakeHands()
        return try client.answer(to: "hello\n")
    }

    @Test("Without verification any certificate will do", arguments: [[], ["-tls1_2"]])
    func unverified(_ options: [String]) throws {
        #expect(try exchange(options: options) == "olleh\n")
    }

    private func exchange(options: [String]) throws -> String { try exchange(TLSSettings(), options) }

    @Test("A certificate of a known authority with the right name or address is trusted")
    func verified() throws {
        let settings = TLSSettings(verification: .required(authorityFile: certificates.certificate))
        #expect(try exchange(settings, verifiedName: "foo.example") == "olleh\n")
        #expect(try exchange(settings, verifiedName: "127.0.0.1") == "olleh\n")
        #expect(try exchange(settings) == "olleh\n")
    }

    @Test("A certificate of another name, or of an unknown authority, is not")
    func untrusted() throws {
        let known = TLSSettings(verification: .required(authorityFile: certificates.certificate))
        #expect(throws: TLSError.untrustedServer(reason: "hostname mismatch")) {
            try exchange(known, verifiedName: "bar.example")
        }
        #expect(throws: TLSError.untrustedServer(reason: "IP address mismatch")) {
            try exchange(known, verifiedName: "127.0.0.2")
        }
        #expect(throws: TLSError.untrustedServer(reason: "self-signed certificate")) {
            try exchange(TLSSettings(verification: .required(authorityFile: nil)))
        }
    }

    @Test("The server hears the name that is asked for")
    func serverName() throws {
        let options = [
            "-servername", "foo.example", "-servername_fatal", "-cert2", certificates.certificate, "-key2",
            certificates.key,
        ]
        #expect(try exchange(TLSSettings(), options, serverName: "foo.example") == "olleh\n")
        #expect(throws: TLSError.failed(reason: "tlsv1 unrecognized name")) {
            try exchange(TLSSettings(), options, serverName: "bar.example")
        }
    }

    @Test("A client proves who it is, with a key under a password")
    func identity() throws {
        let options = ["-Verify", "1", "-verify_return_error", "-CAfile", certificates.certificate]
        let identity = TLSSettings.Identity(
            certificateFile: certificates.certificate, keyFile: certificates.lockedKey, password: "secret")
        #expect(try exchange(TLSSettings(identity: identity), options) == "olleh\n")
        #expect(throws: TLSError.self) { try exchange(TLSSettings(), options) }
    }

    @Test("Files that cannot be used are named, with the reason")
    func unusableFiles() throws {
        let missing = TLSSettings(verification: .required(authorityFile: "/nowhere.pem"))
        #expect(throws: TLSError.unusableFile(path: "/nowhere.pem", reason: "No such file or directory")) {
            _ = try TLSContext(missing)
        }
        let locked = TLSSettings.Identity(
            certificateFile: certificates.certificate, keyFile: certificates.lockedKey)
        let error = #expect(throws: TLSError.self) { _ = try TLSContext(TLSSettings(identity: locked)) }
        guard case .unusableFile(certificates.lockedKey, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let wrong = TLSSettings.Identity(
            certificateFile: certificates.certificate, keyFile: certificates.lockedKey, password: "mistaken")
        #expect(throws: TLSError.unusableFile(path: certificates.lockedKey, reason: "bad decrypt")) {
            _ = try TLSContext(TLSSettings(identity: wrong))
        }
        let another = try Certificates()
        let mixed = TLSSettings.Identity(
            certificateFile: certificates.certificate, keyFile: another.key)
        #expect(throws: TLSError.unusableFile(path: another.key, reason: "key values mismatch")) {
            _ = try TLSContext(TLSSettings(identity: mixed))
        }
    }

    @Test("A certificate under a password is no reason to ask for one")
    func lockedCertificate() throws {
        // The head of a file that openssl(1) once wrote; what follows would be read with the password.
        let text = """
            -----BEGIN CERTIFICATE-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            -----END CERTIFICATE-----

            """
        let path = certificates.directory.path + "/locked.pem"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let identity = TLSSettings.Identity(certificateFile: path, keyFile: certificates.key)
        #expect(throws: TLSError.unusableFile(path: path, reason: "bad decrypt")) {
            _ = try TLSContext(TLSSettings(identity: identity))
        }
        #expect(throws: TLSError.self) {
            _ = try TLSContext(TLSSettings(verification: .required(authorityFile: path)))
        }
    }

    @Test("A connection says goodbye once, and not before its handshake")
    func close() throws {
        var early = try TLSConnection(TLSContext())
        early.close()
        #expect(early.takeOutgoing().isEmpty)
        let server = try SecureServer(certificates)
        var client = try Client(TLSContext(), port: server.port)
        try client.shakeHands()
        #expect(try client.goodbye().count == 24)
        #expect(try client.goodbye().isEmpty)
    }

    @Test("What is not TLS fails with OpenSSL's words, and an end in the handshake with ours")
    func notTLS() throws {
        var connection = try TLSConnection(TLSContext())
        #expect(try connection.handshake() == false)
        #expect(!connection.takeOutgoing().isEmpty)
        connection.receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).span)
        #expect(throws: TLSError.failed(reason: "wrong version number")) { try connection.handshake() }
        var cut = try TLSConnection(TLSContext())
        #expect(try cut.handshake() == false)
        cut.receiveEnd()
        #expect(throws: TLSError.endedInHandshake) { try cut.handshake() }
    }
}
