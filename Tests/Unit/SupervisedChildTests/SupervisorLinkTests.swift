import EventLoop
import Logging
import Notifications
import ProcessMessages
import SystemCalls
import Testing
import Timing

@testable import SupervisedChild

@Suite("A child whose supervisor does not read")
struct SupervisorLinkTests {
    private static func run(_ id: UInt64, words: [String] = ["/x"]) -> ChildMessage {
        .run(
            RunRequest(
                id: id, lane: "INSTANCE I", policy: .queue, words: words, timeoutMilliseconds: 0,
                credentials: nil))
    }

    /// Turns the loop until nothing more happens.
    private static func settle(_ loop: EventLoop) throws {
        while try loop.turn(timeout: .milliseconds(20)) {}
    }

    /// Everything that comes, until nothing more does; the contents of the files that come along.
    private static func receive(
        _ peer: borrowing ChannelSocket, from link: SupervisorLink, _ loop: EventLoop
    ) throws -> (messages: [ChildMessage], files: [[UInt8]]) {
        var messages: [ChildMessage] = []
        var files: [[UInt8]] = []
        for _ in 0..<100_000 {
            switch try peer.receive() {
            case .closed: Issue.record("the child is gone")
            case .message(var message):
                messages.append(try #require(ChildMessage(message.bytes)))
                if let file = message.takeDescriptor() {
                    files.append(try MemoryFile.read(file.number, limitBytes: 100))
                }
            case .nothing:
                guard try loop.turn(timeout: .milliseconds(20)) else { return (messages, files) }
            }
        }
        // Whoever is not needed any more is gone before its last line.
        withExtendedLifetime(link) {}
        return (messages, files)
    }

    @Test("Every command is read by the supervisor or answered as dropped, and losses have their own names")
    func everyRun() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let peer = pair.second
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        var dropped: [UInt64] = []
        link.onMessage = { message, _ in
            if case .ran(let id, .dropped) = message { dropped.append(id) }
        }
        let count = UInt64(OutgoingQueue.Kind.run.limit) + 2000
        for id in 0..<count {
            link.send(Self.run(id))
            link.log(.info, "line \(id)")
        }
        link.send(.ready)
        // Whoever asks has not been called back meanwhile.
        #expect(dropped == [])
        try Self.settle(loop)
        #expect(!dropped.isEmpty)
        let messages = try Self.receive(peer, from: link, loop).messages
        var read: [UInt64] = []
        for case .run(let request) in messages { read.append(request.id) }
        #expect((read + dropped).sorted() == Array(0..<count))
        #expect(messages.contains(.ready))
        let warnings = messages.compactMap { message -> String? in
            guard case .log(LogLevel.warning.rawValue, let text) = message else { return nil }
            return text
        }
        #expect(
            warnings.contains("\(dropped.count) commands were not run because the supervisor is too slow"))
        #expect(
            warnings.contains { $0.hasSuffix("log lines were lost because the supervisor is too slow") })
    }

    @Test("A command of more words than a message holds is answered with the reason")
    func hugeCommand() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        var answer: SupervisorMessage?
        link.onMessage = { message, _ in answer = message }
        let huge = String(repeating: "x", count: ChannelSocket.messageBytes)
        link.send(Self.run(5, words: [huge]))
        try Self.settle(loop)
        #expect(answer == .ran(id: 5, .notStarted(call: "sendmsg", errno: 90)))
        link.log(.info, huge)
        let messages = try Self.receive(pair.second, from: link, loop).messages
        #expect(messages.count == 1)
    }

    @Test("A dump waits with its contents until the supervisor reads")
    func dump() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let peer = pair.second
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        for id in 0..<2000 { link.send(Self.run(UInt64(id))) }
        link.write(try MemoryFile.sealed([1, 2, 3], name: "dump"), to: "/tmp/dump")
        let received = try Self.receive(peer, from: link, loop)
        #expect(received.messages.last == .write(path: "/tmp/dump"))
        #expect(received.files == [[1, 2, 3]])
    }
}
