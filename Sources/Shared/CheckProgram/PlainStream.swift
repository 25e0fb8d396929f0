import SystemCalls
import TLS
import Timing

/// Why bytes do not get through.
enum TransportProblem: Error {
    case system(SystemError)
    case tls(TLSError)
    case timedOut

    /// The value of `body`; what it throws is wrapped.
    static func wrapping<Inner: Error, Value: ~Copyable>(
        _ wrap: (Inner) -> TransportProblem, _ body: @autoclosure () throws(Inner) -> Value
    ) throws(TransportProblem) -> Value {
        do throws(Inner) { return try body() } catch { throw wrap(error) }
    }
}

/// A TCP connection, each of whose waits has a deadline.
struct PlainStream: ~Copyable {
    private let socket: StreamSocket

    init(_ socket: consuming StreamSocket) {
        self.socket = socket
    }

    /// Waits until the connection is made.
    borrowing func waitForConnection(
        until deadline: MonotonicInstant
    ) throws(TransportProblem) {
        try wait(for: .sending, until: deadline)
        try TransportProblem.wrapping(TransportProblem.system, try socket.finishConnecting())
    }

    /// Sends all of the bytes.
    borrowing func send(
        _ bytes: [UInt8], until deadline: MonotonicInstant
    ) throws(TransportProblem) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: .sending, until: deadline)
            sent += try TransportProblem.wrapping(
                TransportProblem.system, try socket.send(bytes.span.extracting(sent..<bytes.count)))
        }
    }

    /// Receives into `buffer`, waiting for it; the number of bytes, 0 at the end.
    borrowing func receive(
        into buffer: inout [UInt8], until deadline: MonotonicInstant
    ) throws(TransportProblem) -> Int {
        while true {
            try wait(for: .receiving, until: deadline)
            switch try TransportProblem.wrapping(
                TransportProblem.system, try socket.receive(into: &buffer))
            {
            case .bytes(let count): return count
            case .end: return 0
            case .nothing: continue
            }
        }
    }

    private borrowing func wait(
        for readiness: StreamSocket.Readiness, until deadline: MonotonicInstant
    ) throws(TransportProblem) {
        let left = deadline - MonotonicClock.now()
        guard left > .zero,
            try TransportProblem.wrapping(
                TransportProblem.system, try socket.wait(for: readiness, within: left))
        else { throw .timedOut }
    }
}
