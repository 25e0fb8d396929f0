public import PacketFormats

/// A session as others see it.
public struct SessionStatus: Equatable, Sendable {
    /// Its settings.
    public let settings: SessionSettings
    /// Its state.
    public let state: BFDState
    /// Whether nothing is wrong for those who track it: Up, or held down by the neighbor's administrator since.
    public let isAlive: Bool
    /// Why it left Up the last time.
    public let diagnostic: BFDDiagnostic
    /// The neighbor's state, as it said last.
    public let remoteState: BFDState
    /// This host's number for the session.
    public let localDiscriminator: UInt32
    /// The neighbor's number for it; 0: unknown.
    public let remoteDiscriminator: UInt32
    /// The interval between its packets, without jitter.
    public let transmitInterval: Duration
    /// The time without a packet after which the neighbor counts as lost; zero: it has not been heard.
    public let detectionTime: Duration
}

extension SessionTable {
    /// All sessions, in the order of their numbers.
    public var statuses: [SessionStatus] {
        sessions.compactMap { session in
            session.map { session in
                SessionStatus(
                    settings: session.settings, state: session.state, isAlive: session.isAlive,
                    diagnostic: session.diagnostic,
                    remoteState: session.remoteState, localDiscriminator: session.localDiscriminator,
                    remoteDiscriminator: session.remoteDiscriminator,
                    transmitInterval: .microseconds(session.transmitInterval),
                    detectionTime: session.detectionTime)
            }
        }
    }
}
