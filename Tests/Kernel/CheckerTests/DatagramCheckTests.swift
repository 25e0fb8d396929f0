import Foundation
import Lab
import Testing

@Suite("DNS_CHECK, UDP_CHECK and PING_CHECK against servers")
struct DatagramCheckTests {
    @Test("DNS_CHECK of dnsmasq: answers, no such name, refusal")
    func names() throws {
        let server = try NameServer()
        let run = CheckRun(port: server.port)
        func question(_ type: String, _ name: String) -> String {
            "DNS_CHECK {\n type \(type)\n name \(name)\n}"
        }
        try run.expect(question("A", "foo.example"), nil)
        try run.expect(question("AAAA", "foo.example"), nil)
        try run.expect(question("TXT", "foo.example"), nil)
        try run.expect(question("A", "nosuch.foo.invalid"), "the name server answered NXDOMAIN")
        try run.expect(question("MX", "another.test"), "the name server answered REFUSED")
        try run.expect("DNS_CHECK { }", "the name server answered REFUSED")
        kill(server.processID, SIGSTOP)
        try run.expect(question("A", "foo.example"), "no reply within 400 ms")
        kill(server.processID, SIGCONT)
        try run.expect(question("A", "foo.example"), nil)
    }

    @Test("DNS_CHECK: nobody, another's answer, a question, half an answer, a flood")
    func brokenNames() throws {
        func expect(_ failure: String?, _ replies: @escaping @Sendable ([UInt8]) -> [[UInt8]]) throws {
            let server = try DatagramServer(replies)
            try CheckRun(port: server.port).expect("DNS_CHECK { }", failure)
        }
        @Sendable func answer(_ query: [UInt8]) -> [UInt8] {
            var reply = query
            reply[2] |= 0x80
            return reply
        }
        @Sendable func strange(_ query: [UInt8]) -> [UInt8] {
            var reply = answer(query)
            reply[0] ^= 1
            return reply
        }
        try CheckRun(port: 1).expect("DNS_CHECK { }", "ECONNREFUSED")
        try expect(nil) { [answer($0)] }
        try expect(nil) { [strange($0), [], [0], answer($0)] }
        try expect("1 datagrams arrived") { [strange($0)] }
        try expect("1 datagrams arrived") { [$0] }
        try expect("datagrams arrived") { [Array(answer($0)[..<11])] }
        try expect("64 datagrams arrived") { query in (0..<100).map { _ in strange(query) } }
        try expect("no reply within 400 ms") { _ in [] }
    }

    @Test("UDP_CHECK: silence is health unless a reply is wanted, an ICMP error never is")
    func datagrams() throws {
        let echo = try DatagramServer { [$0] }
        let silent = try DatagramServer { _ in [] }
        func expect(_ server: DatagramServer?, _ words: String, _ failure: String?) throws {
            try CheckRun(port: server?.port ?? 1).expect("UDP_CHECK {\n \(words)\n}", failure)
        }
        try expect(echo, "", nil)
        try expect(silent, "", nil)
        try expect(silent, "payload 0aff", nil)
        try expect(nil, "", "ECONNREFUSED")
        try expect(silent, "require_reply", "no reply within 400 ms")
        try expect(echo, "payload 0aff\n require_reply", nil)
        try expect(echo, "payload 0aff\n require_reply 0Axf", nil)
        try expect(echo, "payload 0aff\n require_reply 0b", "differs from the expected one at byte 0")
        try expect(echo, "payload 0aff\n require_reply 0aff00", "differs from the expected one at byte 2")
        try expect(
            echo, "payload 0aff\n require_reply\n min_reply_length 3", "2 bytes, expected 3 to 255")
        try expect(
            echo, "payload 0aff\n require_reply\n max_reply_length 1", "2 bytes, expected 0 to 1")
        let long = try DatagramServer { _ in [[UInt8](repeating: 7, count: 60_000)] }
        try expect(long, "require_reply", "60000 bytes, expected 0 to 255")
        try expect(long, "require_reply 07\n max_reply_length 65535", nil)
    }

    @Test("PING_CHECK: this host, a neighbour, nobody, no way, a way into nothing")
    func echoes() throws {
        try CheckRun().expect("PING_CHECK { }", nil)
        try CheckRun(address: "::1").expect("PING_CHECK { }", nil)
        let network = try Network(["a", "b"])
        let host = network["a"]
        func expect(_ address: String, _ failure: String?) throws {
            try CheckRun(address: address, prefix: ["ip", "netns", "exec", host.namespace])
                .expect("PING_CHECK { }", failure)
        }
        try expect(network["b"].address, nil)
        try expect(network["b"].address6, nil)
        try expect("10.99.0.77", "no reply within 400 ms")
        try expect("192.0.2.7", "ENETUNREACH")
        try CheckRun(address: "192.0.2.7", prefix: ["ip", "netns", "exec", host.namespace])
            .expect("TCP_CHECK { }", "ENETUNREACH")
        try host.ip("route", "add", "unreachable", "192.0.2.0/24")
        try expect("192.0.2.7", "EHOSTUNREACH")
        try host.ip("route", "add", "blackhole", "198.51.100.0/24")
        try expect("198.51.100.7", "(E")
        try network["b"].run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1")
        try expect(network["b"].address, "no reply within 400 ms")
    }
}

/// dnsmasq at 127.0.0.1: it knows foo.example and all of foo.invalid, and asks nobody.
final class NameServer {
    let port: UInt16
    private let process: Daemon
    var processID: Int32 { process.processID }

    init() throws {
        let program = try Shell.program("dnsmasq", package: "dnsmasq-base")
        // A port that was free a moment ago.
        port = try DatagramServer { _ in [] }.port
        process = try Daemon([
            program, "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--user=root",
            "--port=\(port)", "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv", "--no-hosts",
            "--address=/foo.example/192.0.2.1", "--local=/foo.example/foo.invalid/",
        ])
        let run = CheckRun(port: port)
        let isUp = try eventually(within: .seconds(10)) {
            try run.run("DNS_CHECK {\n type A\n name foo.example\n}").status == 0
        }
        guard isUp else { throw CommandFailure(description: "dnsmasq does not start") }
    }

    deinit { process.crash() }
}
