import EventLoop
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
            path: "/usr/bin/sleep", arguments: { _ in ["60"] }, loop: loop, onMessage: { _, _ in },
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
}
