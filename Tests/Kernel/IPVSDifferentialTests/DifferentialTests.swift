import Foundation
import Lab
import Testing

/// IPVS_PROGRAM names another program to compare; with `/usr/sbin/ipvsadm` there is no difference at all.
@Suite("ipvs as ipvsadm, beside Debian's, on a kernel with IPVS", .serialized)
struct DifferentialTests {
    private static let reference = "/usr/sbin/ipvsadm"

    /// The runner, beside the program that runs the tests.
    private static func runner() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(
            "ipvs-differential"
        )
        .path
    }

    private static func program() throws -> String {
        let program =
            ProcessInfo.processInfo.environment["IPVS_PROGRAM"] ?? Implementation.directory + "/ipvs"
        try #require(
            FileManager.default.isExecutableFile(atPath: program), "\(program) is missing: run 'make build'")
        return program
    }

    @Test("Each case has the same output, status and kernel state")
    func cases() async throws {
        _ = try Shell.program("ipvsadm", package: "ipvsadm")
        let program = try Self.program()
        let runner = try Self.runner()
        let parts = ["0/2", "1/2"].map { part in
            Task.detached {
                try VirtualMachine.run([runner, "--part", part, program], limit: .seconds(900))
            }
        }
        for part in parts {
            let result = try await part.value
            #expect(result.status == 0, "\(result.output.suffix(100_000))\(result.errors)")
            #expect(result.output.contains(" 0 differences, 0 unused exceptions"))
        }
    }

    @Test("A table is applied whole or not at all, and connections of kept servers live on")
    func apply() throws {
        let result = try VirtualMachine.run(
            [try Self.runner(), "--apply", "40", try Self.program()], limit: .seconds(600))
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("40 pairs, 0 failures"))
    }

    /// Programs that are wrong in one thing, what they do with the arguments of Debian's, and a case that tells.
    private static let wrongPrograms = [
        ("blank dropped", #"/usr/sbin/ipvsadm "$@" | sed 's/ *$//'"#, "list: -Ln --thresholds"),
        ("status", #"/usr/sbin/ipvsadm "$@" || exit 1"#, "add: -A -f 0"),
        ("scheduler", #"exec /usr/sbin/ipvsadm "${@/#rr/lc}""#, "scheduler: -A -t 10.0.0.1:80 -s rr"),
        ("silence", #"exec /usr/sbin/ipvsadm "$@" 2>/dev/null"#, "add: -A -f 0"),
        ("threshold", #"exec /usr/sbin/ipvsadm "${@/#50/51}""#, "-x 100 -y 50"),
        ("deletion", #"exit 0"#, "delete: -D -t 10.0.0.1:80"),
        ("no exception", #"exec /usr/sbin/ipvsadm "$@""#, "save: -S --all"),
    ]

    @Test("A program that is wrong in one thing is found out")
    func wrongPrograms() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wrong-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var script = ""
        for (name, text, only) in Self.wrongPrograms {
            let path = directory.appendingPathComponent(name).path
            try "#!/bin/bash\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            script += "'\(try Self.runner())' --only '\(only)' '\(path)' >&2; echo '\(name)' $?\n"
        }
        let result = try VirtualMachine.run(["bash", "-c", script], limit: .seconds(600))
        let expected = Self.wrongPrograms.map { "\($0.0) \($0.0 == "no exception" ? 2 : 1)\n" }.joined()
        #expect(result.output == expected, "\(result.errors)")
    }
}
