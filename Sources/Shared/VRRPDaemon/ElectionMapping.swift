import Configuration
import Election
import NetworkTypes

/// A configuration as the election runs it: names become indices, instances keep the order of the file.
struct ElectionMapping {
    var settings: ElectionSettings
    /// For each tracker: what it follows.
    var trackerSources: [TrackerSource] = []

    /// What decides a tracker's state.
    enum TrackerSource: Equatable {
        case interface(String)
        /// An index into `Model.scripts`.
        case script(Int)
    }

    init(_ model: Model) {
        settings = ElectionSettings(interfaces: [], instances: [])
        settings.startupDelay = model.global.startupDelay
        for instance in model.instances { settings.instances.append(self.settings(of: instance, in: model)) }
        for group in model.groups {
            let members = group.members.compactMap { name in
                model.instances.firstIndex { $0.name == name }
            }
            var mapped = GroupSettings(name: group.name, members: members)
            mapped.membersTrackWeights = group.membersTrackWeights
            mapped.trackings =
                trackings(ofInterfaces: group.trackedInterfaces)
                + trackings(ofScripts: group.trackedScripts, in: model)
            settings.groups.append(mapped)
        }
    }

    private mutating func settings(of instance: VRRPInstance, in model: Model) -> InstanceSettings {
        var result = InstanceSettings(
            name: instance.name, interface: interfaceIndex(instance.interface),
            virtualRouterID: instance.virtualRouterID)
        result.version = instance.version == 3 ? .v3 : .v2
        result.family = instance.family
        result.basePriority = instance.priority
        result.startsAsMaster = instance.startsAsMaster
        result.advertisementInterval = instance.advertisementInterval
        result.isPreempting = instance.isPreempting
        result.preemptDelay = instance.preemptDelay
        result.downTimerAdverts = instance.downTimerAdverts
        result.addresses = instance.addresses.map(\.address)
        result.announcedAddressCount = instance.addresses.count + instance.excludedAddresses.count
        result.peers = instance.peers.map(\.address)
        for peer in instance.peers where peer.minimumTTL != nil || peer.maximumTTL != nil {
            let (least, most) = (peer.minimumTTL ?? 0, peer.maximumTTL ?? 255)
            result.peerTimeToLive[peer.address] = min(least, most)...most
        }
        result.multicastGroup = instance.multicastGroup
        result.checksUnicastSource = instance.checksUnicastSource
        result.skipsAddressCheckOfKnownMaster = instance.skipsAddressCheck
        result.checksumStyle = instance.sendsChecksumWithoutPseudoHeader ? .messageOnly : .pseudoHeader
        result.answersLowerPriority = !instance.ignoresLowerPriority
        result.sendsBeforeYielding = instance.sendsBeforeYielding
        result.ownerIgnoresAdvertisements = instance.ownerIgnoresAdvertisements
        result.announcement = announcement(of: instance, in: model)
        result.trackings = trackings(of: instance, in: model)
        result.configurationFault = instance.fault
        if instance.faultsWithoutPeers, instance.peers.isEmpty {
            result.configurationFault = "unicast without unicast_peer"
        }
        switch instance.authentication {
        case .none: break
        case .password(let password): result.password = password
        case .header: result.configurationFault = "auth_type AH is not available"
        }
        return result
    }

    private mutating func interfaceIndex(_ name: String) -> Int {
        if let index = settings.interfaces.firstIndex(of: name) { return index }
        settings.interfaces.append(name)
        return settings.interfaces.count - 1
    }

    private mutating func announcement(of instance: VRRPInstance, in model: Model) -> AnnouncementSettings {
        var result = AnnouncementSettings()
        result.masterRepeat = instance.announceRepeat
        result.masterDelay = instance.announceDelay
        result.refreshInterval = instance.announceRefresh
        result.refreshRepeat = instance.announceRefreshRepeat
        result.lowerPriorityRepeat = instance.announceLowerPriorityRepeat
        result.lowerPriorityDelay = instance.announceLowerPriorityDelay
        result.interval = instance.announceInterval
        // Groups of the file come first, then one group for each interface.
        let group = model.announcementGroups.firstIndex { $0.interfaces.contains(instance.interface) }
        result.pacingGroup = group ?? model.announcementGroups.count + interfaceIndex(instance.interface)
        return result
    }

    private mutating func trackings(of instance: VRRPInstance, in model: Model) -> [InstanceSettings.Tracking]
    {
        var faulting: [String] = instance.ignoresOwnInterface ? [] : [instance.interface]
        for address in instance.addresses + instance.excludedAddresses
        where !address.isUntracked && address.interface != instance.interface
            && !faulting.contains(address.interface)
        {
            faulting.append(address.interface)
        }
        let own = faulting.map { VRRPInstance.Tracking(name: $0, weight: 0, isReversed: false) }
        let further = instance.trackedInterfaces.filter { tracked in
            tracked.weight != 0 || !faulting.contains(tracked.name)
        }
        return trackings(ofInterfaces: own + further)
            + trackings(ofScripts: instance.trackedScripts, in: model)
    }

    private mutating func trackings(ofInterfaces list: [VRRPInstance.Tracking]) -> [InstanceSettings.Tracking]
    {
        list.map { tracked in
            let tracker = trackerIndex(
                TrackerSettings(name: tracked.name, kind: .interface), source: .interface(tracked.name))
            return .init(tracker: tracker, weight: tracked.weight, isReversed: tracked.isReversed)
        }
    }

    private mutating func trackings(
        ofScripts list: [VRRPInstance.Tracking], in model: Model
    ) -> [InstanceSettings.Tracking] {
        list.compactMap { tracked in
            // A script that can never run is left out, and the configuration has said so.
            guard let index = model.scripts.firstIndex(where: { $0.name == tracked.name }),
                model.scripts[index].disabledBecause == nil
            else { return nil }
            let script = model.scripts[index]
            let tracker = trackerIndex(
                TrackerSettings(
                    name: script.name,
                    kind: .script(rise: script.rise, fall: script.fall, startsFailed: script.startsFailed)),
                source: .script(index))
            return .init(tracker: tracker, weight: tracked.weight, isReversed: tracked.isReversed)
        }
    }

    private mutating func trackerIndex(_ tracker: TrackerSettings, source: TrackerSource) -> Int {
        if let index = trackerSources.firstIndex(of: source) { return index }
        settings.trackers.append(tracker)
        trackerSources.append(source)
        return trackerSources.count - 1
    }
}
