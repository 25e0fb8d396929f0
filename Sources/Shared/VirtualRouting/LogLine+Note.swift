internal import Election

extension Note {
    func sentence(ourPriority: UInt8) -> String {
        switch self {
        case .dropped(let reason, let from, let detail): reason.sentence(from: "\(from)", detail: detail)
        case .discardingLowerPriority(let from, let priority):
            "received lower priority (\(priority)) advert from \(from) - discarding"
        case .intervalAdopted(let interval, let from):
            "advertisement interval updated to \(interval.wholeMilliseconds)ms by master \(from)"
        case .checksumStyle(let style, let from):
            switch style {
            case .pseudoHeader: "\(from) sends VRRPv3 checksums with the pseudo header (RFC 5798)"
            case .messageOnly: "\(from) sends VRRPv3 checksums without the pseudo header (RFC 9568)"
            case .groupPseudoHeader:
                "\(from) sends VRRPv3 checksums with the multicast group in the pseudo header (keepalived up to 1.3.6)"
            }
        case .preemptDelayStarted(let delay): "start preempt delay (\(delay.wholeMilliseconds)ms)"
        case .preemptDelayCancelled: "stop preempt delay"
        case .masterResigned: "Backup received priority 0 advertisement"
        case .pathLost(let address): "the BFD session with the master \(address) is down"
        case .resignationHeard: "Master received priority 0 message"
        case .masterDownTimerExpired: "Receive advertisement timeout"
        case .sentPriorityZero: "sent 0 priority"
        case .secondOwner(let from):
            "CONFIGURATION ERROR: \(from) also has priority 255, which only the owner of the addresses may have: lower one of them"
        case .ownAddress(let from):
            "received an advertisement from our own address \(from) with our own priority: does another host use it?"
        }
    }
}

extension DropReason {
    func sentence(from: String, detail: DropDetail) -> String {
        let (received, expected) = (detail.received, detail.expected)
        switch self {
        case .belowMinimum: return "VRRP packet too short from \(from) - \(received) bytes"
        case .length:
            return "vrrp packet too short/long from \(from), length \(received) and expect \(expected)"
        case .timeToLive: return "invalid TTL/HL from \(from). Received \(received) and expect \(expected)"
        case .version: return "wrong version from \(from). Received \(received) and expect \(expected)"
        case .authenticationType: return "Invalid auth type: \(received) from \(from)"
        case .authenticationMismatch:
            return "received a \(received) auth from \(from), expecting \(expected)!"
        case .authenticationFailure: return "received an invalid passwd from \(from)!"
        case .advertisementInterval:
            return "advertisement interval mismatch mine=\(expected) sec rcv'd=\(received) sec from \(from)"
        case .packetType: return "Invalid packet type from \(from). \(received) and expect \(expected)"
        case .checksum: return "Invalid VRRP checksum from \(from)"
        case .addressList:
            return received == expected
                ? "\(from) advertises other addresses than ours"
                : "expected \(expected) VIPs but received \(received) from \(from)"
        case .noAddress: return "no VIPs in the VRRPv3 advertisement from \(from)"
        case .tooMany: return "too many packets from \(from) within a second: the rest are only counted"
        case .unicastSource: return "unicast source address \(from) is not a unicast peer"
        case .destination:
            return expected == 1
                ? "Expected multicast packet but received unicast from \(from)"
                : "Expected unicast packet but received multicast from \(from)"
        case .ownerIgnores: return "advertisement from \(from) ignored: this host owns the addresses"
        case .unknownVirtualRouter: return "Unknown VRID(\(received)) from \(from)"
        case .notListening: return "advertisement from \(from) ignored: the instance is not taking part"
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
