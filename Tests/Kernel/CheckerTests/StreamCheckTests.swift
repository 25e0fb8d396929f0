import Foundation
import Lab
import Testing

@Suite("TCP_CHECK, HTTP_GET and SMTP_CHECK against servers")
struct StreamCheckTests {
    @Test("TCP_CHECK: a server that accepts is up, whatever it does then")
    func accepted() throws {
        let server = try PageServer([:])
        let server6 = try PageServer([:], at: "::1")
        let closing = try LineServer([])
        try CheckRun(port: server.port).expect("TCP_CHECK { }", nil)
        try CheckRun(address: "::1", port: server6.port).expect("TCP_CHECK { }", nil)
        try CheckRun(port: closing.port).expect("TCP_CHECK { }", nil)
        let elsewhere = "connect_ip 127.0.0.1 \n connect_port \(server.port)"
        try CheckRun(port: 1).expect("TCP_CHECK {\n \(elsewhere) \n}", nil)
        try CheckRun(port: server.port).expect("TCP_CHECK {\n bindto 127.0.0.2 \n}", nil)
        try CheckRun(port: server.port).expect("TCP_CHECK {\n bind_if lo \n}", nil)
    }

    @Test("TCP_CHECK: nobody listens, nobody accepts, no way there, no way out")
    func notAccepted() throws {
        try CheckRun(port: 1).expect("TCP_CHECK { }", "Connection refused (ECONNREFUSED)")
        try CheckRun(address: "::1", port: 1).expect("TCP_CHECK { }", "ECONNREFUSED")
        let busy = try BusyServer()
        try CheckRun(port: busy.port).expect("TCP_CHECK { }", "no connection within 400 ms")
        try CheckRun(port: busy.port).expect(
            "TCP_CHECK {\n connect_timeout 0.1 \n}", "no connection within 100 ms")
        try CheckRun(port: 1).expect("TCP_CHECK {\n bindto 192.0.2.7 \n}", "cannot be made")
    }

    private static let md5 = "5d41402abc4b2a76b9719d911017c592"
    private static let page = Reply(head: "Content-Length: 5\r\n", page: Array("hello".utf8))

    /// What the web server says under each path.
    private static let replies: [String: Reply] = [
        "/page": page,
        "/bytes": page.inSingleBytes,
        "/end": Reply("HTTP/1.0 200 OK\r\n\r\nhello"),
        "/chunks": Reply(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        "/moved": Reply("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        "/held": Reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .hold),
        "/silent": Reply("", .hold),
        "/half-head": Reply("HTTP/1.1 200 OK\r\n", .hold),
        "/half-page": Reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"),
        "/slow-page": Reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", .hold),
        "/long-drip": Reply(String(repeating: "HTTP/1.1 200 ", count: 200)).inSingleBytes,
        "/mail": Reply("220 mail\r\n"),
        "/closed": Reply(""),
        "/reset": Reply("", .reset),
        "/reset-page": Reply("HTTP/1.1 200 OK\r\n\r\nhello", .reset),
        "/garbage": Reply(String(repeating: "\u{1}\u{7F}", count: 3000)),
        "/error": Reply("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
    ]

    @Test(
        "HTTP_GET: pages",
        arguments: [
            ("/page", "", nil), ("/bytes", "", nil), ("/end", "", nil), ("/chunks", "", nil),
            ("/held", "", nil), ("/page", "digest \(md5)", nil), ("/bytes", "digest \(md5)", nil),
            ("/end", "digest \(md5)", nil), ("/held", "digest \(md5)", nil),
            ("/page", "digest 00000000000000000000000000000000", "digest \(md5), expected 0000"),
            ("/page", "regex ^hello$", nil), ("/bytes", "regex l+o", nil), ("/chunks", "regex ello", nil),
            ("/page", "regex bye", "the pattern is not in the page"),
            ("/page", "regex hell\n regex_no_match", "must not be"),
            ("/page", "status_code 404", "status 200, expected 404"), ("/moved", "status_code 302", nil),
            ("/moved", "", "status 302, expected 200-299"), ("/error", "", "status 503"),
            ("/silent", "", "no header within 400 ms"), ("/half-head", "", "no header within 400 ms"),
            ("/half-page", "", nil), ("/half-page", "digest \(md5)", "after 5 of 9 bytes"),
            ("/slow-page", "digest \(md5)", "no whole page within 400 ms"),
            ("/long-drip", "", "no header after 1200 ms in total"), ("/mail", "", "not HTTP"),
            ("/closed", "", "without an answer"), ("/reset", "", "ECONNRESET"),
            ("/reset-page", "digest \(md5)", "ECONNRESET"), ("/garbage", "", "not HTTP"),
        ] as [(String, String, String?)])
    func pages(_ path: String, _ words: String, _ failure: String?) throws {
        let server = try PageServer(Self.replies)
        try CheckRun(port: server.port).expect(
            "HTTP_GET {\n url {\n path \(path)\n \(words)\n }\n}", failure)
    }

    @Test("HTTP_GET: what is asked for, several pages, and nobody there")
    func requests() throws {
        let server = try PageServer(Self.replies)
        let run = CheckRun(port: server.port)
        func request(_ regex: String, _ words: String = "") -> String {
            "HTTP_GET {\n \(words)\n url {\n path /mirror\n regex \"\(regex)\"\n }\n}"
        }
        try run.expect(request("^GET /mirror HTTP/1.0\\r\\n"), nil)
        try run.expect(request("Host: 127.0.0.1:\(server.port)\\r\\n"), nil)
        try run.expect(request("Host: foo.example\\r\\n", "virtualhost foo.example"), nil)
        try run.expect(request("^GET /mirror HTTP/1.1\\r\\n", "http_protocol 1.1"), nil)
        func pages(_ paths: String...) -> String {
            "HTTP_GET {\n" + paths.map { " url {\n path \($0)\n }\n" }.joined() + "}"
        }
        try run.expect(pages("/page", "/end", "/chunks"), nil)
        try run.expect(pages("/page", "/end", "/error"), "status 503")
        try CheckRun(port: 1).expect(pages("/page"), "ECONNREFUSED")
        let busy = try BusyServer()
        try CheckRun(port: busy.port).expect(pages("/page"), "no connection within 400 ms")
    }

    @Test(
        "SMTP_CHECK",
        arguments: [
            (["220-a\r\n220 b\r\n", "250-c\r\n250 d\r\n", "221 e\r\n"], nil),
            (["220 b\r\n", "250 c\r\n"], nil), (["220 b\r\n", "250 c\r\n", "", ""], nil),
            (["554 no\r\n", ""], "banner: 554 no, expected 220"),
            (["220 b\r\n", "550 no\r\n", ""], "reply to HELO: 550 no, expected 250"),
            (["HTTP/1.0 400\r\n", ""], "the answer is not SMTP"),
            ([""], "no banner within 400 ms"), ([], "the server closed the connection: no banner"),
            (["220 b\r\n"], "the server closed the connection: no reply to HELO"),
            (["220 b\r\n", "", ""], "no reply to HELO within 400 ms"),
            (["220 b", ""], "no banner within 400 ms"),
            (["220 " + String(repeating: "x", count: 100_000), ""], "SMTP"),
        ] as [([String], String?)])
    func mail(_ sayings: [String], _ failure: String?) throws {
        let server = try LineServer(sayings)
        try CheckRun(port: server.port).expect("SMTP_CHECK { }", failure)
    }

    @Test("SMTP_CHECK: each host must do, and the name is told")
    func mailHosts() throws {
        let good = try LineServer(["220 b\r\n", "250 c\r\n", "221 d\r\n"])
        let better = try LineServer(["220 b\r\n", "250 c\r\n", "221 d\r\n"])
        let refusing = try LineServer(["220 b\r\n", "550 no\r\n", ""])
        func hosts(_ ports: UInt16...) -> String {
            "SMTP_CHECK {\n helo_name me.example\n"
                + ports.map { " host {\n connect_ip 127.0.0.1\n connect_port \($0)\n }\n" }.joined() + "}"
        }
        let run = CheckRun(port: 1)
        try run.expect(hosts(good.port, better.port), nil)
        try run.expect(hosts(good.port, refusing.port), "reply to HELO: 550 no")
        try run.expect(hosts(good.port, better.port, 1), "ECONNREFUSED")
    }
}
