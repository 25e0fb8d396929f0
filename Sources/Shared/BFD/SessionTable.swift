import NetworkTypes
import PacketFormats
public import Timing

/// All that the BFD process knows: its sessions, and which of them a packet is for. Time and bytes go in, acts come out.
///
/// A session has a number for as long as it lives, which the shell knows its socket by.
public struct SessionTable: Sendable {
    /// How long after a socket could not be opened it is asked for again.
    public static let retryDelay: Duration = .seconds(1)

    /// Whether a listener works.
    enum ListenerState: Equatable, Sendable {
        case opening
        case open
        case failed(retryAt: MonotonicInstant)

        /// When it is asked for again.
        var retryAt: MonotonicInstant? {
            if case .failed(let retryAt) = self { retryAt } else { nil }
        }
    }

    /// What a session without a known discriminator is found by.
    private struct Peers: Hashable {
        var neighbor: IPAddress
        var source: IPAddress?
        var isMultihop: Bool
    }

    /// The sessions by their numbers, with gaps.
    private(set) var sessions: [Session?] = []
    private var deadlines = DeadlineTable(count: 1)
    private var discriminators: [UInt32: Int] = [:]
    private var peers: [Peers: Int] = [:]
    var listeners: [Listener: ListenerState] = [:]
    /// The sessions and listeners of whose failure the log knows.
    private var toldSessions: Set<String> = []
    private var toldSendings: Set<String> = []
    var toldListeners: Set<Listener> = []
    /// The packets that were for nobody.
    public private(set) var dropped = DroppedPackets()
    private var jitter: Jitter

    /// A table without sessions. Nobody may be able to guess the seed: discriminators are made of it.
    public init(seed: UInt64) {
        jitter = Jitter(seed: seed)
    }

    // MARK: - Configuration

    /// The sessions of a configuration. One that is the same goes on, with other intervals if it has such; the others begin
    /// and end.
    ///
    /// - Precondition: no two have the same name.
    public mutating func configure(
        _ wanted: [SessionSettings], at now: MonotonicInstant, into acts: inout [SessionAct]
    ) {
        let byName = Dictionary(uniqueKeysWithValues: wanted.map { ($0.name, $0) })
        var known: Set<String> = []
        for (number, session) in sessions.enumerated() {
            guard let session else { continue }
            guard let settings = byName[session.settings.name], settings.endpoint == session.settings.endpoint
            else {
                end(number, as: .adminDown, into: &acts)
                continue
            }
            known.insert(settings.name)
            sessions[number]?.adopt(settings, at: now, &jitter)
        }
        listen(for: wanted, into: &acts)
        var free = sessions.indices.filter { sessions[$0] == nil }[...]
        for settings in wanted where !known.contains(settings.name) {
            begin(settings, as: free.popFirst() ?? sessions.count, into: &acts)
        }
        deadlines = DeadlineTable(count: sessions.count + 1)
        for number in sessions.indices { schedule(number) }
        scheduleListeners()
    }

    /// Every session ends, and its neighbor is told: it is Down, and not AdminDown, which would be no reason for anybody to
    /// do without this host.
    public mutating func stop(into acts: inout [SessionAct]) {
        for number in sessions.indices { end(number, as: .down, into: &acts) }
        listen(for: [], into: &acts)
    }

    private mutating func begin(_ settings: SessionSettings, as number: Int, into acts: inout [SessionAct]) {
        var discriminator: UInt32
        repeat {
            discriminator = UInt32.random(in: 1...UInt32.max, using: &jitter)
        } while discriminators[discriminator] != nil
        if number == sessions.count { sessions.append(nil) }
        sessions[number] = Session(settings, localDiscriminator: discriminator)
        discriminators[discriminator] = number
        peers[Self.peers(of: settings)] = number
        acts.append(.open(session: number, settings.endpoint))
    }

    private mutating func end(_ number: Int, as state: BFDState, into acts: inout [SessionAct]) {
        guard var session = sessions[number] else { return }
        if let packet = session.end(as: state) { acts.append(.send(session: number, packet)) }
        discriminators[session.localDiscriminator] = nil
        peers[Self.peers(of: session.settings)] = nil
        toldSessions.remove(session.settings.name)
        toldSendings.remove(session.settings.name)
        sessions[number] = nil
        acts.append(.close(session: number))
    }

    private static func peers(of settings: SessionSettings) -> Peers {
        Peers(neighbor: settings.neighbor, source: settings.source, isMultihop: settings.isMultihop)
    }

    // MARK: - Packets

    /// A datagram has arrived.
    public mutating func receive(
        _ payload: Span<UInt8>, _ datagram: Datagram, at now: MonotonicInstant, into acts: inout [SessionAct]
    ) {
        let packet: BFDControlPacket
        do throws(BFDPacketError) {
            packet = try BFDControlPacket(payload)
        } catch {
            dropped.malformed += 1
            return
        }
        guard let number = session(of: packet, datagram), let settings = sessions[number]?.settings else {
            dropped.unknownSession += 1
            return
        }
        guard let hops = datagram.hopLimit, hops >= settings.minimumReceivedHopLimit else {
            dropped.tooFar += 1
            return
        }
        guard !packet.isAuthenticated else {
            dropped.authenticated += 1
            return
        }
        let reason = sessions[number]?.receive(packet, at: now, &jitter)
        if let reason { tell(reason, number, at: now, into: &acts) }
        if packet.isPoll, let answer = sessions[number]?.answer() {
            acts.append(.send(session: number, answer))
        }
        schedule(number)
    }

    /// The session that a packet is for: RFC 5880 §6.8.6, and for those that know no session RFC 5881 §3.
    private func session(of packet: BFDControlPacket, _ datagram: Datagram) -> Int? {
        let number: Int?
        if packet.yourDiscriminator != 0 {
            number = discriminators[packet.yourDiscriminator]
        } else {
            var key = Peers(
                neighbor: datagram.source, source: datagram.destination,
                isMultihop: datagram.listener.isMultihop)
            var found = peers[key]
            if found == nil {
                key.source = nil
                found = peers[key]
            }
            number = found
        }
        guard let number, sessions[number]?.settings.listener == datagram.listener else { return nil }
        return number
    }

    // MARK: - Time

    /// When `timeout` must be called.
    public var deadline: MonotonicInstant? { deadlines.earliest }

    /// The deadline has passed: whatever is due is done.
    public mutating func timeout(at now: MonotonicInstant, into acts: inout [SessionAct]) {
        while let due = deadlines.earliest, due <= now, let number = deadlines.earliestIndex {
            guard number < deadlines.count - 1 else {
                retryListeners(at: now, into: &acts)
                continue
            }
            timeout(number, at: now, into: &acts)
            schedule(number)
        }
    }

    private mutating func timeout(_ number: Int, at now: MonotonicInstant, into acts: inout [SessionAct]) {
        if let session = sessions[number], case .failed(let retryAt) = session.socket, retryAt <= now {
            sessions[number]?.isOpening()
            acts.append(.open(session: number, session.settings.endpoint))
        }
        if let expiry = sessions[number]?.expire(at: now) {
            if case .change(let reason) = expiry { tell(reason, number, at: now, into: &acts) }
            sessions[number]?.forgetNeighbor(at: now, &jitter)
        }
        if let packet = sessions[number]?.transmit(at: now, &jitter) {
            acts.append(.send(session: number, packet))
        }
    }

    // MARK: - Answers

    /// The socket of a session has been opened, or could not be.
    public mutating func opened(
        _ number: Int, failure: String?, at now: MonotonicInstant, into acts: inout [SessionAct]
    ) {
        guard let name = session(number)?.settings.name else { return }
        if let failure {
            sessions[number]?.failedToOpen(retryAt: now + Self.retryDelay)
            if toldSessions.insert(name).inserted {
                acts.append(.note(.cannotSend(name: name, failure)))
            }
        } else {
            if toldSessions.remove(name) != nil { acts.append(.note(.sends(name: name))) }
            sessions[number]?.opened(at: now, &jitter)
        }
        schedule(number)
    }

    /// A packet of a session could not be sent, or could be: what the log is told of it, if that is news.
    ///
    /// A session does nothing about it. It may be over in a moment, and if not, the neighbor is not heard either, or does
    /// not hear this host and says so.
    public mutating func sent(_ number: Int, failure: String?, into acts: inout [SessionAct]) {
        guard failure != nil || !toldSendings.isEmpty, let name = session(number)?.settings.name else {
            return
        }
        if let failure {
            if toldSendings.insert(name).inserted { acts.append(.note(.cannotSend(name: name, failure))) }
        } else if toldSendings.remove(name) != nil {
            acts.append(.note(.sends(name: name)))
        }
    }

    // MARK: - Details

    private func session(_ number: Int) -> Session? {
        sessions.indices.contains(number) ? sessions[number] : nil
    }

    /// Notes when a session must be looked at again.
    private mutating func schedule(_ number: Int) { deadlines[number] = sessions[number]?.deadline }

    /// Notes when listeners must be asked for again.
    mutating func scheduleListeners() {
        deadlines[deadlines.count - 1] = listeners.values.compactMap(\.retryAt).min()
    }

    private mutating func tell(
        _ reason: SessionReason, _ number: Int, at now: MonotonicInstant, into acts: inout [SessionAct]
    ) {
        guard let session = sessions[number] else { return }
        acts.append(
            .report(SessionReport(name: session.settings.name, state: session.state, reason: reason)))
        if let packet = sessions[number]?.tellChange(at: now, &jitter) {
            acts.append(.send(session: number, packet))
        }
    }
}
