import PacketFormats
import Timing

/// One session: the state machine of RFC 5880 §6.8, asynchronous mode, without authentication, echo and demand.
///
/// The properties carry the names of the RFC's state variables. Intervals are microseconds, as in packets.
struct Session: Sendable {
    /// Whether the session has a socket to send through.
    enum Socket: Equatable, Sendable {
        /// It has been asked for.
        case opening
        case open
        /// It could not be opened, and is asked for again.
        case failed(retryAt: MonotonicInstant)
    }

    private(set) var settings: SessionSettings
    /// bfd.LocalDiscr: unique on this host, not 0, and of no use to guess.
    let localDiscriminator: UInt32
    private(set) var socket = Socket.opening

    /// bfd.SessionState.
    private(set) var state = BFDState.down
    /// bfd.LocalDiag.
    private(set) var diagnostic = BFDDiagnostic.none
    /// Whether nothing is wrong, as far as those who track the session are concerned: it is Up, or has been and is held down
    /// by the neighbor's administrator, which is no failure (RFC 5882 §3.2). As in keepalived.
    private(set) var isAlive = false
    /// bfd.RemoteDiscr; 0: the neighbor is unknown.
    private(set) var remoteDiscriminator: UInt32 = 0
    /// bfd.RemoteSessionState.
    private(set) var remoteState = BFDState.down
    /// bfd.RemoteMinRxInterval.
    private(set) var remoteMinRxInterval: UInt32 = 1
    /// bfd.RemoteDemandMode.
    private(set) var isRemoteDemand = false
    /// The neighbor's Desired Min TX Interval and Detect Mult; 0: nothing has been heard.
    private(set) var remoteMinTxInterval: UInt32 = 0
    private(set) var remoteMultiplier: UInt8 = 0

    /// bfd.DesiredMinTxInterval, and the one in use, which is still the one before while the neighbor has not confirmed
    /// an increase (RFC 5880 §6.8.3).
    private(set) var desiredMinTxInterval: UInt32
    private(set) var usedMinTxInterval: UInt32
    /// bfd.RequiredMinRxInterval, and the one in use, which is still the one before while the neighbor has not confirmed
    /// a decrease.
    private(set) var requiredMinRxInterval: UInt32
    private(set) var usedMinRxInterval: UInt32
    /// Whether packets ask for a packet with the Final bit.
    private(set) var isPolling = false
    /// Whether intervals have changed since the poll sequence began: its end says nothing of them.
    private var mustPollAgain = false

    /// When the last periodic packet left, and the next is due.
    private var lastTransmission: MonotonicInstant?
    private(set) var nextTransmission: MonotonicInstant?
    /// Whether a packet has left since then because the state had changed.
    private var hasToldChange = false
    /// When the last packet arrived that was not discarded.
    private var lastReception: MonotonicInstant?
    /// The interval that `nextTransmission` is made of.
    private var scheduledInterval: UInt32 = 0
    /// The bytes of the periodic packet, made when first needed.
    private var packet: [UInt8]?

    init(_ settings: SessionSettings, localDiscriminator: UInt32) {
        self.settings = settings
        self.localDiscriminator = localDiscriminator
        desiredMinTxInterval = Self.microseconds(settings.idleTxInterval)
        requiredMinRxInterval = Self.microseconds(settings.requiredMinRxInterval)
        usedMinTxInterval = desiredMinTxInterval
        usedMinRxInterval = requiredMinRxInterval
    }

    /// When something is to be done, if nothing happens before.
    var deadline: MonotonicInstant? {
        var deadline = detectionDeadline
        if let due = nextTransmission, due < deadline ?? due + .seconds(1) { deadline = due }
        if case .failed(let retryAt) = socket, retryAt < deadline ?? retryAt + .seconds(1) {
            deadline = retryAt
        }
        return deadline
    }

    // MARK: - Events

    /// A packet that has passed all checks, in the order of RFC 5880 §6.8.6. Why the state is another now, if it is.
    mutating func receive(
        _ received: BFDControlPacket, at now: MonotonicInstant, _ jitter: inout Jitter
    ) -> SessionReason? {
        if remoteDiscriminator != received.myDiscriminator { packet = nil }
        remoteDiscriminator = received.myDiscriminator
        remoteState = received.state
        isRemoteDemand = received.isDemand
        remoteMinRxInterval = received.requiredMinRxIntervalMicroseconds
        remoteMinTxInterval = received.desiredMinTxIntervalMicroseconds
        remoteMultiplier = received.detectionMultiplier
        if isPolling, received.isFinal { endPoll() }
        lastReception = now
        let change = transition(on: received)
        reschedule(at: now, &jitter)
        return change
    }

    private mutating func transition(on received: BFDControlPacket) -> SessionReason? {
        switch (state, received.state) {
        case (.adminDown, _), (.down, .adminDown), (.down, .up), (.initializing, .down), (.up, .up),
            (.up, .initializing):
            return nil
        case (_, .adminDown):
            let wasAlive = isAlive
            enter(.down, .neighborSignaledDown)
            isAlive = wasAlive
            return .neighborHeldDown
        case (.down, .down):
            enter(.initializing, diagnostic)
            return .neighborHeard
        case (.down, .initializing), (.initializing, .initializing), (.initializing, .up):
            enter(.up, diagnostic)
            return .neighborHearsUs
        case (.up, .down):
            enter(.down, .neighborSignaledDown)
            return .neighborSignaledDown(received.diagnostic)
        }
    }

    /// The detection time has passed, if it has: RFC 5880 §6.8.4.
    mutating func expire(at now: MonotonicInstant) -> Expiry? {
        guard let deadline = detectionDeadline, deadline <= now else { return nil }
        let time = detectionTime
        lastReception = nil
        guard state == .up || state == .initializing else { return .silence }
        enter(.down, .detectionTimeExpired)
        return .change(.detectionTimeExpired(time))
    }

    /// What the end of the detection time means.
    enum Expiry {
        /// Nothing: the session was down anyway.
        case silence
        case change(SessionReason)
    }

    /// The detection time has passed, and the neighbor has been told: it is unknown again (RFC 5880 §6.8.1,
    /// bfd.RemoteDiscr).
    mutating func forgetNeighbor(at now: MonotonicInstant, _ jitter: inout Jitter) {
        remoteDiscriminator = 0
        packet = nil
        reschedule(at: now, &jitter)
    }

    /// The socket has been asked for.
    mutating func isOpening() { socket = .opening }

    /// There is a socket to send through.
    mutating func opened(at now: MonotonicInstant, _ jitter: inout Jitter) {
        socket = .open
        reschedule(at: now, &jitter)
    }

    /// There is none, and it is asked for again then.
    mutating func failedToOpen(retryAt: MonotonicInstant) { socket = .failed(retryAt: retryAt) }

    /// Other settings of the same session.
    mutating func adopt(_ settings: SessionSettings, at now: MonotonicInstant, _ jitter: inout Jitter) {
        guard settings != self.settings else { return }
        self.settings = settings
        updateIntervals()
        packet = nil
        reschedule(at: now, &jitter)
    }

    /// It ends, and its last state is AdminDown or Down: the packet that tells the neighbor, if one can be sent.
    mutating func end(as state: BFDState) -> [UInt8]? {
        self.state = state
        diagnostic = .administrativelyDown
        isPolling = false
        packet = nil
        nextTransmission = nil
        lastReception = nil
        return canSend ? currentPacket() : nil
    }

    // MARK: - Transmission (RFC 5880 §6.8.7)

    /// Whether packets leave periodically.
    private var isTransmitting: Bool {
        guard socket == .open, state != .adminDown, remoteMinRxInterval != 0 else { return false }
        guard remoteDiscriminator != 0 || !settings.isPassive else { return false }
        // The neighbor is in demand mode.
        return !(isRemoteDemand && state == .up && remoteState == .up) || isPolling
    }

    /// Whether a packet may leave at all, as an answer or because the session ends.
    private var canSend: Bool { socket == .open && (remoteDiscriminator != 0 || !settings.isPassive) }

    /// The interval between periodic packets, without jitter: RFC 5880 §6.8.2.
    var transmitInterval: UInt32 { max(usedMinTxInterval, remoteMinRxInterval) }

    /// The periodic packet, if it is due.
    mutating func transmit(at now: MonotonicInstant, _ jitter: inout Jitter) -> [UInt8]? {
        guard let due = nextTransmission, due <= now else { return nil }
        lastTransmission = now
        nextTransmission = nil
        hasToldChange = false
        reschedule(at: now, &jitter)
        return currentPacket()
    }

    /// A packet that tells of another state: the periodic one if that is due, else one more, at most once between two
    /// periodic ones (RFC 5880 §6.8.7, SHOULD).
    mutating func tellChange(at now: MonotonicInstant, _ jitter: inout Jitter) -> [UInt8]? {
        if let packet = transmit(at: now, &jitter) { return packet }
        guard isTransmitting, !hasToldChange else { return nil }
        hasToldChange = true
        return currentPacket()
    }

    /// The answer to a packet with the Poll bit; nil while nothing can be sent.
    func answer() -> [UInt8]? {
        guard canSend else { return nil }
        var packet = content
        packet.isPoll = false
        packet.isFinal = true
        return packet.bytes
    }

    /// The packet as it is now.
    private mutating func currentPacket() -> [UInt8] {
        if let packet { return packet }
        let bytes = content.bytes
        packet = bytes
        return bytes
    }

    private var content: BFDControlPacket {
        var packet = BFDControlPacket(
            state: state, detectionMultiplier: settings.detectionMultiplier,
            myDiscriminator: localDiscriminator, yourDiscriminator: remoteDiscriminator,
            desiredMinTxIntervalMicroseconds: desiredMinTxInterval,
            requiredMinRxIntervalMicroseconds: requiredMinRxInterval)
        packet.diagnostic = diagnostic
        packet.isPoll = isPolling
        return packet
    }

    /// Sets the time of the next periodic packet, unless it is set and right: an interval after the last one.
    private mutating func reschedule(at now: MonotonicInstant, _ jitter: inout Jitter) {
        guard isTransmitting else {
            nextTransmission = nil
            return
        }
        guard nextTransmission == nil || scheduledInterval != transmitInterval else { return }
        scheduledInterval = transmitInterval
        let delay = jitter.shortened(transmitInterval, multiplier: settings.detectionMultiplier)
        nextTransmission = lastTransmission.map { $0 + delay } ?? now
    }

    // MARK: - Detection (RFC 5880 §6.8.4)

    /// The time without a packet after which the neighbor counts as lost; zero if it has never been heard.
    var detectionTime: Duration {
        .microseconds(Int64(remoteMultiplier) * Int64(max(usedMinRxInterval, remoteMinTxInterval)))
    }

    private var detectionDeadline: MonotonicInstant? { lastReception.map { $0 + detectionTime } }

    // MARK: - Changes

    private mutating func enter(_ state: BFDState, _ diagnostic: BFDDiagnostic) {
        self.state = state
        self.diagnostic = diagnostic
        isAlive = state == .up || isAlive && state != .down
        packet = nil
        updateIntervals()
    }

    /// The intervals that the state and the settings want: RFC 5880 §6.8.3.
    private mutating func updateIntervals() {
        let desired = state == .up ? settings.desiredMinTxInterval : settings.idleTxInterval
        let required = Self.microseconds(settings.requiredMinRxInterval)
        let isChanged =
            Self.microseconds(desired) != desiredMinTxInterval || required != requiredMinRxInterval
        desiredMinTxInterval = Self.microseconds(desired)
        requiredMinRxInterval = required
        guard state == .up else {
            // Nobody counts packets of a session that is not up.
            isPolling = false
            mustPollAgain = false
            usedMinTxInterval = desiredMinTxInterval
            usedMinRxInterval = requiredMinRxInterval
            return
        }
        guard isChanged else { return }
        usedMinTxInterval = min(usedMinTxInterval, desiredMinTxInterval)
        usedMinRxInterval = max(usedMinRxInterval, requiredMinRxInterval)
        mustPollAgain = isPolling
        isPolling = true
    }

    /// The neighbor knows the intervals that the poll sequence began with.
    private mutating func endPoll() {
        packet = nil
        guard !mustPollAgain else {
            mustPollAgain = false
            return
        }
        isPolling = false
        usedMinTxInterval = desiredMinTxInterval
        usedMinRxInterval = requiredMinRxInterval
    }

    private static func microseconds(_ interval: Duration) -> UInt32 {
        UInt32(clamping: interval.wholeMicroseconds)
    }
}
