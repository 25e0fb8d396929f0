import Foundation
import Lab
import Testing

@Suite("check daemon and check run", .serialized)
struct HandoverTests {
    private static func script(_ text: String, at url: URL) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    }

    @Test("They become check-daemon with every word, and its status", arguments: ["daemon", "run"])
    func handover(_ word: String) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "handover-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try Self.script(
            "#!/bin/sh\nfor word; do echo \"<$word>\"; done\nexit 7\n",
            at: root.appending(path: "sbin/check-daemon"))
        let program = root.appending(path: "bin/check")
        try FileManager.default.createDirectory(
            at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: try Implementation.own("check"), toPath: program.path)
        let result = try Shell.run([program.path, word, "--help", "a b", "--", ""])
        #expect(result.output == "<\(word)>\n<--help>\n<a b>\n<-->\n<>\n")
        #expect(result.errors == "")
        #expect(result.status == 7)
    }

    @Test("Without check-daemon there is one clear line")
    func missing() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "handover-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let program = root.appending(path: "alone/check")
        try FileManager.default.createDirectory(
            at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: try Implementation.own("check"), toPath: program.path)
        let result = try Shell.run([program.path, "daemon", "-n"])
        #expect(result.status == 1)
        #expect(result.output == "")
        let places = "neither beside check nor in ../sbin or ../bin"
        #expect(result.errors == "check: 'daemon' needs check-daemon, which is \(places)\n")
    }
}
