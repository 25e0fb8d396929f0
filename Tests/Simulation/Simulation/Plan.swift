internal import Configuration
internal import Election
internal import NetworkTypes

/// A whole run, chosen by a seed: the file of each node, and how long trouble lasts.
public struct Plan: Sendable {
    /// The file of each node; the router `VI_n` is the same virtual router on all.
    var files: [NodeFile] = []
    var routerCount = 0
    /// The names of the members of the sync group, the same on every node.
    var group: [String] = []
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

    /// The addresses that a host has of its own on a LAN.
    static func hostAddresses(node: Int, lan: Int) -> [(IPAddress, UInt8)] {
        [
            (address(node: node, lan: lan, family: .ipv4), 24),
            (address(node: node, lan: lan, family: .ipv6), 64),
        ]
    }

    static func allHostAddresses(node: Int, lans: Int) -> Set<IPAddress> {
        Set((0..<lans).flatMap { hostAddresses(node: node, lan: $0).map(\.0) })
    }

    static func group(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .ipv4(IPv4Address(224, 0, 0, 18))
        case .ipv6: .ipv6(IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 0x12]))
        }
    }

    static func lan(_ router: NodeFile.Router) -> Int { router.interface == "lan1" ? 1 : 0 }

    /// The virtual addresses of a router, of that number.
    static func virtualAddress(_ router: Int, _ number: Int, _ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .ipv4(IPv4Address(10, 1, UInt8(router), UInt8(100 + number)))
        case .ipv6: .ipv6(IPv6Address(groups: [0xFD00, 0, 0, 0, 0, 0, UInt16(router), UInt16(number + 1)]))
        }
    }
}

extension Plan {
    /// The plan of a seed.
    init(_ random: inout SplitMix64) {
        let nodeCount = random.pick([2, 2, 2, 3, 3, 4, 5])
        routerCount = random.chance(2) ? 20 : random.pick([1, 1, 1, 1, 2, 2, 2, 2, 3, 5])
        lanCount = random.number(1...2)
        let hasGroup = routerCount > 1 && random.chance(40)
        mixesGroups = hasGroup && random.chance(50)
        troubleSeconds = random.number(4...15)
        troubleEvents = random.number(2...14)
        maximumDelay = random.pick([
            .microseconds(200), .milliseconds(2), .milliseconds(30), .milliseconds(150),
        ])
        lossPercent = random.pick([0, 0, 1, 5, 30])
        duplicationPercent = random.pick([0, 0, 5, 20])
        let common = (0..<routerCount).map { commonRouter($0, &random) }
        if hasGroup {
            group = (0..<routerCount).filter { $0 < 2 || random.chance(40) }.map { "VI_\($0)" }
        }
        for node in 0..<nodeCount { files.append(file(of: node, among: nodeCount, common, &random)) }
        agreeOnIntervals(&random)
        trackFiles(random)
        // A copy: the seeds that once found something keep their course.
        var further = random
        for node in files.indices where further.chance(40) { addSession(to: node, &further) }
    }

    /// A copy of the generator chooses, so that the rest of the run of a seed does not depend on files.
    private mutating func trackFiles(_ random: SplitMix64) {
        var random = random
        guard random.chance(40) else { return }
        for node in files.indices {
            for place in files[node].routers.indices where random.chance(50) {
                files[node].routers[place].fileWeight =
                    ignoresWeights(files[node].routers[place]) ? 0 : random.pick([0, 1, 1, -1, 5])
            }
        }
    }

    private mutating func addSession(to node: Int, _ random: inout SplitMix64) {
        let other = (node + random.number(1...files.count - 1)) % files.count
        files[node].neighbor = Self.address(
            node: other, lan: random.number(0...lanCount - 1), family: .ipv4)
        for index in files[node].routers.indices {
            if random.chance(60) {
                files[node].routers[index].sessionWeight =
                    ignoresWeights(files[node].routers[index]) ? 0 : random.pick([0, 0, 30, -30, 100, -100])
                files[node].routers[index].isSessionReversed = random.chance(15)
            }
            files[node].routers[index].takesOverOnPathLoss = random.chance(40)
        }
    }

    /// Whether a weight other than 0 is an error.
    private func ignoresWeights(_ router: NodeFile.Router) -> Bool {
        group.contains(router.name) || router.priority == 255
    }

    /// What all nodes agree on.
    private func commonRouter(_ index: Int, _ random: inout SplitMix64) -> NodeFile.Router {
        let family: AddressFamily = random.chance(30) ? .ipv6 : .ipv4
        let version = family == .ipv6 || random.chance(50) ? 3 : 2
        var router = NodeFile.Router(
            name: "VI_\(index)", virtualRouterID: UInt8(index + 1),
            interface: "lan\(random.number(0...lanCount - 1))",
            addresses: (0..<random.number(1...3)).map { Self.virtualAddress(index, $0, family) })
        router.version = version
        router.family = family
        if version == 2, random.chance(30) { router.password = "password" }
        // The peers are filled in for each node.
        if random.chance(25) { router.peers = [Self.group(family)] }
        router.prefixLength = random.pick([32, 24, 24])
        if random.chance(20) {
            router.excluded = [Self.virtualAddress(index, 9, random.pick([family, .ipv6]))]
        }
        return router
    }

    private func file(
        of node: Int, among nodeCount: Int, _ common: [NodeFile.Router], _ random: inout SplitMix64
    ) -> NodeFile {
        var file = NodeFile()
        file.group = group
        if random.chance(50) {
            file.script = NodeFile.Script(
                rise: random.number(1...3), fall: random.number(1...3), startsFailed: random.chance(20))
        }
        let groupPriority = UInt8(random.pick([50, 100, 150, 200]) + node)
        for router in common {
            file.routers.append(self.router(router, on: node, among: nodeCount, groupPriority, file, &random))
        }
        if random.chance(15) { file.startupDelaySeconds = random.number(1...4) }
        if random.chance(10) { file.announcementGapMilliseconds = 1 }
        return file
    }

    private func router(
        _ common: NodeFile.Router, on node: Int, among nodeCount: Int, _ groupPriority: UInt8,
        _ file: NodeFile, _ random: inout SplitMix64
    ) -> NodeFile.Router {
        var router = common
        let isGrouped = group.contains(router.name)
        if random.chance(5), router.addresses.count > 1 { router.addresses.removeLast() }
        if !router.peers.isEmpty {
            router.peers = (0..<nodeCount).filter { $0 != node }
                .map { Self.address(node: $0, lan: Self.lan(router), family: router.family) }
            router.checksSource = random.chance(50)
        }
        router.priority =
            isGrouped && !mixesGroups ? groupPriority : UInt8(random.pick([1, 50, 100, 100, 150, 200, 254]))
        if !isGrouped, random.chance(8) { router.priority = 255 }
        router.isMaster = router.priority == 255 || random.chance(20)
        router.isPreempting = router.isMaster || isGrouped || random.chance(70)
        if router.isPreempting, !router.isMaster, random.chance(20) {
            router.preemptDelaySeconds = random.number(1...5)
        }
        router.sendsMessageChecksum = router.version == 3 && random.chance(30)
        router.answersLowerPriority = random.chance(80)
        router.sendsBeforeYielding = random.chance(20)
        router.skipsAddressCheck = random.chance(20)
        router.downTimerAdverts = isGrouped ? 3 : random.pick([3, 3, 3, 3, 2, 5])
        router.repeats = random.number(1...2)
        router.lowerPriorityRepeats = random.number(0...1)
        if random.chance(10) { router.refreshSeconds = 2 }
        if random.chance(15) { router.isPrimaryTracked = false }
        if file.script != nil, random.chance(70) {
            router.scriptWeight = isGrouped ? 0 : random.pick([0, 20, -20, 100, -100])
            router.isScriptReversed = random.chance(15)
            // An owner's weights are an error.
            if router.priority == 255, router.scriptWeight != 0 { router.scriptWeight = nil }
        }
        return router
    }

    /// VRRPv2 routers have to have the same interval everywhere; VRRPv3 routers need not, but in groups that
    /// quarrel.
    private mutating func agreeOnIntervals(_ random: inout SplitMix64) {
        for index in 0..<routerCount {
            let isVersion2 = files[0].routers[index].version == 2
            let isEqual = isVersion2 || mixesGroups && group.contains("VI_\(index)")
            let common = isVersion2 ? 1000 * random.pick([1, 1, 1, 2]) : 1000
            for node in files.indices {
                files[node].routers[index].intervalMilliseconds =
                    isEqual || random.chance(70) ? common : 10 * random.number(20...300)
            }
        }
    }
}
