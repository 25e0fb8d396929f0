internal import Configuration
internal import Election
internal import NetworkTypes
internal import PacketFormats

/// The encoded advertisements of one instance, ready to send.
///
/// It holds for one set of settings and one source address: begin with an empty cache when either changes.
struct AdvertisementCache: Sendable {
    /// One packet for each destination.
    private(set) var packets: [(destination: IPAddress, bytes: [UInt8])] = []
    private var priority: UInt8?
    /// The IPv4 identification of the next packet: 1, 2, 3 … but never 0, which would leave the choice to the kernel.
    private var identification: UInt16 = 1

    /// Fills `packets` with an advertisement of this priority, and numbers each packet.
    mutating func prepare(
        priority: UInt8, instance index: Int, of instance: VRRPInstance, source: IPAddress, election: Election
    ) {
        if self.priority != priority {
            self.priority = priority
            let destinations =
                instance.election.peers.isEmpty ? [instance.election.multicastGroup] : instance.election.peers
            packets = destinations.map { destination in
                let message = election.advertisement(
                    instance: index, priority: priority, destination: destination)
                return (destination, Self.packet(message, of: instance, from: source, to: destination))
            }
        }
        guard instance.family == .ipv4 else { return }
        for index in packets.indices {
            packets[index].bytes[Self.identificationOffset] = UInt8(identification >> 8)
            packets[index].bytes[Self.identificationOffset + 1] = UInt8(identification & 0xFF)
            identification = identification == .max ? 1 : identification + 1
        }
    }

    /// Drops the packets. Identifications continue, so that no two packets of an instance are the same.
    mutating func forget() {
        priority = nil
        packets = []
    }

    /// The offset of the identification in an IPv4 header (RFC 791 §3.1). The kernel computes the header's checksum.
    private static let identificationOffset = 4

    private static func packet(
        _ message: [UInt8], of instance: VRRPInstance, from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        // The kernel writes the IPv6 header itself.
        guard case .ipv4(let source) = source, case .ipv4(let destination) = destination else {
            return message
        }
        let header = IPv4Header(
            source: source, destination: destination, payloadBytes: message.count, identification: 0,
            timeToLive: instance.election.peers.isEmpty ? 255 : instance.unicastTTL)
        var packet: [UInt8] = []
        header.encode(into: &packet)
        return packet + message
    }
}
