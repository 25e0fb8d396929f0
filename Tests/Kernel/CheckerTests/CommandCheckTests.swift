import Foundation
import Lab
import Testing

@Suite("MISC_CHECK and FILE_CHECK")
struct CommandCheckTests {
    @Test(
        "MISC_CHECK: how the program ends",
        arguments: [
            ("exit 0", "", nil), ("exit 1", "", "exited with status 1"),
            ("exit 2", "", "exited with status 2"), ("exit 0", "misc_dynamic", nil),
            ("exit 1", "misc_dynamic", "exited with status 1"), ("exit 2", "misc_dynamic", nil),
            ("exit 255", "misc_dynamic", nil), ("kill -9 $$", "misc_dynamic", "terminated by signal 9"),
            ("sleep 30", "misc_timeout 1", "no end of the command within 1000 ms"),
            ("trap '' TERM; while :; do sleep 0.1; done", "misc_timeout 1", "within 1000 ms"),
            ("sleep 0.3", "misc_timeout 2", nil), ("test $(id -u) = 0", "", nil),
            ("test $(id -u) = $(id -u nobody)", "user nobody", nil),
            ("test $(id -gn) = daemon", "user nobody daemon", nil),
            ("yes | head -c 1000000", "", nil), ("test \"$(cat)\" = ''", "", nil),
        ] as [(String, String, String?)])
    func programs(_ script: String, _ words: String, _ failure: String?) throws {
        let path = try Self.file("#!/bin/sh\n\(script)\n", mode: 0o755)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try CheckRun().expect("MISC_CHECK {\n misc_path \(path)\n \(words)\n}", failure)
    }

    @Test("MISC_CHECK: a program that goes away or cannot be run, and its arguments")
    func starts() throws {
        let text = try Self.file("no program\n", mode: 0o755)
        defer { try? FileManager.default.removeItem(atPath: text) }
        try CheckRun().expect("MISC_CHECK {\n misc_path \(text)\n}", "exited with status 127")
        let words = "misc_path \"/usr/bin/test 'a b' = 'a b'\""
        try CheckRun().expect("MISC_CHECK {\n \(words)\n}", nil)
    }

    @Test("When check run is ended, so is the program, and nothing more is checked")
    func interruption() throws {
        let words = "misc_path \"/bin/sleep 79.\(getpid())\""
        let silent = try LineServer([""])
        let checkers = "MISC_CHECK {\n \(words)\n}\nSMTP_CHECK { }"
        let script = "\"$@\" & p=$!; sleep 0.5; kill $p; wait $p"
        let begin = ContinuousClock.now
        let prefix = ["sh", "-c", script, "sh"]
        let result = try CheckRun(port: silent.port, prefix: prefix, limit: []).run(checkers)
        #expect(result.status == 1)
        #expect(result.errors.contains("interrupted"), "\(result.errors)")
        #expect(!result.errors.contains("SMTP_CHECK"), "\(result.errors)")
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(try Shell.run(["pgrep", "-f", "sleep 79.\(getpid())"]).output == "")
    }

    @Test(
        "FILE_CHECK: numbers and what is none",
        arguments: [
            ("0", "weight 0", nil), ("1", "weight 0", "exited with status 1"),
            ("0", "weight 0 reverse", "exited with status 0"), ("1", "weight 0 reverse", nil),
            ("5", "weight 2", nil), ("-2147483648", "weight 1", "status -2147483648"),
            ("word", "weight 1", "contains no number"), ("", "weight 1", "contains no number"),
            (nil, "weight 1", nil),
        ] as [(String?, String, String?)])
    func files(_ text: String?, _ words: String, _ failure: String?) throws {
        let path = try Self.file(text ?? "")
        if text == nil { try FileManager.default.removeItem(atPath: path) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try CheckRun(global: "track_file number {\n file \(path)\n}").expect(
            "FILE_CHECK {\n track_file number\n \(words)\n}", failure)
    }

    @Test("FILE_CHECK: a pipe that nobody writes holds nothing up")
    func pipe() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        try Shell.require("mkfifo", path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try CheckRun(global: "track_file number {\n file \(path)\n}").expect(
            "FILE_CHECK {\n track_file number\n}", "is not a regular file")
    }

    /// A file with this text; its path.
    private static func file(_ text: String, mode: Int = 0o644) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}
