internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

extension World {
    // MARK: what leaves

    /// A packet is one that a router of the file in force sends, from an address that the host has; while a reload takes
    /// place, what goes may resign as the file before had it. Returns the source.
    mutating func checkPacket(
        _ index: Int, _ endpoint: Endpoint, _ packet: [UInt8], _ destination: IPAddress
    ) throws(Violation) -> IPAddress {
        let isIPv4 = endpoint.family == .ipv4
        let source: IPAddress =
            isIPv4
            ? .ipv4(IPv4Address(packet[12], packet[13], packet[14], packet[15]))
            : endpoint.boundSource ?? destination
        let message = isIPv4 ? packet[20...] : packet[...]
        let priority = message[message.startIndex + 2]
        // What has happened to the machine since the process last heard of it is not its fault, what goes to an interface
        // that is no more arrives nowhere, and who loses an address may still resign from it.
        let isKnown =
            nodes[index].kernel.reports.isEmpty && nodes[index].kernel.isReadable
            && nodes[index].kernel.port(endpoint.linkIndex) != nil
            && priority != 0
        try require(
            nodes[index].kernel.has(source) || !isKnown, "a packet leaves from an address that is there",
            index)
        let key = JustifiedPackets.Key(
            router: 0, priority: priority, destination: destination, source: source)
        if let old = nodes[index].oldFile, priority == 0 {
            // The routers that go, and the numbers of those that stay, may be others' by now.
            for router in old.routers where nodes[index].before[router.name] == .master {
                if JustifiedPackets.message(router, key).elementsEqual(message) { return source }
            }
        }
        if let name = justification(index, key, endpoint, message) {
            if priority != 0 {
                let now = nodes[index].instance(name).map {
                    nodes[index].routing.election.state(instance: $0)
                }
                try require(
                    now == .master || nodes[index].before[name] == .master, "only a master advertises", index)
            } else {
                try require(nodes[index].before[name] == .master, "only a master resigns", index)
            }
            return source
        }
        throw Violation(
            rule: "node \(index): the file justifies what leaves: \(Array(message)) to \(destination)",
            time: now)
    }

    /// The name of the router of the file in force that sends this.
    private mutating func justification(
        _ index: Int, _ key: JustifiedPackets.Key, _ endpoint: Endpoint, _ message: ArraySlice<UInt8>
    ) -> String? {
        for (place, router) in nodes[index].file.routers.enumerated()
        where router.virtualRouterID == message[message.startIndex + 1]
            && router.interface == endpoint.interface && router.family == endpoint.family
            && JustifiedPackets.destinations(router).contains(key.destination)
        {
            var key = key
            key.router = place
            let expected = nodes[index].justified[key] ?? JustifiedPackets.message(router, key)
            nodes[index].justified[key] = expected
            if expected.elementsEqual(message) { return router.name }
        }
        return nil
    }

    /// A host announces what it has.
    mutating func checkAnnouncement(_ index: Int, _ frame: [UInt8], _ linkIndex: Int32) throws(Violation) {
        // RFC 826 and RFC 4861: the sender's IPv4 address, the target's IPv6 address.
        let address: IPAddress =
            frame[12] == 0x08
            ? .ipv4(IPv4Address(frame[28], frame[29], frame[30], frame[31]))
            : .ipv6(
                IPv6Address(
                    groups: (0..<8).map { UInt16(frame[62 + 2 * $0]) << 8 | UInt16(frame[63 + 2 * $0]) }))
        let kernel = nodes[index].kernel
        unannounced.remove(address)
        // A frame that is queued leaves a moment after somebody may have taken the address.
        let isAccounted = kernel.refusesAddresses || kernel.isDisturbed || !kernel.isReadable
        try require(kernel.has(address) || isAccounted, "a host announces what it has: \(address)", index)
        guard !kernel.isDisturbed, kernel.isReadable else { return }
        let hardware = frame[6..<12].reduce(0) { $0 << 8 | UInt64($1) }
        try require(
            kernel.port(linkIndex)?.link.macAddress == MACAddress(bits: hardware),
            "a host announces itself: \(address)", index)
    }

    /// What a master got is announced at once, unless a gap between announcements makes it wait.
    func checkUnannounced(_ index: Int) throws(Violation) {
        guard nodes[index].routing.isRunning, nodes[index].file.announcementGapMilliseconds == 0 else {
            return
        }
        for address in nodes[index].routing.wantedAddresses.map(\.address) {
            try require(!unannounced.contains(address), "what a master gets is announced: \(address)", index)
        }
    }

    // MARK: what follows

    /// What follows is a backup with its timer ahead.
    func checkFollows(_ index: Int, _ name: String) throws(Violation) {
        guard let instance = nodes[index].instance(name) else { return }
        let election = nodes[index].routing.election
        try require(election.state(instance: instance) == .backup, "a router follows a better one", index)
        let deadline = election.timerDeadline(instance: instance) ?? now
        try require(deadline > now, "a backup that hears its master waits for it again", index)
    }

    /// A takeover because of silence needs silence: the process has seen nothing to follow for the down interval.
    func checkSilence(_ index: Int, _ name: String) throws(Violation) {
        guard let instance = nodes[index].instance(name) else { return }
        let settings = nodes[index].routing.election.settings.instances[instance]
        let known = nodes[index].silence
        let now = known?.at ?? now
        let entered = (known?.entered ?? nodes[index].entered)[name]
        let last = (known?.followed ?? nodes[index].lastFollowed)[name]
        // A VRRPv3 backup waits for the interval of whom it last heard.
        if let entered, settings.version == .v2 {
            let least = settings.advertisementInterval * settings.downTimerAdverts
            try require(now - entered >= least, "who comes waits for the down interval: \(name)", index)
        }
        guard let last else { return }
        // The least wait there is: a reload may have shortened the interval meanwhile.
        let least = min(settings.advertisementInterval, .milliseconds(200))
        try require(now - last >= least, "a takeover because of silence needs silence", index)
    }

    /// A timer that fired is not due again at once.
    func checkDeadline(_ index: Int) throws(Violation) {
        guard let deadline = nodes[index].routing.deadline else { return }
        try require(deadline > now, "a timer moves on when it fires", index)
    }

    // MARK: what is

    /// What the process believes, what it logged and what the kernel has are the same.
    mutating func checkNode(_ index: Int) throws(Violation) {
        let node = nodes[index]
        guard node.routing.isRunning else { return }
        let election = node.routing.election
        let endpoints = node.routing.endpointsOfInstances
        for (place, instance) in node.routing.model.instances.enumerated() {
            let state = election.state(instance: place)
            if state != .initialize, !node.routing.isReportWaiting {
                try require(node.reported[instance.name] == state, "every change is logged", index)
            }
            let reasons = election.faultReasons(instance: place)
            if state == .fault { try require(!reasons.isEmpty, "FAULT has a reason", index) }
            guard state == .backup || state == .master else { continue }
            try require(
                endpoints[place].isOpen, "a router that takes part has an open endpoint: \(instance.name)",
                index)
            let isHindered = reasons.contains { reason in
                switch reason {
                case .trackerPending, .syncGroup: false
                default: true
                }
            }
            try require(!isHindered, "what cannot run is in FAULT: \(reasons)", index)
        }
        for group in election.settings.groups.indices { try checkGroup(index, group) }
        try checkSockets(index)
        if !node.kernel.isDisturbed, node.kernel.isReadable, !node.kernel.refusesAddresses {
            try checkAddresses(index)
        }
        if node.kernel.reports.isEmpty, node.kernel.isReadable { try checkInterfaces(index) }
    }

    /// What the process knows of interfaces and addresses, and what trackers make of it, is what the kernel has.
    private func checkInterfaces(_ index: Int) throws(Violation) {
        let (kernel, routing) = (nodes[index].kernel, nodes[index].routing)
        for port in kernel.ports {
            let name = port.link.name
            try require(routing.interfaces[name] == port.link, "the process knows \(name)", index)
            let ours = routing.interfaces.addresses(on: name).map { Place($0) }
            let theirs = kernel.addresses.filter { $0.linkIndex == port.link.index }.map { Place($0) }
            try require(Set(ours) == Set(theirs), "the process knows the addresses of \(name)", index)
        }
        try require(
            routing.interfaces.links.count == kernel.ports.count, "the process knows all links", index)
        if let tracker = routing.election.tracker(of: .session("peer")), nodes[index].isSessionTold {
            try require(
                routing.election.isUp(tracker: tracker) == nodes[index].isSessionUp,
                "a tracker is as its session", index)
        }
        for lan in 0..<plan.lanCount {
            guard let tracker = routing.election.tracker(of: .interface("lan\(lan)")) else { continue }
            let isUp = kernel.port(named: "lan\(lan)")?.link.canCarry ?? false
            try require(
                routing.election.isUp(tracker: tracker) == isUp, "a tracker is as its interface: lan\(lan)",
                index)
        }
    }

    /// What is compared of an address: the rest depends on who put it there.
    private struct Place: Hashable {
        var place: AddressPlace
        var isSecondary: Bool

        init(_ address: InterfaceAddress) {
            place = address.place
            isSecondary = address.traits.contains(.isSecondary)
        }
    }

    /// The sockets that are open are those that instances have, each once.
    private func checkSockets(_ index: Int) throws(Violation) {
        let wanted = nodes[index].routing.endpointsOfInstances.filter(\.isOpen).compactMap(\.endpoint)
        let open = Array(nodes[index].kernel.sockets.values)
        try require(
            Set(wanted) == Set(open) && Set(open).count == open.count, "sockets are those in use", index)
    }

    /// The host has the addresses of its masters and its own, and none of a router that is not master.
    private func checkAddresses(_ index: Int) throws(Violation) {
        let node = nodes[index]
        let wanted = node.routing.wantedAddresses
        for change in wanted {
            let found = node.kernel.addresses.first { $0.place == change.place }
            let isWaiting = node.routing.waits(at: change.place)
            try require(found != nil || isWaiting, "a master has its addresses: \(change.address)", index)
            if let found { try require(found.label == change.label, "an address is as configured", index) }
        }
        let allowed = Set(wanted.map(\.address)).union(
            Plan.allHostAddresses(node: index, lans: plan.lanCount))
        for address in node.kernel.addresses where !node.adopted.contains(address.address) {
            try require(
                allowed.contains(address.address), "an address is on a master only: \(address.address)", index
            )
        }
    }

    private func checkGroup(_ index: Int, _ group: Int) throws(Violation) {
        let election = nodes[index].routing.election
        let settings = election.settings
        let members = settings.groups[group].members.compactMap { name in
            settings.instances.firstIndex { $0.name == name }
        }
        let states = members.map { election.state(instance: $0) }
        for state in [State.master, .fault] where states.contains(state) {
            // After a reload brought a new member, it waits for its own down timer.
            let isReuniting = members.contains {
                nodes[index].lastFollowed[settings.instances[$0].name] == nil
            }
            try require(
                states.allSatisfy { $0 == state } || isReuniting, "a group is \(state) as a whole: \(states)",
                index)
        }
    }

    /// A process that has been through anything is, at rest, like one that has just started with the same file on the
    /// same machine: the same endpoints, the same packets, the same wishes to the kernel.
    mutating func checkAgainstFreshStart(_ index: Int) throws(Violation) {
        let node = nodes[index]
        guard node.isRunning, node.kernel.reports.isEmpty, node.kernel.isReadable, !node.kernel.refusesSockets
        else { return }
        var kernel = node.kernel
        kernel.addresses.removeAll { address in
            !Plan.allHostAddresses(node: index, lans: plan.lanCount).contains(address.address)
                && !node.adopted.contains(address.address)
        }
        kernel.sockets = [:]
        var fresh = Node().routing
        var acts: [Act] = []
        fresh.fileRead(Node.trackedPath, .number(node.fileNumber), at: now, into: &acts)
        if node.isSessionTold { fresh.sessionsReported(node.sessionsUp, at: now, into: &acts) }
        fresh.start(SimulatedHost.load(node.file).model, on: kernel.table, at: now, into: &acts)
        while !acts.isEmpty {
            let batch = acts
            acts = []
            for case .open(let number, let endpoint, _) in batch {
                fresh.opened(number, failure: kernel.open(number, endpoint), at: now, into: &acts)
            }
        }
        let (ours, theirs) = (node.routing.endpointsOfInstances, fresh.endpointsOfInstances)
        for (place, instance) in node.routing.model.instances.enumerated() {
            let isSame = ours[place].endpoint == theirs[place].endpoint
            try require(
                isSame,
                "endpoints are those of a fresh start: \(instance.name) \(ours[place]) \(theirs[place])",
                index)
            if !node.file.routers.contains(where: { $0.scriptWeight != nil }),
                instance.election.basePriority < 255
            {
                let (old, new) = (node.routing.election, fresh.election)
                try require(
                    old.effectivePriority(instance: place) == new.effectivePriority(instance: place),
                    "a priority is that of a fresh start: \(instance.name)", index)
            }
            guard ours[place].isOpen || theirs[place].isOpen else { continue }
            try require(ours[place].isOpen, "an endpoint that can be open is: \(instance.name)", index)
            for priority: UInt8 in [0, node.routing.election.effectivePriority(instance: place)] {
                try require(
                    node.routing.packets(ofInstance: place, priority: priority)
                        == fresh.packets(ofInstance: place, priority: priority),
                    "packets are those of a fresh start: \(instance.name)", index)
            }
        }
    }

    func require(_ holds: Bool, _ rule: @autoclosure () -> String, _ index: Int) throws(Violation) {
        guard !holds else { return }
        throw Violation(rule: "node \(index): \(rule())", time: now)
    }
}
