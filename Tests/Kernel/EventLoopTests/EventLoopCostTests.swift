import Lab
import SystemCalls
import Testing

@Suite("What a loop costs")
struct EventLoopCostTests {
    /// How often `system-probe turn-loop` makes each system call. Needs strace(1).
    private func calls(forTurns turns: Int) throws -> [String: Int] {
        try withTemporaryDirectory { directory in
            let path = directory + "/calls"
            let probe =
                try ProcessAttributes.executablePath().split(separator: "/").dropLast()
                .map { "/" + $0 }.joined() + "/system-probe"
            var spawn = Spawn(words: ["strace", "-o", path, probe, "turn-loop", String(turns)])
            // The leak check cannot run under strace.
            spawn.environment = [.set(name: "ASAN_OPTIONS", value: "detect_leaks=0")]
            let status = try spawn.start().wait()
            #expect(status == .exited(0))
            let text = String(decoding: try Files.read(path, limitBytes: 16 << 20), as: UTF8.self)
            return text.split(separator: "\n").reduce(into: [:]) { counts, line in
                counts[String(line.prefix { $0 != "(" }), default: 0] += 1
            }
        }
    }

    @Test("A turn that sets the timer to the same time costs one wait, and what its body calls")
    func turn() throws {
        let few = try calls(forTurns: 10)
        let many = try calls(forTurns: 110)
        let names = Set(few.keys).union(many.keys).sorted()
        let growth = names.map { (name: $0, calls: many[$0, default: 0] - few[$0, default: 0]) }
        // Memory for messages is not the loop's, nor what a sanitizer does.
        let memory = ["brk", "futex", "madvise", "mmap", "munmap", "sched_yield"]
        let costs = growth.filter { $0.calls != 0 && !memory.contains($0.name) }
        #expect(costs.map { "\($0.name) \($0.calls)" } == ["epoll_wait 100", "recvmsg 100", "sendmsg 100"])
        #expect(many["timerfd_settime"] == 1)
    }
}
