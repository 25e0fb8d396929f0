import BFD
import Election
import LibFuzzer
import NetworkTypes
import PacketFormats
import Timing

/// Feeds bytes to the packet decoders, and to elections and BFD sessions that stand in different states.
///
/// The first byte chooses the election, the session and where the rest comes from; the rest is a VRRP message, an IPv4
/// datagram or a BFD packet.
@main
struct FuzzPackets {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzPackets.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    static let group = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))
    static let group6 = IPAddress.ipv6(IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 0x12]))
    static let own = IPAddress.ipv4(IPv4Address(192, 0, 2, 10))
    static let own6 = IPAddress.ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, 0, 1]))

    /// Backups and masters of VRRPv2 with and without password, of VRRPv3 over both families, and of unicast.
    static let elections: [Election] = {
        var instances: [InstanceSettings] = []
        for number in 0..<4 {
            var settings = InstanceSettings(
                name: "VI_\(number)", interface: "eth\(number)", virtualRouterID: 51)
            settings.version = number < 2 ? .v2 : .v3
            settings.family = number == 3 ? .ipv6 : .ipv4
            settings.password = number == 1 ? Array("password".utf8) : nil
            settings.multicastGroup = number == 3 ? group6 : group
            settings.addresses = number == 3 ? [own6] : [own]
            settings.preemptDelay = number == 2 ? .seconds(5) : .zero
            instances.append(settings)
        }
        let settings = ElectionSettings(
            instances: instances,
            groups: [GroupSettings(name: "G", members: ["VI_0", "VI_1"])])
        var backup = Election(settings: settings)
        var effects: [Effect] = []
        let endpoints = instances.map { EndpointState.open(source: $0.family == .ipv6 ? own6 : own) }
        backup.start(
            in: ElectionSurroundings(endpoints: endpoints, interfacesUp: []),
            at: MonotonicInstant(nanoseconds: 0), into: &effects)
        var master = backup
        master.timeout(at: MonotonicInstant(nanoseconds: 4_000_000_000), into: &effects)
        return [backup, master]
    }()

    /// A session in each of the states Down, Init and Up, whose discriminator a packet may have at hand.
    static let sessions: [SessionTable] = (0..<3).map { heard in
        var settings = SessionSettings(name: "s", neighbor: own)
        settings.isPassive = heard == 0
        var table = SessionTable(seed: 1)
        var acts: [SessionAct] = []
        let start = MonotonicInstant(nanoseconds: 0)
        table.configure([settings], at: start, into: &acts)
        table.opened(0, failure: nil, at: start, into: &acts)
        for state in [BFDState.down, .initializing].prefix(heard) {
            let packet = BFDControlPacket(
                state: state, detectionMultiplier: 3, myDiscriminator: 7,
                yourDiscriminator: table.statuses[0].localDiscriminator,
                desiredMinTxIntervalMicroseconds: 1_000_000, requiredMinRxIntervalMicroseconds: 1)
            table.receive(packet.bytes.span, datagram, at: start, into: &acts)
        }
        return table
    }

    static let datagram = Datagram(
        source: own, destination: nil, hopLimit: 255, listener: Listener(family: .ipv4, isMultihop: false))

    /// What is decoded says the same when it is encoded again; a session that heard anything sends at most a word of a change
    /// and an answer, and what is due later is not due now.
    static func runSession(_ choice: UInt8, _ bytes: [UInt8]) {
        if let packet = try? BFDControlPacket(bytes.span), !packet.isAuthenticated {
            let again = try? BFDControlPacket(packet.bytes.span)
            precondition(again == packet, "a packet that does not survive encoding")
        }
        var table = sessions[Int(choice >> 3) % sessions.count]
        var bytes = bytes
        // No fuzzer guesses 32 bits: half of the inputs know the session.
        if choice & 0x80 != 0, bytes.count >= 12 {
            let known = table.statuses[0].localDiscriminator
            for index in 0..<4 { bytes[8 + index] = UInt8(truncatingIfNeeded: known >> (24 - 8 * index)) }
        }
        var acts: [SessionAct] = []
        let now = MonotonicInstant(nanoseconds: 900_000_000)
        table.receive(bytes.span, datagram, at: now, into: &acts)
        precondition(acts.count <= 3, "more than a report, a word of it and an answer")
        table.timeout(at: now, into: &acts)
        precondition(table.deadline.map { $0 > now } ?? true, "a deadline that stays")
    }

    /// What is decoded stays within its bounds; an election that heard anything still has a timer ahead.
    static func run(_ input: [UInt8]) {
        guard let choice = input.first else { return }
        let bytes = Array(input.dropFirst())
        runSession(choice, bytes)
        let family: AddressFamily = choice & 3 == 3 ? .ipv6 : .ipv4
        if let header = try? VRRPHeader(bytes.span, family: family) {
            precondition(header.messageLengthBytes <= bytes.count, "a message longer than its bytes")
            for index in 0..<header.addressCount { _ = header.address(at: index, in: bytes.span) }
            _ = header.hasPassword(bytes, in: bytes.span)
        }
        if let header = try? IPv4Header(bytes.span) {
            precondition(header.payload.upperBound <= bytes.count, "a payload longer than its datagram")
        }
        var election = elections[choice & 4 == 0 ? 0 : 1]
        let now = MonotonicInstant(nanoseconds: 4_500_000_000)
        var effects: [Effect] = []
        let source: IPAddress =
            family == .ipv6
            ? .ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, 0, UInt16(choice >> 3)]))
            : .ipv4(IPv4Address(192, 0, 2, choice >> 3))
        let datagram = ReceivedDatagram(
            source: source, destination: family == .ipv6 ? group6 : group, timeToLive: 255,
            interface: Int(choice & 3))
        election.receive(bytes.span, datagram, at: now, into: &effects)
        election.timeout(at: now, into: &effects)
        precondition(election.deadline.map { $0 > now } ?? false, "an election without a timer ahead")
    }
}
