import Configuration
import Testing

@testable import Supervisor

@Suite("Where the pid files are")
struct PIDPathsTests {
    private func paths(
        _ arguments: [String] = [], _ change: (inout GlobalDefinitions) -> Void = { _ in }
    ) throws -> [String] {
        var global = GlobalDefinitions()
        change(&global)
        let paths = PIDPaths(try KeepalivedOptions(arguments), global: global)
        return [paths.parent, paths[.vrrp], paths[.checkers]]
    }

    @Test("Usually they are in /run")
    func usual() throws {
        #expect(
            try paths() == [
                "/run/keepalived.pid", "/run/vrrp.pid", "/run/checkers.pid",
            ])
    }

    @Test("use_pid_dir moves them to a directory of their own")
    func directory() throws {
        #expect(
            try paths { $0.usesPIDDirectory = true } == [
                "/run/keepalived/keepalived.pid", "/run/keepalived/vrrp.pid",
                "/run/keepalived/checkers.pid",
            ])
    }

    @Test("So does a network namespace, from the file or from the command line")
    func namespace() throws {
        let expected = [
            "/run/keepalived/keepalived.pid", "/run/keepalived/vrrp.pid", "/run/keepalived/checkers.pid",
        ]
        #expect(try paths { $0.networkNamespace = "blue" } == expected)
        #expect(try paths(["-s", "blue"]) == expected)
    }

    @Test("An instance's name is part of theirs")
    func instance() throws {
        #expect(
            try paths { $0.instance = "red" } == [
                "/run/keepalived/keepalived_red.pid", "/run/keepalived/vrrp_red.pid",
                "/run/keepalived/checkers_red.pid",
            ])
    }

    @Test("The command line has the last word")
    func options() throws {
        #expect(
            try paths(["-p", "/a", "-r", "/b", "-c", "/c"]) { $0.instance = "red" } == ["/a", "/b", "/c"])
    }
}
