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
        let path = try Self.script(mistake.script)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Self.play("two", path, path)
        #expect(result.status == 1)
        #expect(result.output.contains(mistake.message), "\(result.output)\(result.errors)")
    }

    private static let scenes = [
        "quorum", "leave", "alpha", "misc", "reload", "http", "groups", "kinds", "ports",
    ]

    /// What a program does in scenes; four at a time are what the one processor of a machine can do in time.
    private static func transcript(_ program: String, _ scenes: [String] = scenes) throws -> CommandResult {
        let names = scenes.joined(separator: " ")
        let script = """
            cd $TMPDIR
            printf '%s\\n' \(names) | xargs -P 4 -I SCENE sh -c \
              "'\(try runner())' features '\(program)' SCENE > SCENE.out 2>&1"
            status=$?
            for scene in \(names); do cat $scene.out; done
            exit $status
            """
        return try VirtualMachine.run(["bash", "-c", script], limit: .seconds(400))
    }

    @Test("Each feature of virtual servers does to kernel, FIFO and scripts what Debian's does")
    func features() async throws {
        let original = try Implementation.debian.program()
        let program = try Implementation.ours.program()
        let (first, second) = (
            Task.detached { try Self.transcript(original) }, Task.detached { try Self.transcript(program) }
        )
        let (expected, found) = (try await first.value, try await second.value)
        #expect(expected.status == 0, "\(expected.output)\(expected.errors)")
        #expect(found.status == 0, "\(found.output)\(found.errors)")
        let transcript = Transcript(expected.output)
        #expect(transcript.headings.count > 100)
        let differences = transcript.differences(to: Transcript(found.output))
        let reasons = Exception.all.flatMap(\.headings)
        for (heading, text) in differences.sorted(by: { $0.key < $1.key }) where !reasons.contains(heading) {
            Issue.record("\(text)")
        }
        for heading in reasons { #expect(differences[heading] != nil, "\(heading): no difference any more") }
    }

    @Test("A feature that is wrong in one thing is found out")
    func wrongFeature() throws {
        let wrong = try Self.script(#"sed -i 's/weight 65535/weight 1/' "$6"; exec keepalived "$@""#)
        defer { try? FileManager.default.removeItem(atPath: wrong) }
        let programs = [try Implementation.debian.program(), wrong]
        let script = """
            cd $TMPDIR
            '\(try Self.runner())' features '\(programs[0])' kinds > 0 &
            '\(try Self.runner())' features '\(programs[1])' kinds > 1
            wait; cat 0; echo; echo; cat 1
            """
        let result = try VirtualMachine.run(["bash", "-c", script])
        let texts = result.output.components(separatedBy: "\n\n\n")
        try #require(texts.count == 2, "\(result.output)\(result.errors)")
        // A weight that the reload brings brings the changed threshold, too.
        #expect(
            Transcript(texts[0]).differences(to: Transcript(texts[1])).keys.sorted() == [
                "kinds: reload: limits", "kinds: start: table",
            ])
    }

    /// A program that is a script; who makes it removes it.
    private static func script(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("wrong-\(UUID().uuidString)")
            .path
        try "#!/bin/bash\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }
}
