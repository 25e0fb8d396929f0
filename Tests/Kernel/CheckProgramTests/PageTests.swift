import Foundation
import Lab
import Testing

@Suite("check http and https", .serialized)
struct PageTests {
    private static func run(
        _ reply: Reply, _ options: String..., isIPv6: Bool = false
    ) throws -> CommandResult {
        let server = try PageServer(["/page": reply], at: isIPv6 ? "::1" : "127.0.0.1")
        let host = isIPv6 ? "[::1]" : "127.0.0.1"
        return try Program.run(["http", "http://\(host):\(server.port)/page", "--timeout=2"] + options)
    }

    private static let page = Reply(head: "Content-Length: 5\r\n", page: Array("hello".utf8))

    @Test("A page is health, without a word")
    func page() throws {
        for result in [try Self.run(Self.page), try Self.run(Self.page, isIPv6: true)] {
            #expect(result.status == 0)
            #expect(result.output + result.errors == "")
        }
    }

    @Test("A status that is not wanted")
    func status() throws {
        let redirect = Reply("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")
        let result = try Self.run(redirect)
        #expect(result.status == 1)
        #expect(result.errors.hasSuffix("/page: status 302, expected 200-299\n"))
        #expect(try Self.run(redirect, "--status", "200-299,302").status == 0)
    }

    @Test("MD5 and SHA-256, of a page in one piece and in single bytes")
    func digest() throws {
        let md5 = "5d41402abc4b2a76b9719d911017c592"
        let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        for digest in [md5, sha256, md5.uppercased()] {
            #expect(try Self.run(Self.page, "--digest", digest).status == 0)
            #expect(try Self.run(Self.page.inSingleBytes, "--digest", digest).status == 0)
        }
        let wrong = try Self.run(Self.page, "--digest", String(repeating: "0", count: 32))
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("digest \(md5), expected 00000000000000000000000000000000"))
    }

    @Test("A pattern, and none, across pieces")
    func pattern() throws {
        for reply in [Self.page, Self.page.inSingleBytes] {
            #expect(try Self.run(reply, "--regex", "^h.*o$").status == 0)
            #expect(try Self.run(reply, "--regex", "(?i)LL").status == 0)
            #expect(try Self.run(reply, "--regex", "l", "--min-offset=3", "--max-offset=3").status == 0)
            #expect(try Self.run(reply, "--regex", "e", "--min-offset=2").status == 1)
            #expect(try Self.run(reply, "--regex", "x").errors.contains("the pattern is not in the page"))
            #expect(try Self.run(reply, "--regex", "x", "--no-match").status == 0)
            #expect(try Self.run(reply, "--regex", "l", "--no-match").errors.contains("must not be"))
        }
    }

    @Test("What is asked for")
    func request() throws {
        let server = try PageServer([:])
        func regex(_ pattern: String, _ options: String...) throws -> Int32 {
            try Program.run(
                ["http", "http://127.0.0.1:\(server.port)/a?b#c", "--regex", pattern] + options
            ).status
        }
        #expect(try regex("^GET /a\\?b HTTP/1.0\r\n(.*\r\n)*Host: 127.0.0.1:\(server.port)\r\n") == 0)
        #expect(try regex("Host: foo\r\n", "--virtualhost", "foo") == 0)
        #expect(try regex("^GET .* HTTP/1.1\r\n(.*\r\n)*Connection: close\r\n", "--protocol", "1.1") == 0)
        #expect(try regex("^GET .* HTTP/1.0\r\n(.*\r\n)*Connection: close\r\n", "--protocol", "1.0C") == 0)
    }

    @Test("Broken and slow servers end in time, with a reason")
    func broken() throws {
        let sum = ["--digest", String(repeating: "0", count: 32)]
        let table: [(Reply, String)] = [
            (Reply("220 mail\r\n"), "the answer is not HTTP"), (Reply(""), "without an answer"),
            (Reply("HTTP/1.1 200 OK\r\n"), "ended in the header"),
            (Reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"), "after 5 of 9 bytes"),
            (Reply("HTTP/1.1 200 OK\r\n\r\nhello", .reset), "ECONNRESET"),
            (Reply("HTTP/1.1 200 OK\r\n\r\nhello", .hold), "no whole page after 2000 ms in total"),
            (Reply("", .hold), "no header after 2000 ms in total"),
            (Reply(String(repeating: "HTTP/1.1 200 ", count: 100)).inSingleBytes, "no header after 2000 ms"),
        ]
        for (reply, failure) in table {
            let server = try PageServer(["/page": reply])
            let begin = ContinuousClock.now
            let result = try Program.run(
                ["http", "http://127.0.0.1:\(server.port)/page", "--timeout=2"] + sum)
            #expect(result.status == 1)
            #expect(result.errors.contains(failure), "\(result.errors)")
            #expect(ContinuousClock.now - begin < .seconds(8))
        }
    }

    @Test("--verbose shows the phases, --json the same for programs")
    func outputs() throws {
        let digest = "5d41402abc4b2a76b9719d911017c592"
        let verbose = try Self.run(Self.page, "-v", "--digest", digest)
        #expect(verbose.output.contains("healthy\n  address 127.0.0.1\n  connect "))
        for word in ["  first byte ", "  status 200\n", "  digest \(digest)\n  wanted digest \(digest)\n"] {
            #expect(verbose.output.contains(word), "\(verbose.output)")
        }
        let json = try Self.run(Self.page, "--json", "--status=404")
        #expect(json.status == 1)
        #expect(json.errors == "")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["healthy"] as? Bool == false)
        #expect(object?["reason"] as? String == "status")
        #expect(object?["message"] as? String == "status 200, expected 404")
        #expect((object?["phases_us"] as? [String: Int])?.keys.sorted() == ["connect", "first_byte"])
    }

    @Test("https: any certificate will do, unless it must be verified")
    func tls() throws {
        let server = try WebServer()
        let url = "https://127.0.0.1:\(server.port)"
        #expect(try Program.run("https", url + "/").status == 0)
        #expect(try Program.run("https", url + "/missing").errors.contains("status 404"))
        #expect(try Program.run("https", url + "/", "-v").output.contains("  tls "))
        let refused = try Program.run("https", url + "/", "--verify")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("not trusted: self-signed certificate"), "\(refused.errors)")
        func verified(_ options: String...) throws -> CommandResult {
            try Shell.run(
                [try Implementation.own("check"), "https", url + "/", "--verify"] + options,
                environment: ["SSL_CERT_FILE": server.certificate])
        }
        #expect(try verified().status == 0)
        #expect(try verified("--sni", "foo.example", "--regex", "^foo.example 127").status == 0)
        #expect(try verified("--virtualhost", "foo.example", "--regex", "^foo.example foo").status == 0)
        #expect(try verified("--sni", "bar.example").errors.contains("hostname mismatch"))
    }

    @Test("https to a server without TLS")
    func notTLS() throws {
        let server = try LineServer(["220 mail\r\n", ""])
        let result = try Program.run("https", "https://127.0.0.1:\(server.port)/", "--json", "--timeout=2")
        #expect(result.status == 1)
        #expect(result.output.contains("\"reason\":\"tls\""), "\(result.output)")
    }
}
