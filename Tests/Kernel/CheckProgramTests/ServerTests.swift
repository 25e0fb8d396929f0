import Foundation
import Lab
import Testing

@Suite("check tcp, smtp, dns, udp and ping", .serialized)
struct ServerTests {
    private static func expect(_ words: [String], _ failure: String?) throws {
        let result = try Program.run(words)
        #expect(result.status == (failure == nil ? 0 : 1), "\(words): \(result.errors)")
        #expect(result.output == "")
        if let failure {
            #expect(result.errors.hasPrefix("check: \(words[0]) "))
            #expect(result.errors.contains(failure), "\(result.errors)")
            #expect(result.errors.filter { $0 == "\n" }.count == 1)
        } else {
            #expect(result.errors == "")
        }
    }

    @Test("tcp: an address, a name, IPv6 with and without brackets; a port that nobody has")
    func tcp() throws {
        let server = try PageServer([:])
        let server6 = try PageServer([:], at: "::1")
        try Self.expect(["tcp", "127.0.0.1", "\(server.port)"], nil)
        try Self.expect(["tcp", "localhost", "\(server.port)"], nil)
        try Self.expect(["tcp", "::1", "\(server6.port)"], nil)
        try Self.expect(["tcp", "[::1]", "\(server6.port)", "--bind", "::1"], nil)
        try Self.expect(["tcp", "127.0.0.1", "\(server.port)", "--bind", "lo"], nil)
        try Self.expect(["tcp", "127.0.0.1", "1"], "Connection refused (ECONNREFUSED)")
        try Self.expect(["tcp", "127.0.0.1", "1", "--retry=1", "--delay=0"], "(2 attempts)")
        try Self.expect(["tcp", "127.0.0.1", "1", "--bind", "192.0.2.7"], "EADDRNOTAVAIL")
        try Self.expect(["tcp", "127.0.0.1", "1", "--bind", "nosuch"], "ENODEV")
    }

    @Test(
        "smtp",
        arguments: [
            (["220-a\r\n220 b\r\n", "250 c\r\n", "221 d\r\n"], nil), (["220 b\r\n", "250 c\r\n"], nil),
            (["554 no\r\n", ""], "banner: 554 no, expected 220"),
            (["220 b\r\n", "550 no\r\n", ""], "reply to HELO: 550 no, expected 250"),
            (["HTTP/1.0 400\r\n", ""], "the answer is not SMTP"), ([""], "after 300 ms in total"),
            (["220 b\r\n"], "the server closed the connection: no reply to HELO"),
            (["220 b\r\n", "", ""], "after 300 ms in total"),
        ] as [([String], String?)])
    func smtp(_ sayings: [String], _ failure: String?) throws {
        let server = try LineServer(sayings)
        try Self.expect(["smtp", "127.0.0.1", "\(server.port)", "--timeout=0.3"], failure)
    }

    @Test("dns: an answer, an error, another's answer, silence, nobody")
    func dns() throws {
        func reply(_ change: @escaping @Sendable (inout [UInt8]) -> Void) throws -> DatagramServer {
            try DatagramServer { query in
                var reply = query
                reply[2] |= 0x80
                change(&reply)
                return [reply]
            }
        }
        let good = try reply { _ in }
        try Self.expect(["dns", "127.0.0.1", "\(good.port)", "--name", "example.com", "--type", "a"], nil)
        let refusing = try reply { $0[3] |= 5 }
        try Self.expect(["dns", "127.0.0.1", "\(refusing.port)"], "answered REFUSED")
        let other = try reply { $0[0] ^= 1 }
        try Self.expect(["dns", "127.0.0.1", "\(other.port)", "--timeout=0.2"], "1 datagrams arrived")
        let silent = try DatagramServer { _ in [] }
        try Self.expect(["dns", "127.0.0.1", "\(silent.port)", "--timeout=0.2"], "no reply after 200 ms")
        try Self.expect(["dns", "127.0.0.1", "1"], "ECONNREFUSED")
    }

    @Test("udp: silence is health unless a reply is wanted, an ICMP error never is")
    func udp() throws {
        let echo = try DatagramServer { [$0] }
        let silent = try DatagramServer { _ in [] }
        func words(_ port: UInt16, _ options: String...) -> [String] {
            ["udp", "127.0.0.1", "\(port)", "--timeout=0.2", "--payload", "0aff"] + options
        }
        try Self.expect(words(silent.port), nil)
        try Self.expect(words(echo.port, "--reply", "0AxF"), nil)
        try Self.expect(words(echo.port, "--reply", "0b"), "differs from the expected one at byte 0")
        try Self.expect(words(echo.port, "--min-length", "3"), "2 bytes, expected 3 to 255")
        try Self.expect(words(silent.port, "--reply", ""), "no reply after 200 ms")
        try Self.expect(words(1), "ECONNREFUSED")
    }

    @Test("ping: this host over both protocols, and one that is not there")
    func ping() throws {
        try Self.expect(["ping", "127.0.0.1"], nil)
        try Self.expect(["ping", "::1"], nil)
        let network = try Network(["a", "b"])
        let program = try Implementation.own("check")
        func ping(_ host: String) throws -> CommandResult {
            try Shell.run([
                "ip", "netns", "exec", network["a"].namespace, program, "ping", host, "--timeout=0.5",
            ])
        }
        #expect(try ping("10.99.0.2").status == 0)
        #expect(try ping("fd00:99::2").status == 0)
        let missing = try ping("10.99.0.77")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("no reply after 500 ms"), "\(missing.errors)")
    }

    @Test("A name that nobody has")
    func name() throws {
        try Self.expect(["tcp", "nosuch.invalid", "80", "--timeout", "3"], "nosuch.invalid")
    }
}
