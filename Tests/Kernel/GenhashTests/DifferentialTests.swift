import Foundation
import Lab
import Testing

@Suite("genhash beside Debian's", .serialized)
struct DifferentialTests {
    private static let paths = [
        "/page", "/chunked", "/until-close", "/empty", "/404", "/500", "/204", "/every-byte",
        "/every-byte-until-close", "/10MB", "/more-than-length", "/length-without-blank", "/long-head",
        "/page/slow", "/chunked/slow", "/request", "", "no-slash",
    ]
    private static let options: [[String]] = [
        [], ["-P", "1.0c"], ["-P", "1.0C"], ["-P", "1.1"], ["-V", "www.example"], ["-V", ""], ["-m", "7"],
        ["-t", "5"], ["-I"],
    ]

    private static func expectSame(_ words: [String]) throws {
        let debian = try Program.debian.run(words)
        let ours = try Program.ours.run(words)
        #expect(ours.output == debian.output, "\(words)")
        #expect(ours.status == debian.status, "\(words)")
    }

    @Test("The same page has the same digest", arguments: paths)
    func pages(_ path: String) throws {
        let server = try PageServer(Replies.all)
        for options in path == "/request" ? Self.options : [[], ["-P", "1.1"]] {
            try Self.expectSame(["-s", "127.0.0.1", "-p", "\(server.port)", "-u", path] + options)
        }
    }

    @Test(
        "-v prints the same",
        arguments: [
            "/page", "/chunked", "/empty", "/404", "/until-close", "/every-byte", "/every-byte-until-close",
            "/more-than-length", "/long-head",
        ])
    func dumps(_ path: String) throws {
        let server = try PageServer(Replies.all)
        try Self.expectSame(["-v", "-s", "127.0.0.1", "-p", "\(server.port)", "-u", path])
    }

    @Test("Requests over IPv6 are the same")
    func ipv6() throws {
        let server = try PageServer(Replies.all, at: "::1")
        for address in ["::1", "0:0::1"] {
            try Self.expectSame(["-s", address, "-p", "\(server.port)", "-u", "/request"])
        }
    }

    /// A server of the replies with these names, which may insist on being asked for a name (SNI).
    private static func secureServer(_ names: [String], requiredName: String? = nil) throws -> SecureServer {
        let certificates = try Certificates()
        for name in names {
            let pieces = Replies.all["/" + name]?.pieces ?? []
            try Data(pieces.joined()).write(to: certificates.directory.appending(path: name))
        }
        let insisting = requiredName.map {
            [
                "-servername", $0, "-servername_fatal", "-cert2", certificates.certificate, "-key2",
                certificates.key,
            ]
        }
        return try SecureServer(certificates, .responses, insisting ?? [])
    }

    @Test("Pages over TLS have the same digest and dump")
    func tls() throws {
        let server = try Self.secureServer(["page", "chunked", "404", "every-byte", "10MB"])
        for path in ["/page", "/chunked", "/404", "/every-byte", "/10MB"] {
            for options in [[], ["-I"], ["-I", "-V", "foo.example"], ["-P", "1.1"]] {
                try Self.expectSame(
                    ["-S", "-s", "127.0.0.1", "-p", "\(server.port)", "-u", path] + options)
            }
        }
        for path in ["/page", "/every-byte"] {
            try Self.expectSame(["-v", "-S", "-s", "127.0.0.1", "-p", "\(server.port)", "-u", path])
        }
    }

    @Test("A server that insists on a name gets it with -I and -V")
    func serverName() throws {
        let server = try Self.secureServer(["page"], requiredName: "foo.example")
        let words = [
            "-S", "-s", "127.0.0.1", "-p", "\(server.port)", "-u", "/page", "-I", "-V", "foo.example",
        ]
        try Self.expectSame(words)
        #expect(try Program.ours.run(words).output == "5d41402abc4b2a76b9719d911017c592\n")
        let other = try Program.ours.run(words.dropLast() + ["bar.example"])
        #expect(other.status == 1)
        #expect(other.errors == "genhash: TLS failed: tlsv1 unrecognized name\n")
    }

    @Test("Options are understood in the same spellings")
    func spellings() throws {
        let server = try PageServer(Replies.all)
        let port = "\(server.port)"
        for words in [
            ["-vs127.0.0.1", "-p\(port)", "-u/page"],
            ["--server=127.0.0.1", "--port", port, "--url=/page", "--protocol", "1.1"],
            ["--serv", "127.0.0.1", "--po", port, "--ur", "/page", "--use-v", "x", "--verb", "--ti=3"],
            ["-s", "127.0.0.1", "-p", "+\(port)", "-u", "/404", "-u", "/page", "--"],
            ["-s", "127.0.0.1", "-p", "0\(port)", "-u", "/page", "-t", "010"],
        ] {
            try Self.expectSame(words)
            #expect(try Program.ours.run(words).status == 0)
        }
    }

    @Test("Wrong command lines end the same way, with a message on standard error")
    func wrongCommandLines() throws {
        let whole = ["-s", "127.0.0.1", "-p", "1", "-u", "/"]
        for words in [
            [], ["-s", "127.0.0.1"], ["-z"], ["--zz"], ["-s"], whole + ["x"], whole + ["-P", "2"],
            whole + ["-P"], whole + ["-t", "abc"], whole + ["-t", "-1"], whole + ["-m", "abc"],
            whole + ["-p", "0"], whole + ["-p", "70000"], whole + ["-p", "80x"], ["--"] + whole,
            whole + ["--use"], whole + ["--verbose=1"], whole + ["-H"], whole + ["-s", "no.such.invalid"],
        ] {
            try Self.expectSame(words)
            let ours = try Program.ours.run(words)
            #expect(ours.status == 1)
            #expect(ours.errors.hasPrefix("genhash: "), "\(words)")
        }
    }

    @Test("Every deliberate difference is one", arguments: Difference.all.indices)
    func differences(_ index: Int) throws {
        let difference = Difference.all[index]
        let server = try PageServer(Replies.all)
        let port = difference.isListening ? "\(server.port)" : "1"
        let words = ["-s", "127.0.0.1", "-p", port] + difference.words
        let debian = try Program.debian.run(words)
        #expect(debian.output == difference.debian.output, "\(words)")
        #expect(debian.status == difference.debian.status, "\(words)")
        let ours = try Program.ours.run(words)
        #expect(ours.output == difference.ours.output, "\(words)")
        #expect(ours.status == difference.ours.status, "\(words)")
        #expect(ours.errors.isEmpty == (ours.status == 0))
        #expect(
            difference.message.isEmpty || ours.errors.contains(difference.message),
            "\(words): \(ours.errors)")
    }
}
