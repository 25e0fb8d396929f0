import CShims
import Glibc
import Lab
import SystemCalls
import Testing

@Suite("Programs started as children")
struct SpawnTests {
    @Test("A child has its words, the edited environment, and its output where it was sent")
    func environment() throws {
        var spawn = Spawn(words: ["sh", "-c", "echo \"$1|$HA_SET|${LD_PRELOAD-unset}\"", "sh", "a word"])
        spawn.environment = [
            .set(name: "HA_SET", value: "1"), .set(name: "HA_SET", value: "2=3"), .remove(name: "LD_PRELOAD"),
        ]
        let result = try output(of: spawn)
        #expect(result.text == "a word|2=3|unset\n")
        #expect(result.status == .exited(0))
    }

    @Test("A child leads its own process group, and has no signal blocked or ignored")
    func freshSignals() throws {
        try Signals.block(SIGUSR2)
        Signals.ignore(SIGPIPE)
        let result = try output(of: Spawn(words: ["grep", "-E", "^(SigBlk|SigIgn)", "/proc/self/status"]))
        let masks = result.text.split(separator: "\n").map { UInt64($0.split(separator: "\t")[1], radix: 16) }
        // The C library ignores the two signals that it keeps for itself, 32 and 33.
        #expect(masks == [0, 0b11 << 31])
        let group = try output(of: Spawn(words: ["sh", "-c", "ps -o pgid= -p $$; echo $$"]))
        let numbers = group.text.split(whereSeparator: { " \n".contains($0) })
        #expect(numbers.count == 2)
        #expect(numbers.first == numbers.last)
    }

    @Test("Standard streams lead to /dev/null, and no other file stays open")
    func streams() throws {
        let result = try output(
            of: Spawn(words: ["sh", "-c", "readlink /proc/$$/fd/0 /proc/$$/fd/2; ls /proc/$$/fd"]))
        #expect(result.text == "/dev/null\n/dev/null\n0\n1\n2\n")
    }

    @Test("The end of a process group takes the child's own children along")
    func groupEnd() throws {
        let (reader, writer) = try Pipe.make()
        let source = FileDescriptor(adopting: reader)
        var spawn = Spawn(words: ["sh", "-c", "sleep 100 & echo started; wait"])
        spawn.standardOutput = .descriptor(writer)
        let child = try spawn.start()
        close(writer)
        #expect(waitReadable(source.number))
        #expect(!waitReadable(child.descriptor.number, seconds: 0))
        try ProcessGroup.signal(child.process, SIGTERM)
        #expect(waitReadable(child.descriptor.number))
        #expect(try child.wait() == .signalled(SIGTERM))
        // The pipe ends only when the last process that holds it is gone.
        #expect(try Files.read(source.number, limitBytes: 100) == Array("started\n".utf8))
        try ProcessGroup.signal(child.process, SIGTERM)
    }

    @Test("A script that does not name its shell is run by /bin/sh", arguments: [false, true])
    func scriptWithoutShell(isLaunched: Bool) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/script"
            do {
                let file = try Files.open(path, O_WRONLY | O_CREAT, mode: 0o700)
                try Files.write(Array("echo \"$1 $#\"\n".utf8), to: file.number)
            }
            var spawn = Spawn(words: [path, "a word", "another"])
            spawn.launcher = try ProbeProcess.path()
            spawn.parentDeathSignal = isLaunched ? SIGTERM : 0
            #expect(try output(of: spawn).text == "a word 2\n")
        }
    }

    @Test("Without privilege the launcher takes the credentials that it has, and no others")
    func unprivilegedLauncher() throws {
        try #require(geteuid() == 0, "changing credentials needs root")
        let probe = try ProbeProcess.path()
        var spawn = Spawn(words: [probe, "run-as", "1234", "2345", "3456", "0:0", "--", "id", "-u"])
        spawn.launcher = probe
        spawn.credentials = Spawn.Credentials(user: 1234, group: 2345, supplementaryGroups: [3456])
        #expect(try output(of: spawn).text == "1234\n")
        spawn.words[4] = "3457"
        #expect(try output(of: spawn).status == .exited(126))
        spawn.words[4] = "3456"
        spawn.words[2] = "0"
        #expect(try output(of: spawn).status == .exited(126))
    }

    @Test("A program that is not there is an error at once")
    func absence() throws {
        #expect(throws: SystemError(call: "posix_spawn", errno: ENOENT, object: "/nonexistent/program")) {
            _ = try Spawn(words: ["/nonexistent/program"]).start().process
        }
    }

    @Test("Behind the launcher a program has the user, group and groups that were asked for, and no others")
    func credentials() throws {
        try #require(geteuid() == 0, "changing credentials needs root")
        var spawn = Spawn(words: ["sh", "-c", "id -u; id -g; id -G"])
        spawn.launcher = try ProbeProcess.path()
        spawn.credentials = Spawn.Credentials(user: 1234, group: 2345, supplementaryGroups: [3456, 4567])
        let result = try output(of: spawn)
        #expect(result.text == "1234\n2345\n2345 3456 4567\n")
        #expect(result.status == .exited(0))
    }

    @Test(
        "A launcher that cannot run the program says why, with the shell's exit codes",
        arguments: [("/nonexistent/program", Int32(127)), ("/etc/passwd", 126)])
    func launcherFailure(program: String, code: Int32) throws {
        var spawn = Spawn(words: [program])
        spawn.launcher = try ProbeProcess.path()
        spawn.credentials = Spawn.Credentials(user: geteuid(), group: getegid())
        let (reader, writer) = try Pipe.make()
        let source = FileDescriptor(adopting: reader)
        spawn.standardError = .descriptor(writer)
        let child = try spawn.start()
        close(writer)
        let message = String(decoding: try Files.read(source.number, limitBytes: 4096), as: UTF8.self)
        #expect(message.hasPrefix("run-as: execvp \(program): "))
        #expect(try child.wait() == .exited(code))
    }

    @Test(
        "A launcher that does not understand its arguments runs nothing",
        arguments: ["", "run-as 1 2", "run-as x - - 0:1 -- true", "run-as - - - 0 -- true"])
    func malformedLauncher(arguments: String) throws {
        let words = arguments.split(separator: " ").map { String($0) }
        let child = try Spawn(words: [try ProbeProcess.path()] + words).start()
        let expected: WaitStatus = words.isEmpty ? .exited(64) : .exited(126)
        #expect(try child.wait() == expected)
    }

    @Test("A child with a death signal goes when the process that started it goes")
    func parentDeath() throws {
        var probe = try ProbeProcess(["keep-child"])
        let process = try #require(Int32(try probe.line()))
        let number = shim_pidfd_open(process, 0)
        try #require(number >= 0)
        let descriptor = FileDescriptor(adopting: number)
        #expect(!waitReadable(descriptor.number, seconds: 0))
        #expect(try probe.finish() == .exited(0))
        #expect(waitReadable(descriptor.number))
    }

    @Test("A daemon goes on in a session whose leader it is not")
    func daemonise() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/daemon"
            let child = try Spawn(words: [try ProbeProcess.path(), "daemonise", path]).start()
            #expect(try child.wait() == .exited(0))
            var text = ""
            for _ in 0..<500 where !text.hasSuffix("\n") {
                text =
                    (try? Files.read(path, limitBytes: 100)).map { String(decoding: $0, as: UTF8.self) } ?? ""
                usleep(10_000)
            }
            let numbers = text.split(whereSeparator: { " \n".contains($0) })
            try #require(numbers.count == 3)
            #expect(numbers[0] != numbers[1])
            #expect(numbers[1] == numbers[2])
        }
    }
}
