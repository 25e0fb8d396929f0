import Lab
import NetworkTypes
import SystemCalls

/// A connection to a port of 127.0.0.1 whose bytes reach whoever asks in other pieces than they arrive, or not at all.
struct ReceivedStream: ~Copyable {
    /// What becomes of the bytes.
    enum Fate {
        /// All of them arrive.
        case whole
        /// After this many the connection is lost.
        case lost(after: Int)
        /// After this many the stream ends.
        case cut(after: Int)
        /// The byte at this place is another one.
        case damaged(at: Int)
    }

    /// What happens next.
    enum Event {
        case bytes([UInt8])
        case end
        case loss
        /// Nothing, for a while.
        case silence
    }

    /// How many bytes were handed out.
    private(set) var heardBytes = 0
    private let socket: StreamSocket
    private var unheard: [UInt8] = []
    private var arrivedBytes = 0
    private var hasEnded = false

    /// Connects.
    init(port: UInt16) throws {
        let socket = try StreamSocket(connectingTo: .ipv4(IPv4Address(127, 0, 0, 1)), port: port)
        guard try socket.wait(for: .sending, within: .seconds(10)) else {
            throw CommandFailure(description: "no connection")
        }
        try socket.finishConnecting()
        self.socket = socket
    }

    /// Sends bytes, for which there is room.
    func send(_ bytes: [UInt8]) throws {
        guard try socket.send(bytes.span) == bytes.count else { throw CommandFailure(description: "no room") }
    }

    /// The next event; of bytes `count` at most.
    mutating func next(_ fate: Fate, atMost count: Int) throws -> Event {
        var count = count
        switch fate {
        case .whole, .damaged: break
        case .lost(let limit):
            if heardBytes == limit { return .loss }
            count = min(count, limit - heardBytes)
        case .cut(let limit):
            if heardBytes == limit { return .end }
            count = min(count, limit - heardBytes)
        }
        while unheard.isEmpty, !hasEnded {
            guard try arrive(fate) else { return .silence }
        }
        guard !unheard.isEmpty else { return .end }
        let piece = Array(unheard.prefix(count))
        unheard.removeFirst(piece.count)
        heardBytes += piece.count
        return .bytes(piece)
    }

    /// Waits for something to arrive; whether it does.
    private mutating func arrive(_ fate: Fate) throws -> Bool {
        var patience = Duration.seconds(10)
        if case .damaged = fate { patience = .milliseconds(100) }
        guard try socket.wait(for: .receiving, within: patience) else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        switch try socket.receive(into: &buffer) {
        case .nothing: break
        case .end: hasEnded = true
        case .bytes(let count):
            if case .damaged(let place) = fate, (0..<count).contains(place - arrivedBytes) {
                buffer[place - arrivedBytes] ^= 0x41
            }
            unheard = Array(buffer[..<count])
            arrivedBytes += count
        }
        return true
    }
}
