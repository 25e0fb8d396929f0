import Configuration
import Election
import NetworkTypes
import PacketFormats

/// The encoded advertisements of one instance, ready to send: built once for a priority, source and destination.
struct AdvertisementCache {
    /// One packet for each destination.
    private(set) var packets: [(destination: IPAddress, bytes: [UInt8])] = []
    private var priority: UInt8?
    /// The IPv4 identification of the next packet: 1, 2, 3 … and never 0, which would have the kernel choose.
    private var identification: UInt16 = 1

    /// Forgets the packets: an address, the source or the settings have changed.
    mutating func invalidate() { priority = nil }

    /// Makes `packets` those of an advertisement with this priority, and gives each its identification.
    mutating func prepare(
        priority: UInt8, instance index: Int, of instance: VRRPInstance, source: IPAddress, election: Election
    ) {
        if self.priority != priority {
            self.priority = priority
            let destinations =
                instance.peers.isEmpty ? [instance.multicastGroup] : instance.peers.map(\.address)
            packets = destinations.map { destination in
                let message = election.advertisement(
                    instance: index, priority: priority, source: source, destination: destination)
                return (destination, Self.packet(message, of: instance, from: source, to: destination))
            }
        }
        guard instance.family == .ipv4 else { return }
        for index in packets.indices {
            IPv4Header.setIdentification(identification, in: &packets[index].bytes)
            identification = identification == .max ? 1 : identification + 1
        }
    }

    private static func packet(
        _ message: [UInt8], of instance: VRRPInstance, from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        // The kernel writes the IPv6 header itself.
        guard case .ipv4(let source) = source, case .ipv4(let destination) = destination else {
            return message
        }
        let header = IPv4Header(
            source: source, destination: destination,
            timeToLive: instance.peers.isEmpty ? 255 : instance.unicastTTL,
            identification: 0, payloadLengthBytes: message.count)
        return header.encoded + message
    }
}
