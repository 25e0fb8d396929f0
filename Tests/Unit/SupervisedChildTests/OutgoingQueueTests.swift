import Notifications
import ProcessMessages
import SystemCalls
import Testing

@testable import SupervisedChild

@Suite("What waits for a slow supervisor")
struct OutgoingQueueTests {
    private var queue = OutgoingQueue()
    private var answers: [OutgoingQueue.Answer] = []

    private mutating func append(_ message: ChildMessage) {
        queue.append(OutgoingQueue.Item(message: message), into: &answers)
    }

    private static func run(
        _ id: UInt64, lane: String = "INSTANCE I", _ policy: RunRequest.Policy = .queue
    ) -> ChildMessage {
        .run(
            RunRequest(
                id: id, lane: lane, policy: policy, words: ["/x"], timeoutMilliseconds: 0, credentials: nil))
    }

    /// Takes what waits, at most `count`.
    private mutating func take(_ count: Int = .max) -> [ChildMessage] {
        var taken: [ChildMessage] = []
        queue.drain { item in
            guard taken.count < count else { return false }
            taken.append(item.message)
            return true
        }
        return taken
    }

    @Test("Log lines go last, and everything else in its order")
    mutating func order() {
        append(.log(level: 6, text: "a"))
        append(Self.run(1))
        append(.log(level: 6, text: "b"))
        append(.ready)
        append(.write(path: "/f"))
        #expect(take(2) == [Self.run(1), .ready])
        append(.refused(reason: "r"))
        #expect(
            take() == [
                .write(path: "/f"), .refused(reason: "r"), .log(level: 6, text: "a"),
                .log(level: 6, text: "b"),
            ])
        #expect(queue.isEmpty)
        #expect(queue.takeLosses() == [])
    }

    @Test("Log lines never take the place of a command, and their loss is counted as theirs")
    mutating func lines() {
        for _ in 0..<OutgoingQueue.Kind.line.limit + 3 { append(.log(level: 6, text: "x")) }
        append(Self.run(1))
        #expect(answers == [])
        #expect(queue.takeLosses() == ["3 log lines were lost: the supervisor is too slow"])
        #expect(queue.takeLosses() == [])
        #expect(take().first == Self.run(1))
        append(.log(level: 6, text: "y"))
        #expect(take() == [.log(level: 6, text: "y")])
    }

    @Test("A command beyond the bound is answered at once, and its loss is counted as a command's")
    mutating func runs() {
        let limit = UInt64(OutgoingQueue.Kind.run.limit)
        for id in 0..<limit { append(Self.run(id)) }
        #expect(answers == [])
        append(Self.run(limit))
        append(Self.run(limit + 1))
        #expect(answers == [.init(id: limit, outcome: .dropped), .init(id: limit + 1, outcome: .dropped)])
        append(.ready)
        append(.cancel(lane: "other"))
        #expect(queue.takeLosses() == ["2 commands were not run: the supervisor is too slow"])
        let taken = take()
        #expect(taken.count == Int(limit) + 2)
        #expect(taken.last == .cancel(lane: "other"))
        append(Self.run(limit + 2))
        #expect(take() == [Self.run(limit + 2)])
    }

    @Test("A tracker whose last run still waits is answered as one that still runs")
    mutating func tracker() {
        append(Self.run(1, lane: "SCRIPT s", .skipIfBusy))
        append(Self.run(2, lane: "SCRIPT s", .skipIfBusy))
        append(Self.run(3, lane: "SCRIPT t", .skipIfBusy))
        #expect(answers == [.init(id: 2, outcome: .stillRunning)])
        #expect(take().count == 2)
        append(Self.run(4, lane: "SCRIPT s", .skipIfBusy))
        #expect(answers.count == 1)
    }

    @Test("A lane that is given up takes its waiting commands along, and each is answered")
    mutating func cancelled() {
        append(Self.run(1, lane: "a"))
        append(Self.run(2, lane: "b"))
        append(Self.run(3, lane: "a"))
        append(.cancel(lane: "a"))
        #expect(answers == [.init(id: 1, outcome: .dropped), .init(id: 3, outcome: .dropped)])
        // Not a loss: nobody needs them.
        #expect(queue.takeLosses() == [])
        #expect(take() == [Self.run(2, lane: "b"), .cancel(lane: "a")])
    }

    @Test("Only the last dump of a file waits, and too many files are counted as dumps")
    mutating func dumps() {
        append(.write(path: "/a"))
        append(.write(path: "/b"))
        append(.write(path: "/a"))
        #expect(take() == [.write(path: "/b"), .write(path: "/a")])
        for number in 0...OutgoingQueue.Kind.dump.limit { append(.write(path: "/\(number)")) }
        #expect(queue.takeLosses() == ["1 dump was not written: the supervisor is too slow"])
    }

    @Test("A wish for a reload waits once")
    mutating func reload() {
        append(.wantsReload)
        append(.ready)
        append(.wantsReload)
        #expect(take() == [.ready, .wantsReload])
    }

    @Test("Of a topic only the last value waits")
    mutating func topics() {
        append(.publish(topic: "t", value: [1]))
        append(.publish(topic: "u", value: [1]))
        append(.publish(topic: "t", value: [2]))
        #expect(take() == [.publish(topic: "u", value: [1]), .publish(topic: "t", value: [2])])
        for number in 0...OutgoingQueue.Kind.topic.limit { append(.publish(topic: "\(number)", value: nil)) }
        append(.publish(topic: "0", value: [3]))
        append(.ready)
        #expect(queue.takeLosses() == ["1 topic was not published: the supervisor is too slow"])
        #expect(take().suffix(2) == [.publish(topic: "0", value: [3]), .ready])
    }

    @Test("What cannot be sent at all is counted with the reason; a command is answered with it")
    mutating func failed() {
        let error = SystemError(call: "sendmsg", errno: 90)
        queue.fail(OutgoingQueue.Item(message: Self.run(7)), error, into: &answers)
        #expect(answers == [.init(id: 7, outcome: .notStarted(call: "sendmsg", errno: 90))])
        queue.fail(OutgoingQueue.Item(message: .ready), error, into: &answers)
        #expect(
            queue.takeLosses() == [
                "1 command was not run: sendmsg: Message too long (EMSGSIZE)",
                "1 message was lost: sendmsg: Message too long (EMSGSIZE)",
            ])
    }

    @Test("Whatever is asked for and taken, each command is taken or answered, exactly once")
    mutating func everyRun() {
        var generator = SystemRandomNumberGenerator()
        var asked: [UInt64] = []
        var taken: [UInt64] = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<100, using: &generator) {
            case 0..<90:
                let lane = "lane \(Int.random(in: 0..<30, using: &generator))"
                let policy: RunRequest.Policy = Bool.random(using: &generator) ? .queue : .skipIfBusy
                asked.append(UInt64(step))
                append(Self.run(UInt64(step), lane: lane, policy))
            case 90..<92: append(.cancel(lane: "lane \(Int.random(in: 0..<30, using: &generator))"))
            case 92..<96: append(.log(level: 6, text: "x"))
            default:
                for case .run(let request) in take(Int.random(in: 0..<20, using: &generator)) {
                    taken.append(request.id)
                }
            }
        }
        for case .run(let request) in take() { taken.append(request.id) }
        #expect((taken + answers.map(\.id)).sorted() == asked)
    }
}
