internal import NetworkTypes
internal import PacketFormats

/// The packets that a file justifies, worked out from its values without the product's configuration or election.
enum JustifiedPackets {
    struct Key: Hashable, Sendable {
        var router: Int
        var priority: UInt8
        var destination: IPAddress
        var source: IPAddress
    }

    /// The message (without an IP header) of a router of the file.
    static func message(_ router: NodeFile.Router, _ key: Key) -> [UInt8] {
        let isVersion3 = router.version == 3 || router.family == .ipv6
        let message = VRRPMessage(
            version: isVersion3 ? .v3 : .v2, virtualRouterID: router.virtualRouterID, priority: key.priority,
            interval: .milliseconds(router.intervalMilliseconds), addresses: router.addresses,
            password: router.password.map { Array($0.utf8.prefix(8)) })
        let covers: VRRPChecksumCoverage =
            router.family == .ipv6 || isVersion3 && !router.sendsMessageChecksum
            ? .messageAndPseudoHeader : .message
        return message.encoded(from: key.source, to: key.destination, checksum: covers)
    }

    /// Where a router of the file sends to.
    static func destinations(_ router: NodeFile.Router) -> [IPAddress] {
        router.peers.isEmpty ? [router.multicastGroup ?? Plan.group(router.family)] : router.peers
    }
}
