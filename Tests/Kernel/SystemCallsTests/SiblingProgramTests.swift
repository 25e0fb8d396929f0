import Glibc
import SystemCalls
import Testing

@Suite("Programs of the same installation")
struct SiblingProgramTests {
    /// A tree with `files`, of which those in `sbin` and `bin` can be run.
    private static func withTree(_ files: [String], _ body: (String) throws -> Void) throws {
        let root = "/tmp/ha-siblings-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        for directory in ["", "/bin", "/sbin", "/share"] {
            try Files.createDirectory(root + directory, mode: 0o700)
        }
        let paths = files.map { "\(root)/\($0)" }
        for path in paths {
            let mode: UInt32 = path.hasPrefix(root + "/share") ? 0o600 : 0o700
            _ = try Files.open(path, O_CREAT | O_WRONLY, mode: mode)
        }
        defer {
            for path in paths { unsafe unlink(path) }
            for directory in ["/bin", "/sbin", "/share", ""] { unsafe rmdir(root + directory) }
        }
        try body(root)
    }

    @Test("Beside comes first, then sbin, then bin")
    func order() throws {
        try Self.withTree(["bin/one", "sbin/one", "sbin/two", "bin/three"]) { root in
            #expect(SiblingProgram.path("one", from: root + "/bin/self") == root + "/bin/one")
            #expect(SiblingProgram.path("one", from: root + "/share/self") == root + "/sbin/one")
            #expect(SiblingProgram.path("two", from: root + "/bin/self") == root + "/sbin/two")
            #expect(SiblingProgram.path("three", from: root + "/sbin/self") == root + "/bin/three")
        }
    }

    @Test("What is not there, or cannot be run, is not found")
    func missing() throws {
        try Self.withTree(["share/one"]) { root in
            #expect(SiblingProgram.path("one", from: root + "/bin/self") == nil)
            #expect(SiblingProgram.path("two", from: root + "/bin/self") == nil)
        }
        #expect(SiblingProgram.path("no-such-program-anywhere", from: "/self") == nil)
        #expect(try SiblingProgram.path("no-such-program-anywhere") == nil)
    }

    @Test("A program that cannot be become is an error")
    func become() throws {
        #expect(throws: SystemError(call: "execv", errno: ENOENT, object: "/no/such/program")) {
            try SiblingProgram.become("/no/such/program", ["program"])
        }
    }
}
