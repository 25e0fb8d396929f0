import Foundation
import Lab
import Testing

@Suite("check misc", .serialized)
struct ScriptTests {
    @Test(
        "Statuses",
        arguments: [
            ("exit 0", false, 0), ("exit 0", true, 0), ("exit 1", false, 1), ("exit 1", true, 1),
            ("exit 2", false, 1), ("exit 2", true, 2), ("exit 255", true, 255), ("exit 255", false, 1),
            ("kill -9 $$", true, 1), ("kill -15 $$", false, 1),
        ])
    func statuses(_ script: String, _ isDynamic: Bool, _ status: Int32) throws {
        let result = try Program.run(
            ["misc"] + (isDynamic ? ["--dynamic"] : []) + ["--", "sh", "-c", script])
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.isEmpty == (status != 1))
    }

    @Test("A command that is not there, or no program, is status 1", arguments: ["/nonexistent", "/etc"])
    func missing(_ command: String) throws {
        let result = try Program.run("misc", "--dynamic", "--", command)
        #expect(result.status == 1)
        #expect(result.errors.contains(command))
    }

    @Test("A command that takes too long is ended, with all that it started")
    func timeout() throws {
        let marker = "31.\(getpid())"
        let begin = ContinuousClock.now
        let result = try Program.run(
            "misc", "--dynamic", "--timeout", "0.2", "--", "sh", "-c",
            "sleep \(marker) & sleep \(marker); exit 9")
        #expect(result.status == 1)
        #expect(result.errors.contains("no end of the command within 200 ms"))
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(try Shell.run(["pgrep", "-f", "sleep \(marker)"]).output == "")
    }

    @Test("A command that ignores TERM is killed two seconds later")
    func stubborn() throws {
        let begin = ContinuousClock.now
        let result = try Program.run(
            "misc", "--timeout", "0.2", "--", "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done")
        #expect(result.status == 1)
        #expect(ContinuousClock.now - begin >= .seconds(2))
    }

    @Test("When check is ended, so is the command, and the status is 1")
    func interrupted() throws {
        let marker = "32.\(getpid())"
        let program = try Implementation.own("check")
        let result = try Shell.run([
            "sh", "-c", "\(program) misc --dynamic -- sleep \(marker) & p=$!; sleep 0.5; kill $p; wait $p",
        ])
        #expect(result.status == 1)
        #expect(result.errors.contains("interrupted"))
        #expect(try Shell.run(["pgrep", "-f", "sleep \(marker)"]).output == "")
    }

    @Test("--verbose shows what the command says")
    func verbose() throws {
        let result = try Program.run("misc", "-v", "--dynamic", "--", "sh", "-c", "echo hello; exit 12")
        #expect(result.status == 12)
        #expect(result.output.contains("hello"))
        #expect(result.output.contains("weight 10"))
    }

    @Test("A failure is tried again")
    func retry() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "retry-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let script = "echo >> \(file); test $(wc -l < \(file)) -eq 3"
        let result = try Program.run("misc", "--retry=2", "--delay=0.01", "--json", "--", "sh", "-c", script)
        #expect(result.status == 0)
        #expect(result.output.contains("\"attempts\":3"))
    }
}
