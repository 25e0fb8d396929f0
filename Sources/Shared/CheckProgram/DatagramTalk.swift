import HealthChecks
import SystemCalls
import Timing

/// Runs a dialogue over datagrams.
enum DatagramTalk {
    private static let bufferBytes = 65_536

    /// Runs it until the verdict.
    static func converse(
        _ dialogue: inout some Dialogue, over socket: borrowing DatagramConnection, _ log: inout PhaseLog
    ) -> Verdict {
        var buffer = [UInt8](repeating: 0, count: bufferBytes)
        var step = dialogue.connected(at: MonotonicClock.now())
        while true {
            do throws(SystemError) {
                switch step {
                case .verdict(let verdict):
                    log.end("reply", at: MonotonicClock.now())
                    return verdict
                case .send(let bytes):
                    try socket.send(bytes.span)
                    step = .wait
                case .wait, .needTLS:
                    step = try receive(for: &dialogue, over: socket, &buffer)
                }
            } catch {
                step = dialogue.failed("\(error)", at: MonotonicClock.now())
            }
        }
    }

    private static func receive(
        for dialogue: inout some Dialogue, over socket: borrowing DatagramConnection, _ buffer: inout [UInt8]
    ) throws(SystemError) -> DialogueStep {
        let left = dialogue.deadline - MonotonicClock.now()
        guard left > .zero, try socket.wait(within: left) else {
            return dialogue.timeout(at: MonotonicClock.now())
        }
        guard let range = try socket.receive(into: &buffer) else { return .wait }
        return dialogue.received(buffer.span.extracting(range), at: MonotonicClock.now())
    }
}
