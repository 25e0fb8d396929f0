internal import NetworkTypes
internal import PacketFormats

/// The content of an accepted advertisement.
struct Advertisement: Sendable {
    var source: IPAddress
    var priority: UInt8
    var interval: Duration
}

/// A message that passed the checks up to the address list.
struct HeardMessage: Sendable {
    var header: VRRPHeader
    /// The form of the checksum that matches, where there are several (VRRPv3 over IPv4).
    var checksumStyle: InstanceSettings.ChecksumStyle?
}

/// The outcome of the checks.
enum MessageCheck: Sendable {
    case heard(HeardMessage)
    case dropped(DropReason, DropDetail)
}

extension InstanceSettings {
    var wireVersion: VRRPVersion { version == .v2 ? .v2 : .v3 }

    /// keepalived's checks, in its order, from the length to `owner_ignore_adverts`.
    func check(_ message: Span<UInt8>, _ datagram: ReceivedDatagram) -> MessageCheck {
        let header: VRRPHeader
        do throws(VRRPMessageError) {
            header = try VRRPHeader(message, family: family)
        } catch {
            return switch error {
            case .truncated(let length, let needed):
                .dropped(.belowMinimum, DropDetail(received: length, expected: needed))
            case .length(let length, let expected):
                .dropped(.length, DropDetail(received: length, expected: expected))
            }
        }
        if let dropped = checkFields(header, message, datagram) { return dropped }
        var style: ChecksumStyle?
        guard isChecksumRight(header, message, datagram, &style) else {
            return .dropped(.checksum, DropDetail(received: Int(header.checksum), expected: 0))
        }
        if datagram.destination.isMulticast != peers.isEmpty {
            return .dropped(
                .destination,
                DropDetail(
                    received: datagram.destination.isMulticast ? 1 : 0, expected: peers.isEmpty ? 1 : 0))
        }
        if basePriority == 255, ownerIgnoresAdvertisements {
            return .dropped(.ownerIgnores, DropDetail(received: Int(header.priority), expected: 255))
        }
        return .heard(HeardMessage(header: header, checksumStyle: style))
    }

    private func checkFields(
        _ header: VRRPHeader, _ message: Span<UInt8>, _ datagram: ReceivedDatagram
    ) -> MessageCheck? {
        if let timeToLive = datagram.timeToLive {
            let allowed = peers.isEmpty ? 255...255 : peerTimeToLive[datagram.source] ?? 0...255
            if !allowed.contains(timeToLive) {
                let expected = timeToLive < allowed.lowerBound ? allowed.lowerBound : allowed.upperBound
                return .dropped(.timeToLive, DropDetail(received: Int(timeToLive), expected: Int(expected)))
            }
        }
        if header.version != wireVersion {
            let detail = DropDetail(received: Int(header.versionNumber), expected: Int(version.rawValue))
            return .dropped(.version, detail)
        }
        if version == .v2, let dropped = checkVersion2(header, message) { return dropped }
        if version == .v3, header.addressCount == 0, !addresses.isEmpty {
            // A virtual router that is configured without addresses on every host may advertise none.
            return .dropped(.noAddress, DropDetail(received: 0, expected: addresses.count))
        }
        if version == .v3, header.intervalUnits == 0 {
            // No clock could follow such a master: its backups would take over at once, repeatedly.
            return .dropped(.advertisementInterval, DropDetail(received: 0, expected: 1))
        }
        if header.type != VRRPHeader.advertisementType {
            return .dropped(.packetType, DropDetail(received: Int(header.type), expected: 1))
        }
        return nil
    }

    private func checkVersion2(_ header: VRRPHeader, _ message: Span<UInt8>) -> MessageCheck? {
        let received = Int(header.authenticationType)
        let expected = password == nil ? 0 : 1
        if received > 2 {
            return .dropped(.authenticationType, DropDetail(received: received, expected: expected))
        }
        if received != expected {
            return .dropped(.authenticationMismatch, DropDetail(received: received, expected: expected))
        }
        if let password, header.hasAuthentication, !header.hasPassword(password, in: message) {
            return .dropped(.authenticationFailure, DropDetail(received: 0, expected: 0))
        }
        let seconds = Int(advertisementInterval.components.seconds)
        if Int(header.intervalUnits) != seconds {
            return .dropped(
                .advertisementInterval, DropDetail(received: Int(header.intervalUnits), expected: seconds))
        }
        return nil
    }

    /// Whether the checksum is right; VRRPv3 over IPv4 has three forms, and all are accepted.
    private func isChecksumRight(
        _ header: VRRPHeader, _ message: Span<UInt8>, _ datagram: ReceivedDatagram,
        _ style: inout ChecksumStyle?
    ) -> Bool {
        func fits(_ coverage: VRRPChecksumCoverage, to destination: IPAddress? = nil) -> Bool {
            header.isChecksumRight(
                coverage, in: message, source: datagram.source,
                destination: destination ?? datagram.destination)
        }
        guard version == .v3, family == .ipv4 else { return fits(checksumCoverage) }
        if fits(checksumStyle.coverage) {
            style = checksumStyle
        } else if fits(checksumStyle.other.coverage) {
            style = checksumStyle.other
        } else if !datagram.destination.isMulticast, fits(.messageAndPseudoHeader, to: multicastGroup) {
            // keepalived up to 1.3.6, and `old_unicast_checksum`, use the group in place of the peer.
            style = .groupPseudoHeader
        }
        return style != nil
    }

    /// What the checksum of a sent message covers.
    var checksumCoverage: VRRPChecksumCoverage {
        switch (family, version) {
        case (.ipv6, _): .messageAndPseudoHeader
        case (.ipv4, .v2): .message
        case (.ipv4, .v3): checksumStyle.coverage
        }
    }

    /// keepalived: `check_unicast_src`.
    func refusesSource(_ source: IPAddress) -> Bool {
        checksUnicastSource && !peers.isEmpty && !peers.contains(source)
    }

    /// The numbers of addresses, or of missing ones, if the list differs from ours; nil if it is the same in
    /// any order.
    func addressListDifference(_ message: Span<UInt8>, _ header: VRRPHeader) -> DropDetail? {
        guard header.addressCount == addresses.count else {
            return DropDetail(received: header.addressCount, expected: addresses.count)
        }
        var known = 0
        for position in 0..<header.addressCount {
            let address = header.address(at: position, in: message)
            if addresses[position] == address || addresses.contains(address) { known += 1 }
        }
        return known == addresses.count ? nil : DropDetail(received: known, expected: addresses.count)
    }
}

extension InstanceSettings.ChecksumStyle {
    var coverage: VRRPChecksumCoverage { self == .messageOnly ? .message : .messageAndPseudoHeader }
    var other: Self { self == .messageOnly ? .pseudoHeader : .messageOnly }
}
