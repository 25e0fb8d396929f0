internal import Election
internal import NetworkTypes

/// A virtual router as all nodes agree on it.
public struct RouterPlan: Sendable {
    /// One more than the router's index.
    var virtualRouterID: UInt8
    var lan: Int
    var version: InstanceSettings.Version
    var family: AddressFamily
    var isUnicast: Bool
    var password: [UInt8]?
    var addresses: [IPAddress]
    /// The index of its sync group, the same on every node.
    var group: Int?
}

/// A whole run, chosen by a seed: the routers, what each node is configured with, and how long trouble lasts.
public struct Plan: Sendable {
    var routers: [RouterPlan] = []
    /// The settings of each node; instance `n` of a node is that of router `n`.
    var nodes: [ElectionSettings] = []
    var groupCount = 0
    /// Whether members of a group have different priorities on one node.
    var mixesGroups = false
    var lanCount = 1
    var troubleSeconds = 20
    var troubleEvents = 10
    var maximumDelay: Duration = .milliseconds(2)
    var lossPercent = 0
    var duplicationPercent = 0

    static func address(node: Int, lan: Int, family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .ipv4(IPv4Address(10, 0, UInt8(lan), UInt8(10 + node)))
        case .ipv6: .ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, UInt16(lan), UInt16(0x10 + node)]))
        }
    }

    static func group(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .ipv4(IPv4Address(224, 0, 0, 18))
        case .ipv6: .ipv6(IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 0x12]))
        }
    }
}

extension Plan {
    /// The plan of a seed.
    init(_ random: inout SplitMix64) {
        let nodeCount = random.pick([2, 2, 2, 3, 3, 4, 5])
        let routerCount = random.chance(2) ? 20 : random.pick([1, 1, 1, 1, 2, 2, 2, 2, 3, 5])
        lanCount = random.number(1...2)
        groupCount = routerCount > 1 && random.chance(40) ? 1 : 0
        // Two nodes without a group draw it too: seeds keep their runs.
        mixesGroups = (nodeCount == 2 || groupCount > 0) && random.chance(50)
        troubleSeconds = random.number(4...15)
        troubleEvents = random.number(2...14)
        maximumDelay = random.pick([
            .microseconds(200), .milliseconds(2), .milliseconds(30), .milliseconds(150),
        ])
        lossPercent = random.pick([0, 0, 1, 5, 30])
        duplicationPercent = random.pick([0, 0, 5, 20])
        for index in 0..<routerCount { routers.append(Self.router(index, lanCount, groupCount, &random)) }
        for node in 0..<nodeCount {
            nodes.append(settings(of: node, among: nodeCount, &random))
        }
        Self.agreeOnIntervals(mixesGroups ? routers.map { $0.group != nil } : [], routers, &nodes, &random)
    }

    private static func router(
        _ index: Int, _ lanCount: Int, _ groupCount: Int, _ random: inout SplitMix64
    ) -> RouterPlan {
        let family: AddressFamily = random.chance(30) ? .ipv6 : .ipv4
        let version: InstanceSettings.Version = random.chance(family == .ipv6 ? 90 : 50) ? .v3 : .v2
        let count = random.number(1...3)
        let addresses: [IPAddress] = (0..<count).map { number in
            switch family {
            case .ipv4: .ipv4(IPv4Address(10, 1, UInt8(index), UInt8(100 + number)))
            case .ipv6:
                .ipv6(IPv6Address(groups: [0xFD00, 0, 0, 0, 0, 0, UInt16(index), UInt16(number + 1)]))
            }
        }
        return RouterPlan(
            virtualRouterID: UInt8(index + 1), lan: random.number(0...lanCount - 1), version: version,
            family: family, isUnicast: random.chance(25),
            password: version == .v2 && family == .ipv4 && random.chance(30) ? Array("password".utf8) : nil,
            addresses: addresses, group: groupCount > 0 && (index < 2 || random.chance(40)) ? 0 : nil)
    }

    private func settings(
        of node: Int, among nodeCount: Int, _ random: inout SplitMix64
    ) -> ElectionSettings {
        let interfaces = (0..<lanCount).map { "lan\($0)" }
        var scripts: [ScriptSettings] = []
        let hasScript = random.chance(50)
        if hasScript {
            var script = ScriptSettings(name: "check")
            (script.rise, script.fall) = (random.number(1...3), random.number(1...3))
            script.startsFailed = random.chance(20)
            scripts.append(script)
        }
        let groupPriority = UInt8(random.pick([50, 100, 150, 200]) + node)
        var instances: [InstanceSettings] = []
        for index in routers.indices {
            var instance = instance(index, on: node, among: nodeCount, groupPriority, &random)
            instance.trackings = [
                InstanceSettings.Tracking(.interface(interfaces[routers[index].lan]), weight: 0)
            ]
            if hasScript, random.chance(70) {
                let weight = routers[index].group == nil ? random.pick([0, 20, -20, 100, -100]) : 0
                instance.trackings.append(
                    InstanceSettings.Tracking(
                        .script("check"), weight: weight, isReversed: random.chance(15)))
            }
            instances.append(instance)
        }
        let groups = (0..<groupCount).map { group in
            GroupSettings(
                name: "G\(group)",
                members: routers.indices.filter { routers[$0].group == group }.map { "VI_\($0)" })
        }
        var settings = ElectionSettings(
            instances: instances, groups: groups, scripts: scripts)
        if random.chance(15) { settings.startupDelay = .seconds(random.number(1...4)) }
        return settings
    }

    private func instance(
        _ index: Int, on node: Int, among nodeCount: Int, _ groupPriority: UInt8, _ random: inout SplitMix64
    ) -> InstanceSettings {
        let router = routers[index]
        var instance = InstanceSettings(
            name: "VI_\(index)", interface: "lan\(router.lan)", virtualRouterID: router.virtualRouterID)
        instance.version = router.version
        instance.family = router.family
        instance.multicastGroup = Self.group(router.family)
        instance.password = router.password
        instance.addresses = router.addresses
        if random.chance(5), instance.addresses.count > 1 { instance.addresses.removeLast() }
        instance.announcedAddressCount = router.addresses.count
        if router.isUnicast {
            instance.peers = (0..<nodeCount).filter { $0 != node }
                .map { Self.address(node: $0, lan: router.lan, family: router.family) }
            instance.checksUnicastSource = random.chance(50)
        }
        let isGrouped = router.group != nil
        instance.basePriority =
            isGrouped && !mixesGroups
            ? groupPriority : UInt8(random.pick([1, 50, 100, 100, 150, 200, 254]))
        if !isGrouped, random.chance(8) { instance.basePriority = 255 }
        instance.startsAsMaster = instance.basePriority == 255 || random.chance(20)
        instance.isPreempting = instance.startsAsMaster || isGrouped || random.chance(70)
        if instance.isPreempting, !instance.startsAsMaster, random.chance(20) {
            instance.preemptDelay = .seconds(random.number(1...5))
        }
        instance.checksumStyle = random.chance(30) ? .messageOnly : .pseudoHeader
        instance.answersLowerPriority = random.chance(80)
        instance.sendsBeforeYielding = random.chance(20)
        instance.skipsAddressCheckOfKnownMaster = random.chance(20)
        instance.downTimerAdverts = isGrouped ? 3 : random.pick([3, 3, 3, 3, 2, 5])
        instance.announcement.masterRepeat = random.number(1...2)
        instance.announcement.lowerPriorityRepeat = random.number(0...1)
        if random.chance(10) { instance.announcement.refreshInterval = .seconds(2) }
        if random.chance(10) { instance.announcement.interval = .milliseconds(100) }
        return instance
    }

    /// VRRPv2 routers have to have the same interval everywhere; VRRPv3 routers need not, but in groups that
    /// quarrel.
    private static func agreeOnIntervals(
        _ areEqual: [Bool], _ routers: [RouterPlan], _ nodes: inout [ElectionSettings],
        _ random: inout SplitMix64
    ) {
        for index in routers.indices {
            let common =
                routers[index].version == .v2 ? Duration.seconds(random.pick([1, 1, 1, 2])) : .seconds(1)
            for node in nodes.indices {
                let own: Duration =
                    routers[index].version == .v2 || areEqual.indices.contains(index) && areEqual[index]
                        || random.chance(70)
                    ? common : .milliseconds(10 * random.number(20...300))
                nodes[node].instances[index].advertisementInterval = own
            }
        }
    }
}
