internal import NetworkTypes
internal import PacketFormats
public import Timing

extension Election {
    /// Handles a VRRP message (without the IP header). Returns why it was dropped, or nil if it was acted on.
    ///
    /// The checks and their order are keepalived's; each has a counter in `statistics(instance:)`. A
    /// different address list is counted and noted, but the advertisement is accepted (keepalived since 2.4,
    /// RFC 9568 §7.1).
    @discardableResult
    public mutating func receive(
        _ message: Span<UInt8>, _ datagram: ReceivedDatagram, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) -> DropReason? {
        guard let virtualRouterID = VRRPHeader.virtualRouterID(of: message) else {
            unclaimedDatagrams += 1
            return .belowMinimum
        }
        guard let index = virtualRouter(virtualRouterID, for: datagram) else {
            unclaimedDatagrams += 1
            return .unknownVirtualRouter
        }
        let state = instances[index].state
        guard isRunning, now >= listenFrom, state == .backup || state == .master else {
            instances[index].statistics[.notListening] += 1
            return .notListening
        }
        let heard: HeardMessage
        switch instances[index].settings.check(message, datagram) {
        case .dropped(let reason, let detail):
            drop(index, reason, detail, from: datagram.source, at: now, into: &effects)
            return reason
        case .heard(let message):
            heard = message
        }
        instances[index].statistics.advertisementsReceived += 1
        if let heardStyle = heard.checksumStyle {
            noteChecksumStyle(index, heardStyle, from: datagram.source, into: &effects)
        }
        if !isFromKnownMaster(index, datagram.source),
            let detail = instances[index].settings.addressListDifference(message, heard.header)
        {
            drop(index, .addressList, detail, from: datagram.source, at: now, into: &effects)
        }
        if instances[index].settings.refusesSource(datagram.source) {
            let detail = DropDetail(received: 0, expected: instances[index].settings.peers.count)
            drop(index, .unicastSource, detail, from: datagram.source, at: now, into: &effects)
            return .unicastSource
        }
        let advertisement = Advertisement(
            source: datagram.source, priority: heard.header.priority, interval: heard.header.interval)
        act(on: advertisement, index, at: now, into: &effects)
        return nil
    }

    /// The instance that the datagram is for: the group decides for multicast, the peers for unicast. If none
    /// matches, a unicast instance takes a unicast datagram; otherwise any instance counts it.
    private func virtualRouter(_ virtualRouterID: UInt8, for datagram: ReceivedDatagram) -> Int? {
        var fallback: Int?
        var isFallbackUnicast = false
        for pass in 0..<2 {
            let interface = pass == 0 ? datagram.interface : nil
            var candidate = routerIndex.first(
                interface: interface, family: datagram.source.family, virtualRouterID: virtualRouterID)
            while let index = candidate {
                let isUnicast = !instances[index].settings.peers.isEmpty
                if datagram.destination.isMulticast {
                    if !isUnicast, instances[index].settings.multicastGroup == datagram.destination {
                        return index
                    }
                } else if isUnicast {
                    if instances[index].settings.peers.contains(datagram.source) { return index }
                    if !isFallbackUnicast { (fallback, isFallbackUnicast) = (index, true) }
                }
                if fallback == nil { fallback = index }
                candidate = routerIndex.next(after: index)
            }
        }
        return fallback
    }

    private func isFromKnownMaster(_ index: Int, _ source: IPAddress) -> Bool {
        guard instances[index].settings.skipsAddressCheckOfKnownMaster,
            case .backup(let backup) = instances[index].activity
        else { return false }
        return backup.masterAddress == source
    }

    /// Counts a drop and notes it once.
    private mutating func drop(
        _ index: Int, _ reason: DropReason, _ detail: DropDetail, from source: IPAddress,
        at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        instances[index].statistics[reason] += 1
        instances[index].lastDrop = DroppedAdvertisement(
            reason: reason, source: source, detail: detail, time: now)
        noteOnce(
            index, bit: reason.rawValue, .dropped(reason, from: source, detail: detail), at: now,
            into: &effects)
    }

    /// Notes the fact unless it was noted since the last transition or change of master. Forged packets can change
    /// the master with each one: a second has no more notes than `Allowance` has.
    mutating func noteOnce(
        _ index: Int, bit: UInt8, _ note: Note, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let mask = UInt64(1) << UInt64(bit)
        guard instances[index].noted & mask == 0, reacts(index, at: now) else { return }
        instances[index].noted |= mask
        effects.append(.note(instance: index, note))
    }

    private mutating func noteChecksumStyle(
        _ index: Int, _ style: InstanceSettings.ChecksumStyle, from source: IPAddress,
        into effects: inout [Effect]
    ) {
        let isNew: Bool
        switch style {
        case .pseudoHeader:
            isNew = !instances[index].hasHeardPseudoHeader
            instances[index].hasHeardPseudoHeader = true
        case .messageOnly:
            isNew = !instances[index].hasHeardMessageOnly
            instances[index].hasHeardMessageOnly = true
        case .groupPseudoHeader:
            isNew = !instances[index].hasHeardGroupPseudoHeader
            instances[index].hasHeardGroupPseudoHeader = true
        }
        if isNew { effects.append(.note(instance: index, .checksumStyle(style, from: source))) }
    }
}
