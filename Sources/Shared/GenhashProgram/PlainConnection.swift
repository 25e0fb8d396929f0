import NetworkTypes
import SystemCalls

/// A TCP connection that waits as long as the options allow.
struct PlainConnection: ~Copyable, PageConnection {
    private let socket: StreamSocket
    private let timeoutSeconds: UInt32?

    /// Connects to the first address that accepts.
    static func connected(
        to addresses: [IPAddress], _ options: GenhashOptions
    ) throws(GenhashError) -> PlainConnection {
        var failure = GenhashError.name(ResolutionError(name: options.server, reason: "no address"))
        for address in addresses {
            do throws(GenhashError) {
                let connection = PlainConnection(
                    socket: try GenhashError.wrapping(
                        GenhashError.system,
                        try StreamSocket(
                            connectingTo: address, port: options.port,
                            from: ConnectionOrigin(firewallMark: options.firewallMark))),
                    timeoutSeconds: options.timeoutSeconds)
                try connection.wait(for: .sending, .connection)
                try GenhashError.wrapping(GenhashError.system, try connection.socket.finishConnecting())
                return connection
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private init(socket: consuming StreamSocket, timeoutSeconds: UInt32?) {
        self.socket = socket
        self.timeoutSeconds = timeoutSeconds
    }

    /// Sends all bytes.
    borrowing func send(_ bytes: [UInt8]) throws(GenhashError) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: .sending, .room)
            sent += try GenhashError.wrapping(
                GenhashError.system, try socket.send(bytes.span.extracting(sent..<bytes.count)))
        }
    }

    /// Waits for bytes and receives them into `buffer`; returns their number, 0 at the end.
    borrowing func receive(into buffer: inout [UInt8]) throws(GenhashError) -> Int {
        try receive(into: &buffer, .answer)
    }

    /// The same, for a step other than the answer.
    borrowing func receive(
        into buffer: inout [UInt8], _ step: GenhashError.Step
    ) throws(GenhashError) -> Int {
        while true {
            try wait(for: .receiving, step)
            switch try GenhashError.wrapping(GenhashError.system, try socket.receive(into: &buffer)) {
            case .bytes(let count): return count
            case .end: return 0
            case .nothing: continue
            }
        }
    }

    private borrowing func wait(
        for readiness: StreamSocket.Readiness, _ step: GenhashError.Step
    ) throws(GenhashError) {
        let limit = timeoutSeconds.map { Duration.seconds($0) }
        guard
            try GenhashError.wrapping(GenhashError.system, try socket.wait(for: readiness, within: limit))
        else { throw .timedOut(step, seconds: timeoutSeconds ?? 0) }
    }
}
