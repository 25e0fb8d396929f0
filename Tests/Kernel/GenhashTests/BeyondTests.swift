import Lab
import Testing

@Suite("What genhash does beyond Debian's", .serialized)
struct BeyondTests {
    private static func run(_ path: String, _ options: String...) throws -> Program.Outcome {
        let server = try PageServer(Replies.all)
        return try Program.ours.run(["-s", "localhost", "-p", "\(server.port)", "-u", path] + options)
    }

    @Test("A server may be given by name")
    func name() throws {
        #expect(try Self.run("/page").output == "5d41402abc4b2a76b9719d911017c592\n")
    }

    @Test("--sha256 prints SHA-256")
    func sha256() throws {
        let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        #expect(try Self.run("/page", "--sha256").output == digest + "\n")
    }

    @Test("--config prints a url block, with the status if keepalived would refuse it")
    func configuration() throws {
        #expect(
            try Self.run("/page", "--config").output
                == "url {\n    path /page\n    digest 5d41402abc4b2a76b9719d911017c592\n}\n")
        let missing = try Self.run("/404", "--config", "-V", "a b")
        #expect(
            missing.output
                == "url {\n    path /404\n    digest 4101bef8794fed986e95dfb54850c68b\n"
                + "    status_code 404\n    virtualhost \"a b\"\n}\n")
    }

    @Test("--config refuses what keepalived.conf cannot say")
    func impossibleConfiguration() throws {
        #expect(try Self.run("/page", "--config", "--sha256").errors.contains("--config requires MD5"))
        #expect(try Self.run("/\"", "--config").errors.contains("quotation mark"))
        #expect(try Self.run("/page", "--config", "-v").errors.contains("cannot be combined"))
    }

    @Test("--help is on standard output, with status 0, and fits a screen")
    func help() throws {
        let result = try Program.ours.run(["--help"])
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output.contains("Example: genhash -s "))
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 24)
        #expect(lines.allSatisfy { $0.count <= 100 })
    }
}
