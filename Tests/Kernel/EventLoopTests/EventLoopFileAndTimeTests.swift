import EventLoop
import Glibc
import Lab
import SystemCalls
import Testing
import Timing

@Suite("Files and time in a loop")
struct EventLoopFileAndTimeTests {
    @Test("Changes in a directory come in order with their names, and the end of the directory too")
    func directory() throws {
        try withTemporaryDirectory { directory in
            let watched = directory + "/watched"
            #expect(unsafe mkdir(watched, 0o700) == 0)
            let loop = try EventLoop()
            var changes: [FileChange] = []
            let source = try loop.onChange(of: watched, [.created, .written, .removed]) { changes.append($0) }
            let file = try Files.open(watched + "/state", O_WRONLY | O_CREAT)
            try Files.write([1], to: file.number)
            _ = consume file
            try Files.remove(watched + "/state")
            #expect(unsafe rmdir(watched) == 0)
            try EventLoopTests.turn(loop) { changes.count >= 4 }
            try #require(changes.count >= 4)
            #expect(changes[0].kinds == .created)
            #expect(changes[1].kinds == .written)
            #expect(changes[2].kinds == .removed)
            #expect(changes[..<3].allSatisfy { $0.name == "state" })
            #expect(!changes[3].kinds.isDisjoint(with: .gone))
            withExtendedLifetime(source) {}
        }
    }

    @Test("A path that is not there cannot be watched")
    func absentPath() throws {
        let loop = try EventLoop()
        #expect(throws: SystemError(call: "sd_event_add_inotify", errno: ENOENT)) {
            _ = try loop.onChange(of: "/nonexistent/file", .written) { _ in }
        }
    }

    @Test("The service manager hears that the process is ready, and signs of life as often as it wants")
    func serviceManager() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/notify"
            let listener = try DatagramListener(path: path)
            let probe =
                try ProcessAttributes.executablePath().split(separator: "/").dropLast()
                .map { "/" + $0 }.joined() + "/system-probe"
            var spawn = Spawn(words: [probe, "notify"])
            spawn.environment = [
                .set(name: "NOTIFY_SOCKET", value: path), .set(name: "WATCHDOG_USEC", value: "40000"),
                .remove(name: "WATCHDOG_PID"),
            ]
            #expect(try spawn.start().wait() == .exited(0))
            #expect(listener.next() == "READY=1")
            var signs = 0
            while listener.next(seconds: 0) == "WATCHDOG=1" { signs += 1 }
            // One every 40 ms at least, for 250 ms.
            #expect(signs >= 6)
        }
    }

    @Test("Advancing a timer moves it to an earlier deadline, and not to a later one")
    func advance() throws {
        let loop = try EventLoop()
        let begin = MonotonicClock.now()
        var fired: [MonotonicInstant] = []
        let timer = try loop.makeTimer { fired.append(MonotonicClock.now()) }
        timer.advance(to: begin + .seconds(60))
        timer.advance(to: begin + .milliseconds(20))
        timer.advance(to: begin + .seconds(60))
        #expect(try loop.turn(timeout: .seconds(30)))
        #expect(try #require(fired.first) >= begin + .milliseconds(20))
        // It has fired: any deadline is the earliest.
        timer.advance(to: begin + .milliseconds(40))
        #expect(try loop.turn(timeout: .seconds(30)))
        #expect(fired.count == 2)
    }

    @Test("A timer is never early; how late it is stands in the output")
    func lateness() throws {
        let loop = try EventLoop()
        var lateness: [Int64] = []
        var deadline = MonotonicClock.now()
        var timer: EventTimer?
        timer = try loop.makeTimer {
            lateness.append((MonotonicClock.now() - deadline).wholeNanoseconds)
            if lateness.count == 200 { return loop.exit(0) }
            deadline = MonotonicClock.now() + .microseconds(500)
            timer?.set(deadline)
        }
        timer?.set(deadline)
        #expect(try loop.run() == 0)
        lateness.sort()
        #expect(lateness.count == 200)
        #expect(try #require(lateness.first) >= 0)
        print("timer lateness: median \(lateness[100] / 1000) us, worst \(lateness[199] / 1000) us")
        timer = nil
    }
}
