import SystemCalls
import Testing

@testable import EventLoop
@testable import SupervisedChild

@Suite("Which directories are watched for files") struct WatchPlanTests {
    private func next(_ plan: inout WatchPlan) throws -> WatchPlan.Place {
        let place = plan.next()
        return try #require(place)
    }

    @Test(
        "A path has a directory and a name",
        arguments: [
            ("/run/a/n", "/run/a", "n"), ("/n", "/", "n"), ("n", ".", "n"), ("/run/a/", "/run", "a"),
        ])
    func split(_ path: String, _ directory: String, _ name: String) {
        let parts = Files.split(path)
        #expect(parts.directory == directory && parts.name == name)
    }

    @Test("Files of one directory share a place; the deepest comes first")
    func places() throws {
        var plan = WatchPlan(["/run/n", "/run/m", "/run/a/n"])
        let first = try next(&plan)
        #expect(first.directory == "/run/a" && !first.isOnTheWay && !first.kinds.contains(.created))
        let second = try next(&plan)
        #expect(second.directory == "/run" && Set(second.files.keys) == ["n", "m"])
        let third = plan.next()
        #expect(third == nil)
    }

    @Test("A missing directory is awaited in the one above it, up to the root")
    func missing() throws {
        var plan = WatchPlan(["/run/a/b/n", "/run/m"])
        let deep = try next(&plan)
        let isAwaited = plan.goUp(from: deep)
        #expect(isAwaited)
        let above = try next(&plan)
        #expect(above.directory == "/run/a" && above.isOnTheWay && above.kinds.contains(.created))
        _ = plan.goUp(from: above)
        let top = try next(&plan)
        #expect(top.directory == "/run" && top.missing == ["a": ["/run/a/b/n"]])
        #expect(top.files == ["m": ["/run/m"]])
        _ = plan.goUp(from: top)
        let root = try next(&plan)
        #expect(root.missing == ["run": ["/run/a/b/n", "/run/m"]])
        let isAboveRoot = plan.goUp(from: root)
        #expect(!isAboveRoot)
    }

    @Test("Where the working directory is missing, nothing is above")
    func relative() throws {
        var plan = WatchPlan(["n"])
        let place = try next(&plan)
        let isAbove = plan.goUp(from: place)
        #expect(place.directory == "." && !isAbove)
    }

    @Test("Changes of files and directories are told apart")
    func news() {
        let place = WatchPlan.Place(
            directory: "/run", files: ["m": ["/run/m"]], missing: ["a": ["/run/a/n"]])
        #expect(place.news(of: FileChange(kinds: .written, name: "m")) == .files(["/run/m"]))
        #expect(place.news(of: FileChange(kinds: .created, name: "m")) == .none)
        #expect(place.news(of: FileChange(kinds: .created, name: "a")) == .directories)
        #expect(place.news(of: FileChange(kinds: .gone, name: "")) == .directories)
        #expect(place.news(of: FileChange(kinds: .overrun, name: "")) == .directories)
        #expect(place.news(of: FileChange(kinds: .written, name: "other")) == .none)
    }
}
