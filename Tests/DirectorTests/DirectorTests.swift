import Foundation
import Lab
import Testing

/// Each test boots a kernel of its own.
@Suite("Directors that balance load, on a kernel with IPVS")
struct DirectorTests {
    /// Who runs on the preferred director, and who on the other.
    struct Pair: Sendable, CustomTestStringConvertible {
        var a: Implementation
        var b: Implementation

        var testDescription: String { "\(a.rawValue) preferred, \(b.rawValue) second" }
    }

    /// Whether there is a program of ours that checks servers.
    private static let hasCheckers = FileManager.default.isExecutableFile(
        atPath: Implementation.directory + "/check-daemon")

    /// The runner, beside the program that runs the tests.
    private static func runner() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("director-lab")
            .path
    }

    private static func play(_ words: String...) throws -> CommandResult {
        _ = try Shell.program("ipvsadm", package: "ipvsadm")
        return try VirtualMachine.run([try runner()] + words, limit: .seconds(240))
    }

    @Test("Two of Debian's back each other up")
    func original() throws {
        let program = try Implementation.debian.program()
        let result = try Self.play("two", program, program)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(
        "Two directors lose and regain a server and each other, and clients are served",
        .enabled(if: hasCheckers, "there is no check-daemon beside keepalived"),
        arguments: [
            Pair(a: .ours, b: .ours), Pair(a: .ours, b: .debian), Pair(a: .debian, b: .ours),
        ])
    func pairs(_ pair: Pair) throws {
        let result = try Self.play("two", try pair.a.program(), try pair.b.program())
        #expect(result.status == 0, "\(pair.testDescription)\n\(result.output)\(result.errors)")
    }

    /// What a program that is wrong in one thing does with the arguments of keepalived, and the step that tells.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var name: String
        var script: String
        var message: String

        var testDescription: String { name }
    }

    @Test(
        "A program that is wrong in one thing is found out",
        arguments: [
            Mistake(
                name: "another service", script: #"sed -i /persistence_timeout/d "$6"; exec keepalived "$@""#,
                message: "not a lists both servers"),
            Mistake(
                name: "no checks", script: #"sed -i '/TCP_CHECK {/,/}/d' "$6"; exec keepalived "$@""#,
                message: "not a drops the dead server"),
            Mistake(
                name: "services stay", script: #"exec keepalived "$@" --dont-release-ipvs"#,
                message: "not a leaves no service"),
        ])
    func mistakes(_ mistake: Mistake) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("wrong-\(UUID().uuidString)")
            .path
        try "#!/bin/bash\n\(mistake.script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Self.play("two", path, path)
        #expect(result.status == 1)
        #expect(result.output.contains(mistake.message), "\(result.output)\(result.errors)")
    }
}
