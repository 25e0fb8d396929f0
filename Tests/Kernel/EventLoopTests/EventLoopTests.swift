import EventLoop
import Glibc
import SystemCalls
import Testing
import Timing

@Suite("What a loop waits for")
struct EventLoopTests {
    /// Turns the loop until `isDone` or for 5 seconds.
    static func turn(_ loop: EventLoop, until isDone: () -> Bool) throws {
        let end = MonotonicClock.now() + .seconds(5)
        while !isDone(), MonotonicClock.now() < end { _ = try loop.turn(timeout: .milliseconds(100)) }
    }

    @Test("A descriptor's body is called while there is something to read, and not once the source is gone")
    func readable() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let near = pair.first
        let far = pair.second
        var calls = 0
        var source: EventSource? = try loop.onReadable(near.descriptor) { calls += 1 }
        #expect(try !loop.turn(timeout: .zero))
        #expect(try far.send([1]))
        #expect(try loop.turn(timeout: .seconds(5)))
        #expect(try loop.turn(timeout: .seconds(5)))
        #expect(calls == 2)
        source?.setEnabled(false)
        #expect(try !loop.turn(timeout: .zero))
        source?.setEnabled(true)
        #expect(try loop.turn(timeout: .zero))
        source = nil
        #expect(try !loop.turn(timeout: .zero))
        #expect(calls == 3)
    }

    @Test("A descriptor's body is called when there is room to write")
    func writable() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let near = pair.first
        var calls = 0
        let source = try loop.onReadable(near.descriptor) { calls += 1 }
        #expect(try !loop.turn(timeout: .zero))
        source.setWatchesWriting(true)
        #expect(try loop.turn(timeout: .seconds(5)))
        #expect(calls == 1)
        source.setWatchesWriting(false)
        #expect(try !loop.turn(timeout: .zero))
    }

    @Test("A timer calls once, not before its time, and again only when it is set again")
    func timer() throws {
        let loop = try EventLoop()
        var times: [MonotonicInstant] = []
        let timer = try loop.makeTimer { times.append(MonotonicClock.now()) }
        #expect(try !loop.turn(timeout: .zero))
        let deadline = MonotonicClock.now() + .nanoseconds(3_000_001)
        timer.set(deadline)
        try Self.turn(loop) { times.count == 1 }
        let first = try #require(times.first)
        #expect(first >= deadline)
        #expect(try !loop.turn(timeout: .milliseconds(5)))
        timer.set(MonotonicInstant(nanoseconds: 0))
        #expect(try loop.turn(timeout: .zero))
        timer.set(MonotonicClock.now())
        timer.set(nil)
        #expect(try !loop.turn(timeout: .zero))
        #expect(times.count == 2)
    }

    @Test("Of sources that are ready together the one with the higher priority comes first")
    func priorities() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let near = pair.first
        let far = pair.second
        var order: [String] = []
        let idle = try loop.onIdle { order.append("idle") }
        let timer = try loop.makeTimer { order.append("timer") }
        let source = try loop.onReadable(near.descriptor, priority: .high) {
            order.append("socket")
            _ = try? near.receive()
        }
        timer.set(MonotonicClock.now())
        #expect(try far.send([1]))
        try Self.turn(loop) { order.count == 3 }
        #expect(order == ["socket", "timer", "idle"])
        withExtendedLifetime((idle, timer, source)) {}
    }

    @Test("A signal tells who sent it, a real-time one too", arguments: [SIGUSR1, Signals.realTimeFirst + 2])
    func signals(number: Int32) throws {
        let loop = try EventLoop()
        var senders: [SignalSender] = []
        let source = try loop.onSignal(number) { senders.append($0) }
        // To this thread alone: others of the test process do not block it.
        #expect(pthread_kill(pthread_self(), number) == 0)
        try Self.turn(loop) { !senders.isEmpty }
        #expect(senders == [SignalSender(process: getpid(), user: getuid())])
        withExtendedLifetime(source) {}
    }

    @Test(
        "The end of a child is told once, with its code or signal",
        arguments: [
            ("exit 0", WaitStatus.exited(0)), ("exit 7", .exited(7)), ("kill -9 $$", .signalled(9)),
        ])
    func children(script: String, expected: WaitStatus) throws {
        let loop = try EventLoop()
        let child = try Spawn(words: ["sh", "-c", script]).start()
        var statuses: [WaitStatus] = []
        let source = try loop.onExit(of: child.process) { statuses.append($0) }
        try Self.turn(loop) { !statuses.isEmpty }
        #expect(statuses == [expected])
        #expect(try !loop.turn(timeout: .zero))
        withExtendedLifetime(source) {}
    }

    @Test("A deferred call comes once for any number of requests, and may ask for itself again")
    func deferred() throws {
        let loop = try EventLoop()
        var calls = 0
        let call = try loop.makeDeferred { calls += 1 }
        #expect(try !loop.turn(timeout: .zero))
        call.schedule()
        call.schedule()
        #expect(try loop.turn(timeout: .zero))
        #expect(try !loop.turn(timeout: .zero))
        call.schedule()
        #expect(try loop.turn(timeout: .zero))
        #expect(calls == 2)
    }

    @Test("A source may go while its own body runs, and its body is released")
    func ownEnd() throws {
        final class Mark {}
        let loop = try EventLoop()
        var source: DeferredCall?
        weak var witness: Mark?
        do {
            let mark = Mark()
            witness = mark
            source = try loop.makeDeferred {
                withExtendedLifetime(mark) { source = nil }
            }
        }
        source?.schedule()
        #expect(witness != nil)
        #expect(try loop.turn(timeout: .zero))
        #expect(source == nil)
        #expect(witness == nil)
    }

    @Test("Running ends with the code that a body gives")
    func exitCode() throws {
        let loop = try EventLoop()
        let call = try loop.onIdle { loop.exit(42) }
        #expect(try loop.run() == 42)
        withExtendedLifetime(call) {}
    }

    @Test("A descriptor that is not open is an error")
    func badDescriptor() throws {
        let loop = try EventLoop()
        #expect(throws: SystemError(call: "sd_event_add_io", errno: EBADF)) {
            _ = try loop.onReadable(1_000_000) {}
        }
    }

    @Test("Without a service manager nobody is notified")
    func noServiceManager() throws {
        let loop = try EventLoop()
        #expect(!loop.notify("READY=1"))
        #expect(try !loop.enableWatchdog())
    }

    @Test("Microseconds are rounded up, so that a timer is never early")
    func rounding() {
        let cases: [(Int64, UInt64)] = [(-1, 0), (0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2)]
        for (nanoseconds, expected) in cases {
            #expect(MonotonicInstant(nanoseconds: nanoseconds).microsecondsRoundedUp == expected)
        }
    }
}
