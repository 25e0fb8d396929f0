public import PacketFormats
import Timing

/// What the sessions want done, in the order in which they want it.
public enum SessionAct: Equatable, Sendable {
    /// Open a socket to receive on; the answer is `SessionTable.listens`.
    case listen(Listener)
    /// Close it: no session needs it any more.
    case stopListening(Listener)
    /// Open the socket of a session; the answer is `SessionTable.opened`.
    case open(session: Int, SessionEndpoint)
    /// Close it.
    case close(session: Int)
    /// Send a packet through the socket of a session to its neighbor; what came of it goes to `SessionTable.sent`.
    case send(session: Int, [UInt8])
    /// A session is in another state.
    case report(SessionReport)
    /// Something cannot be sent or received, or can be again.
    case note(SessionNote)
}

/// That a session is in another state, and why.
public struct SessionReport: Equatable, Sendable, CustomStringConvertible {
    /// The session.
    public let name: String
    /// The state it is in now.
    public let state: BFDState
    /// What brought it there.
    public let reason: SessionReason

    /// `BFD session lan is Up: the neighbor hears us`.
    public var description: String { "BFD session \(name) is \(state): \(reason)" }
}

/// Why a session is in another state.
public enum SessionReason: Equatable, Sendable, CustomStringConvertible {
    /// The neighbor speaks to us, but does not say yet that it hears us.
    case neighborHeard
    /// The neighbor says that it hears us.
    case neighborHearsUs
    /// Nothing arrived for the detection time.
    case detectionTimeExpired(Duration)
    /// The neighbor's session is down, and why it says it is.
    case neighborSignaledDown(BFDDiagnostic)
    /// The neighbor's administrator holds the session down.
    case neighborHeldDown

    /// The reason as the end of a sentence.
    public var description: String {
        switch self {
        case .neighborHeard: "the neighbor speaks to us"
        case .neighborHearsUs: "the neighbor hears us"
        case .detectionTimeExpired(let time): "nothing was heard for \(Self.milliseconds(time)) ms"
        case .neighborSignaledDown(.none): "the neighbor's session is down"
        case .neighborSignaledDown(let diagnostic): "the neighbor's session is down (\(diagnostic))"
        case .neighborHeldDown: "the neighbor's administrator holds it down, which is no failure"
        }
    }

    private static func milliseconds(_ time: Duration) -> String {
        let (whole, rest) = time.wholeMicroseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "\(whole)" }
        let digits = "\(1000 + rest)".dropFirst()
        return "\(whole).\(digits)"
    }
}

/// What a log tells of sockets, once each time it changes.
public enum SessionNote: Equatable, Sendable, CustomStringConvertible {
    /// A session cannot send.
    case cannotSend(name: String, String)
    /// It can again.
    case sends(name: String)
    /// Sessions cannot receive.
    case cannotListen(port: UInt16, String)
    /// They can again.
    case listens(port: UInt16)

    /// A sentence without its full stop.
    public var description: String {
        switch self {
        case .cannotSend(let name, let failure): "BFD session \(name) cannot send, trying again: \(failure)"
        case .sends(let name): "BFD session \(name) can send"
        case .cannotListen(let port, let failure):
            "Nothing can be received on UDP port \(port), trying again: \(failure)"
        case .listens(let port): "UDP port \(port) can receive"
        }
    }

    /// Whether something does not work.
    public var isTrouble: Bool {
        switch self {
        case .cannotSend, .cannotListen: true
        case .sends, .listens: false
        }
    }
}
