import EventLoop
import Glibc
import Notifications
import ProcessMessages
import SystemCalls
import Testing

@testable import Supervisor

@Suite("A process and the channel to it")
struct SupervisedProcessTests {
    @Test("A child that reads nothing is called hung, once, when too many messages wait")
    func hung() throws {
        let loop = try EventLoop()
        var hangCount = 0
        var status: WaitStatus?
        let process = try SupervisedProcess(
            path: "/usr/bin/sleep", words: ["sleep", "60"], environment: { _ in ("CHANNEL", "") }, loop: loop,
            onMessage: { _, _ in },
            onHang: { hangCount += 1 },
            onExit: {
                status = $0
                loop.exit(0)
            })
        for _ in 0..<SupervisedProcess.queueLimit { process.send(.stop) }
        #expect(hangCount == 0)
        for _ in 0..<SupervisedProcess.queueLimit { process.send(.stop) }
        #expect(hangCount == 1)
        process.kill()
        _ = try loop.run()
        #expect(status == .signalled(9))
    }

    @Test("A storm of requests for dumps, or of values of a topic, does not make a busy child a hung one")
    func storm() throws {
        let loop = try EventLoop()
        var copy: Int32 = -1
        var hangCount = 0
        let process = try SupervisedProcess(
            path: "/usr/bin/sleep", words: ["sleep", "60"],
            environment: { descriptor in
                copy = dup(descriptor)
                return ("CHANNEL", "")
            }, loop: loop, onMessage: { _, _ in }, onHang: { hangCount += 1 }, onExit: { _ in })
        defer { process.kill() }
        let peer = try ChannelSocket(adopting: FileDescriptor(adopting: copy))
        let count = 2 * SupervisedProcess.queueLimit
        for number in 0..<count {
            process.send(.dump(.json))
            process.send(.dump(.data))
            process.send(.topic("a", value: [UInt8(number & 255)]))
        }
        process.send(.topic("b", value: nil))
        #expect(hangCount == 0)
        var received: [SupervisorMessage] = []
        reading: while true {
            switch try peer.receive() {
            case .closed: break reading
            case .nothing: guard try loop.turn(timeout: .milliseconds(100)) else { break reading }
            case .message(let message): received.append(try #require(SupervisorMessage(message.bytes)))
            }
        }
        // Each request is answered by a dump that is made after it, and the last value of each topic arrives.
        #expect(received.count < count)
        #expect(received.suffix(4).contains(.dump(.json)) && received.suffix(4).contains(.dump(.data)))
        #expect(
            received.suffix(2) == [
                .topic("a", value: [UInt8((count - 1) & 255)]), .topic("b", value: nil),
            ])
    }

    @Test("A child that reads late gets every message")
    func late() throws {
        let loop = try EventLoop()
        var copy: Int32 = -1
        let process = try SupervisedProcess(
            path: "/usr/bin/sleep", words: ["sleep", "60"],
            environment: { descriptor in
                copy = dup(descriptor)
                return ("CHANNEL", "")
            }, loop: loop, onMessage: { _, _ in }, onHang: {}, onExit: { _ in })
        defer { process.kill() }
        let peer = try ChannelSocket(adopting: FileDescriptor(adopting: copy))
        let count: UInt64 = 4000
        for id in 0..<count { process.send(.ran(id: id, .timedOut)) }
        var ids: [UInt64] = []
        reading: while true {
            switch try peer.receive() {
            case .closed: break reading
            case .nothing: guard try loop.turn(timeout: .milliseconds(100)) else { break reading }
            case .message(let message):
                guard case .ran(let id, .timedOut) = SupervisorMessage(message.bytes) else { break reading }
                ids.append(id)
            }
        }
        #expect(ids == Array(0..<count))
    }
}
