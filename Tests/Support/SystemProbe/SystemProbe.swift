import EventLoop
import Glibc
import SystemCalls
import Timing

/// What tests need a process of its own for; each word of the command line's first place is one thing.
@main
enum SystemProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case RunAs.word: RunAs.main(arguments)
        case "hold-pid-file": holdPIDFile(arguments[2])
        case "answer-channel": try answerChannel(Int32(arguments[2]) ?? -1)
        case "daemonise": try daemonise(arguments[2])
        case "keep-child": try keepChild()
        case "attributes": try showAttributes()
        case "reap-orphan": try reapOrphan()
        case "enter-namespace": try enterNamespace(arguments[2])
        case "turn-loop": try turnLoop(Int(arguments[2]) ?? 0)
        case "notify": try notify()
        default: exit(64)
        }
    }

    /// Holds a PID file, with keepalived's mask, until standard input ends; says `ready`, or who holds it.
    private static func holdPIDFile(_ path: String) {
        ProcessAttributes.setFileModeMask(0o177)
        do {
            let file = try PIDFile(path: path)
            say("ready")
            waitForEnd()
            withExtendedLifetime(file.path) {}
        } catch {
            say("\(error)")
        }
    }

    /// Takes one message with an open file, writes the bytes to the file, and answers `written`.
    private static func answerChannel(_ number: Int32) throws {
        let channel = try ChannelSocket(adopting: FileDescriptor(adopting: number))
        for _ in 0..<500 {
            switch try channel.receive() {
            case .nothing: usleep(10_000)
            case .closed: exit(65)
            case .message(var message):
                guard let file = message.takeDescriptor() else { exit(66) }
                try Files.write(message.bytes, to: file.number)
                exit(try channel.send(Array("written".utf8)) ? 0 : 67)
            }
        }
        exit(68)
    }

    /// Goes into the background and writes its process, session and parent to a file.
    private static func daemonise(_ path: String) throws {
        try ProcessAttributes.daemonise()
        let file = try Files.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        try Files.write(Array("\(getpid()) \(getsid(0)) \(getpgrp())\n".utf8), to: file.number)
    }

    /// Starts a child that gets a signal when this process dies, and says its number.
    private static func keepChild() throws {
        var spawn = Spawn(words: ["sleep", "100"])
        spawn.parentDeathSignal = SIGTERM
        let child = try spawn.start()
        say(String(child.process))
        waitForEnd()
    }

    /// Sets what a daemon sets, and says what the kernel makes of it.
    private static func showAttributes() throws {
        try ProcessAttributes.becomeSubreaper()
        try ProcessAttributes.setName("a-name-longer-than-15")
        try ProcessAttributes.limitOpenFiles(256)
        try ProcessAttributes.limitRealTimeRun(soft: .milliseconds(10), hard: .milliseconds(20))
        try ProcessAttributes.setAffinity([0])
        try ProcessAttributes.setNice(5)
        try ProcessAttributes.lockMemory()
        ProcessAttributes.setFileModeMask(0o177)
        say(try line(of: "/proc/self/comm", containing: ""))
        say(try line(of: "/proc/self/limits", containing: "Max open files"))
        say(try line(of: "/proc/self/limits", containing: "Max realtime timeout"))
        say(try line(of: "/proc/self/status", containing: "Cpus_allowed_list"))
        say(try line(of: "/proc/self/status", containing: "Umask"))
        say("nice \(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))")
        say(try line(of: "/proc/self/status", containing: "VmLck") == "VmLck: 0 kB" ? "unlocked" : "locked")
    }

    private static func line(of path: String, containing part: String) throws -> String {
        let text = String(decoding: try Files.read(path, limitBytes: 1 << 16), as: UTF8.self)
        let line = text.split(separator: "\n").first { part.isEmpty || $0.hasPrefix(part) } ?? ""
        return line.split { " \t".contains($0) }.joined(separator: " ")
    }

    /// Gets an orphan, and takes its status but not that of its own child.
    private static func reapOrphan() throws {
        try ProcessAttributes.becomeSubreaper()
        var spawn = Spawn(words: ["sh", "-c", "sh -c 'echo $$; sleep 0.2; exit 3' & read line; exit 4"])
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe(&numbers) == 0 else { exit(65) }
        spawn.standardOutput = .inherited
        spawn.standardInput = .descriptor(numbers[0])
        let child = try spawn.start()
        let other = try Spawn(words: ["true"]).start()
        close(numbers[1])
        var reaped: [Int32] = []
        for _ in 0..<500 where reaped.isEmpty {
            reaped = try Orphans.reap(except: [child.process, other.process])
            usleep(10_000)
        }
        say(reaped.map { String($0) }.joined(separator: " "))
        say("\(try child.wait())")
        say("\(try other.wait())")
    }

    /// Says which namespace it is in after it entered the one of that name.
    private static func enterNamespace(_ name: String) throws {
        do {
            try NetworkNamespace.enter(name)
            var status = stat()
            say(unsafe stat("/proc/self/ns/net", &status) == 0 ? String(status.st_ino) : "")
        } catch {
            say("\(error)")
        }
    }

    /// Tells the service manager that it is ready, and lives for a quarter of a second.
    private static func notify() throws {
        let loop = try EventLoop()
        let isHeard = loop.notify("READY=1")
        let isWatched = try loop.enableWatchdog()
        say("\(isHeard) \(isWatched)")
        let timer = try loop.makeTimer { loop.exit(0) }
        timer.set(MonotonicClock.now() + .milliseconds(250))
        exit(try loop.run())
    }

    /// Takes a message, sets the timer to the same far time, and sends the next message, `count` times: what
    /// strace(1) counts is the price of a turn.
    private static func turnLoop(_ count: Int) throws {
        let loop = try EventLoop()
        let timer = try loop.makeTimer { loop.exit(1) }
        let deadline = MonotonicClock.now() + .seconds(1000)
        let pair = try ChannelPair()
        let near = pair.first
        let far = pair.second
        var turns = 0
        let source = try loop.onReadable(near.descriptor) {
            // A lost message ends in the timer.
            _ = try? near.receive()
            turns += 1
            timer.set(deadline)
            if turns == count { loop.exit(0) } else { _ = try? far.send([1]) }
        }
        _ = try far.send([1])
        let start = MonotonicClock.now()
        let code = try loop.run()
        say(
            "\(code): \((MonotonicClock.now() - start).wholeNanoseconds / Int64(max(1, count))) ns for each turn"
        )
        withExtendedLifetime(source) {}
    }

    private static func say(_ text: String) {
        // A test that does not hear it fails.
        try? Files.write(Array((text + "\n").utf8), to: STDOUT_FILENO)
    }

    private static func waitForEnd() {
        _ = try? Files.read(STDIN_FILENO, limitBytes: 1024)
    }
}
