import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Glibc
import Testing

/// A directory of this test that goes away with it.
struct ScratchDirectory: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/configuration-source-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct Failure: Error {
        let errno: Int32
    }

    deinit {
        for name in ["a.conf", "b.conf", "run", "link", "pipe"] { unsafe unlink(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// Writes a file and gives its path.
    func write(_ text: String, to name: String, mode: mode_t = 0o644) throws -> String {
        let file = path + "/" + name
        guard let stream = unsafe fopen(file, "w") else { throw Failure(errno: errno) }
        unsafe fputs(text, stream)
        unsafe fclose(stream)
        unsafe chmod(file, mode)
        return file
    }
}

@Suite("This machine")
struct LocalHostTests {
    @Test("A file's bytes are read whole; what is no regular file is refused")
    func contents() throws {
        let directory = try ScratchDirectory()
        let file = try directory.write("router_id x\n", to: "a.conf")
        var host = LocalHost()
        #expect(host.contents(of: file) == .success(Array("router_id x\n".utf8)))
        #expect(host.contents(of: directory.path) == .failure(.notRegular))
        #expect(host.contents(of: directory.path + "/none") == .failure(.missing))
        unsafe mkfifo(directory.path + "/pipe", 0o600)
        #expect(host.contents(of: directory.path + "/pipe") == .failure(.notRegular))
    }

    @Test("A file beyond the limit is refused unread")
    func tooLarge() throws {
        let directory = try ScratchDirectory()
        let file = try directory.write("", to: "a.conf")
        let sizeBytes = LocalHost.fileLimitBytes + 1
        unsafe truncate(file, sizeBytes)
        var host = LocalHost()
        #expect(
            host.contents(of: file)
                == .failure(.tooLarge(sizeBytes: sizeBytes, limitBytes: LocalHost.fileLimitBytes)))
    }

    @Test("Patterns with wildcards and braces give sorted paths")
    func patterns() throws {
        let directory = try ScratchDirectory()
        let second = try directory.write("", to: "b.conf")
        let first = try directory.write("", to: "a.conf")
        var host = LocalHost()
        #expect(host.paths(matching: directory.path + "/*.conf") == [first, second])
        #expect(host.paths(matching: directory.path + "/{a,b}.conf") == [first, second])
        #expect(host.paths(matching: directory.path + "/*.none") == [])
    }

    @Test("Kinds, modes and links are told apart")
    func files() throws {
        let directory = try ScratchDirectory()
        let script = try directory.write("#!/bin/sh\n", to: "run", mode: 0o750)
        let text = try directory.write("echo\n", to: "a.conf")
        unsafe symlink("run", directory.path + "/link")
        var host = LocalHost()
        #expect(host.kind(of: script) == .regular(isExecutable: true))
        #expect(host.kind(of: text) == .regular(isExecutable: false))
        #expect(host.kind(of: directory.path) == .directory)
        #expect(host.kind(of: directory.path + "/none") == .missing)
        #expect(host.file(at: script)?.mode == 0o750)
        #expect(host.file(at: directory.path + "/link")?.kind == .link(target: "run"))
        #expect(host.file(at: directory.path + "/none") == nil)
        #expect(host.programFormat(of: script) == .runnable)
        #expect(host.programFormat(of: text) == .text)
        #expect(host.programFormat(of: "/proc/self/exe") == .runnable)
        #expect(host.programFormat(of: directory.path + "/none") == .unreadable)
    }

    @Test("The loopback interface exists, others may not")
    func interfaces() throws {
        var host = LocalHost()
        let found = host.interface(named: "lo", inNetworkNamespace: nil)
        let loopback = try #require(found)
        #expect(loopback.isLoopback)
        #expect(loopback.index > 0)
        #expect(loopback.mtuBytes ?? 0 > 0)
        #expect(host.interface(named: "no_such_if", inNetworkNamespace: nil) == nil)
        #expect(host.interface(named: "a_name_of_too_many_bytes", inNetworkNamespace: nil) == nil)
        #expect(host.interface(named: "lo", inNetworkNamespace: "no-such-namespace") == nil)
    }

    @Test("Users and groups are found by name and number")
    func users() {
        var host = LocalHost()
        #expect(host.user(named: "root")?.userID == 0)
        #expect(host.user(named: "0")?.groupID == 0)
        #expect(host.user(named: "no-such-user") == nil)
        #expect(host.groupID(named: "root") == 0)
        #expect(host.groupID(named: "no-such-group") == nil)
        #expect(host.currentUser().userID == geteuid())
    }

    @Test("Node name, directory, environment and processors are this process'")
    func process() {
        var host = LocalHost()
        #expect(!host.nodeName().isEmpty)
        #expect(!host.nodeName().contains("."))
        #expect(host.currentDirectory().hasPrefix("/"))
        #expect(host.environmentVariable("PATH") != nil)
        #expect(host.environmentVariable("NO_SUCH_VARIABLE_HERE") == nil)
        #expect(host.processorCount() >= 1)
    }

    @Test("A configuration with includes loads from the disk, and again from its transcript")
    func load() throws {
        let directory = try ScratchDirectory()
        _ = try directory.write("router_id ${_PWD}\n", to: "b.conf")
        let main = try directory.write("global_defs {\ninclude b.*\n}\n", to: "a.conf")
        var host = RecordingHost(LocalHost())
        let result = Configuration.load(path: main, host: &host)
        #expect(result.diagnostics == [])
        #expect(result.model.global.routerID == directory.path)
        var replay = try ReplayHost(transcript: host.transcript)
        #expect(Configuration.load(path: main, host: &replay).model == result.model)
    }
}
