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
                messages.append(try #require(ChildMessage(try message.takeBytes())))
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
            warnings.contains("\(dropped.count) commands were not run: the supervisor is too slow"))
        #expect(
            warnings.contains { $0.hasSuffix("log lines were lost: the supervisor is too slow") })
    }

    @Test("A command and a topic of any length arrive; a line of the log is cut off")
    func longMessages() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        let long = String(repeating: "x", count: 3 * ChannelSocket.messageBytes)
        link.send(Self.run(5, words: [long]))
        link.publish("t", Array(long.utf8))
        link.log(.info, long)
        let messages = try Self.receive(pair.second, from: link, loop).messages
        #expect(
            messages.prefix(2) == [Self.run(5, words: [long]), .publish(topic: "t", value: Array(long.utf8))])
        let cutOff = String(long.prefix(32 * 1024))
        #expect(messages.last == .log(level: LogLevel.info.rawValue, text: cutOff))
    }

    @Test("What no message can carry is named with the reason")
    func tooLong() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        let path = String(repeating: "x", count: ChannelSocket.messageBytes)
        link.write(try MemoryFile.sealed([1], name: "dump"), to: path)
        let messages = try Self.receive(pair.second, from: link, loop).messages
        let text = "1 dump was not written: sendmsg: Message too long (EMSGSIZE)"
        #expect(messages == [.log(level: LogLevel.warning.rawValue, text: text)])
    }

    @Test("A long topic of another process arrives")
    func longTopic() throws {
        let loop = try EventLoop()
        let pair = try ChannelPair()
        let link = try SupervisorLink(
            channel: pair.first, loop: loop, identity: "test", options: ChildOptions())
        var heard: SupervisorMessage?
        link.onMessage = { message, _ in heard = message }
        let topic = SupervisorMessage.topic("t", value: Array(repeating: 7, count: 200_000))
        #expect(try pair.second.sendMessage(topic.encoded))
        try Self.settle(loop)
        #expect(heard == topic)
        withExtendedLifetime(link) {}
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
