internal import Configuration
internal import ConfigurationSyntax
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

extension World {
    /// The machine or the process starts, with the file of the plan and no memory.
    mutating func powerOn(_ index: Int) throws(Violation) {
        guard nodes[index].power == .off || nodes[index].power == .killed else { return }
        note("node \(index) starts")
        nodes[index].forgetProcess()
        nodes[index].file = plan.files[index]
        nodes[index].power = .running
        // What a killed process had by another file is unknown to the next one.
        let claimed = Set(nodes[index].file.routers.flatMap(\.places))
        let own = Plan.allHostAddresses(node: index, lans: plan.lanCount)
        let ports = nodes[index].kernel.ports
        nodes[index].kernel.addresses.removeAll { address in
            guard !own.contains(address.address) else { return false }
            let name = ports.first { $0.link.index == address.linkIndex }?.link.name ?? ""
            return !claimed.contains("\(name) \(address.address)/\(address.prefixLength)")
        }
        let model = try model(of: index)
        let table = nodes[index].kernel.table
        let number = nodes[index].fileNumber
        try event(index) {
            $0.fileRead(Node.trackedPath, .number(number), at: $1, into: &$2)
            $0.start(model, on: table, at: $1, into: &$2)
        }
        try tellSession(index)
        if nodes[index].routing.election.instanceStates.contains(.initialize) {
            marks.insert(.pendingTracker)
        }
    }

    /// The machine is off at once: its addresses are gone, but those of its own come back with it.
    mutating func powerOff(_ index: Int) {
        note("node \(index) crashes")
        nodes[index].power = .off
        nodes[index].inbox = []
        let own = Plan.allHostAddresses(node: index, lans: plan.lanCount)
        nodes[index].kernel.addresses.removeAll { !own.contains($0.address) }
        _ = nodes[index].kernel.takeReports()
    }

    /// The process stops as it should.
    mutating func stop(_ index: Int) throws(Violation) {
        guard nodes[index].isRunning else { return }
        note("node \(index) stops")
        try event(index) { $0.stop(at: $1, into: &$2) }
        nodes[index].power = .off
        let own = Plan.allHostAddresses(node: index, lans: plan.lanCount).union(nodes[index].adopted)
        for address in nodes[index].kernel.addresses where !nodes[index].kernel.refusesAddresses {
            try require(
                own.contains(address.address) || !nodes[index].kernel.reports.isEmpty,
                "a stop leaves no virtual address: \(address.address)", index)
        }
    }

    /// The process reads the file as it is now.
    mutating func reload(_ index: Int, _ file: NodeFile) throws(Violation) {
        guard nodes[index].isRunning else { return }
        let wasMaster = nodes[index].routing.election.instanceStates.contains(.master)
        let names = Set(nodes[index].file.routers.map(\.name))
        nodes[index].oldFile = nodes[index].file
        nodes[index].file = file
        nodes[index].justified = [:]
        nodes[index].entered = [:]
        note(
            "node \(index) reloads \(file.routers.map { "\($0.name)=\($0.virtualRouterID)@\($0.interface)" })"
        )
        let model = try model(of: index)
        let staying = Set(file.routers.map(\.identity))
        for router in nodes[index].oldFile?.routers ?? [] where !staying.contains(router.identity) {
            nodes[index].reported[router.name] = nil
            nodes[index].lastFollowed[router.name] = nil
        }
        let number = nodes[index].fileNumber
        try event(index) {
            $0.fileRead(Node.trackedPath, .number(number), at: $1, into: &$2)
            $0.reload(model, at: $1, into: &$2)
        }
        if wasMaster, nodes[index].routing.election.instanceStates.contains(.master) {
            marks.insert(.reloadKeptMaster)
        }
        if !Set(file.routers.map(\.name)).isSubset(of: names) { marks.insert(.reloadAddedInstance) }
        try checkAgainstFreshStart(index)
    }

    private func model(of index: Int) throws(Violation) -> Model {
        let result = SimulatedHost.load(nodes[index].file)
        let errors = result.diagnostics.filter { $0.severity == .error }
        try require(errors.isEmpty, "the files are good: \(errors.map(\.message))", index)
        return result.model
    }

    // MARK: trouble

    /// One piece of trouble.
    mutating func trouble() throws(Violation) {
        let index = random.number(0...nodes.count - 1)
        let lan = random.number(0...plan.lanCount - 1)
        switch random.number(0...25) {
        case 0: powerOff(index)
        case 1: if nodes[index].isRunning { nodes[index].power = .killed }
        case 2: try stop(index)
        case 3, 4: try powerOn(index)
        case 5, 6:
            guard nodes[index].isRunning else { return }
            nodes[index].power = .paused(until: now + random.duration(.milliseconds(1)...(.seconds(6))))
            note("node \(index) is paused")
        case 7, 8:
            let isUp = random.chance(50)
            count("carrier \(isUp ? "up" : "down")")
            note("node \(index) lan\(lan) has \(isUp ? "a" : "no") carrier")
            kernel(index) { $0.setCarrier("lan\(lan)", isUp) }
        case 9:
            nodes[index].isScriptGood.toggle()
            try writeFile(index)
        case 10: try troubleSession(index)
        case 11: cutOrJoin(index, lan)
        case 12, 13, 14, 15, 16: try troubleReload(index)
        case 17: lossPercent = random.pick([0, 10, 50, 90])
        case 18: moveInterface(index, lan)
        case 19: renameInterface(index, lan)
        case 20: hostAddress(index, lan)
        case 21: virtualAddress(index)
        case 22:
            nodes[index].kernel.refusesSockets.toggle()
            let refuses = nodes[index].kernel.refusesSockets
            note("node \(index) refuses sockets: \(refuses)")
        case 23:
            let isUp = random.chance(50)
            count("an interface that is told to be \(isUp ? "up" : "down")")
            note("node \(index) lan\(lan) is told to be \(isUp ? "up" : "down")")
            kernel(index) { $0.setUp("lan\(lan)", isUp) }
        default: kernelMood(index, lan)
        }
    }

    /// Something happens to the machine's network; the process hears of it a moment later.
    private mutating func kernel(_ index: Int, _ act: (inout SimulatedKernel) -> Void) {
        act(&nodes[index].kernel)
        guard nodes[index].isRunning else {
            if case .paused = nodes[index].power {
                nodes[index].kernel.isDisturbed = true
                return schedule(index)
            }
            _ = nodes[index].kernel.takeReports()
            return
        }
        nodes[index].kernel.isDisturbed = true
        if losesReports {
            losesReports = false
            count("reports that are lost")
            note("node \(index) loses reports")
            nodes[index].kernel.reports = [.overrun]
        }
        schedule(index)
    }

    private mutating func schedule(_ index: Int) {
        guard !nodes[index].kernel.reports.isEmpty, nodes[index].readsReports == nil else { return }
        nodes[index].readsReports = now + random.duration(.zero...(.milliseconds(2)))
    }

    private mutating func moveInterface(_ index: Int, _ lan: Int) {
        let name = "lan\(lan)"
        let addresses = Plan.hostAddresses(node: index, lan: lan)
        if nodes[index].kernel.port(named: name) == nil {
            count("an interface that comes back")
            note("node \(index) plugs \(name) in")
            kernel(index) { $0.plugIn(name, lan: lan, addresses) }
        } else {
            count("an interface that disappears")
            note("node \(index) unplugs \(name)")
            kernel(index) { $0.unplug(name) }
        }
    }

    private mutating func renameInterface(_ index: Int, _ lan: Int) {
        let isThere = nodes[index].kernel.port(named: "lan\(lan)") != nil
        count("an interface that is renamed")
        note("node \(index) renames lan\(lan)")
        kernel(index) {
            $0.rename(isThere ? "lan\(lan)" : "old\(lan)", to: isThere ? "old\(lan)" : "lan\(lan)")
        }
    }

    /// The host loses an address of its own, or gets it back.
    private mutating func hostAddress(_ index: Int, _ lan: Int) {
        guard let port = nodes[index].kernel.ports.first(where: { $0.lan == lan }) else { return }
        let (address, length) = random.pick(Plan.hostAddresses(node: index, lan: lan))
        let place = AddressPlace(linkIndex: port.link.index, address: address, prefixLength: length)
        note("node \(index) loses or gains \(address)")
        if nodes[index].kernel.has(address) {
            count("a host address that goes")
            kernel(index) { $0.remove(place) }
        } else {
            count("a host address that comes back")
            kernel(index) { $0.add(address, length, on: place.linkIndex) }
        }
    }

    /// Somebody else removes a virtual address.
    private mutating func virtualAddress(_ index: Int) {
        let own = Plan.allHostAddresses(node: index, lans: plan.lanCount)
        let virtual = nodes[index].kernel.addresses.filter { !own.contains($0.address) }
        guard !virtual.isEmpty else { return }
        let place = random.pick(virtual).place
        count("a virtual address that others remove")
        note("somebody removes \(place.address) of node \(index)")
        kernel(index) { $0.remove(place) }
    }

    private mutating func kernelMood(_ index: Int, _ lan: Int) {
        switch random.number(0...3) {
        case 3:
            count("another Ethernet address")
            note("node \(index) changes the Ethernet address of lan\(lan)")
            kernel(index) { $0.changeMACAddress("lan\(lan)") }
        case 0: nodes[index].kernel.promotesSecondaries.toggle()
        case 1:
            // Those of the next change of any machine.
            losesReports = true
        default:
            nodes[index].kernel.refusesAddresses.toggle()
            count("addresses that are refused")
        }
    }

    // MARK: reloads

    private mutating func troubleReload(_ index: Int) throws(Violation) {
        guard nodes[index].isRunning else { return }
        var file = random.chance(30) ? plan.files[index] : nodes[index].file
        for _ in 0..<random.number(0...3) { change(&file, index) }
        try reload(index, file)
    }

    /// One edit of a file. A group keeps its members: a group of one is another thing.
    private mutating func change(_ file: inout NodeFile, _ index: Int) {
        guard !file.routers.isEmpty else { return }
        let place = random.number(0...file.routers.count - 1)
        let isGrouped = file.group.contains(file.routers[place].name)
        let kind = random.number(0...14)
        let names = [
            "priority", "virtual_router_id", "interface", "addresses", "version", "family", "multicast group",
            "peers", "password", "advert_int", "name", "removal", "addition", "swapped ids",
            "prefix or label",
        ]
        count("a reload: \(names[kind])")
        switch kind {
        case 0: if !isGrouped { file.routers[place].priority = UInt8(random.number(1...254)) }
        case 1:
            let id = UInt8(random.number(100...120))
            if !file.routers.contains(where: { $0.virtualRouterID == id }) {
                file.routers[place].virtualRouterID = id
            }
        case 2: setInterface(&file.routers[place], index, "lan\(random.number(0...plan.lanCount - 1))")
        case 3: changeAddresses(&file.routers[place])
        case 4: changeVersion(&file.routers[place])
        case 5: changeFamily(&file.routers[place], index)
        case 6:
            let isIPv4 = file.routers[place].family == .ipv4
            file.routers[place].multicastGroup =
                random.chance(50) ? nil : IPAddress(isIPv4 ? "224.0.0.77" : "ff02::77")
        case 7:
            let router = file.routers[place]
            file.routers[place].peers =
                !router.peers.isEmpty && random.chance(50)
                ? []
                : nodes.indices.filter { $0 != index }.map {
                    Plan.address(node: $0, lan: Plan.lan(router), family: router.family)
                }
        case 8:
            if file.routers[place].version == 2 {
                file.routers[place].password = random.pick([nil, "another1", "password"])
            }
        case 9: file.routers[place].intervalMilliseconds = 1000 * random.number(1...2)
        case 10: if !isGrouped { rename(&file, place) }
        case 11: if !isGrouped { file.routers.remove(at: place) }
        case 12:
            let missing = plan.files[index].routers.filter { router in
                !file.routers.contains {
                    $0.name == router.name || $0.virtualRouterID == router.virtualRouterID
                }
            }
            if !missing.isEmpty { file.routers.append(random.pick(missing)) }
        case 13:
            let other = random.number(0...file.routers.count - 1)
            let id = file.routers[place].virtualRouterID
            file.routers[place].virtualRouterID = file.routers[other].virtualRouterID
            file.routers[other].virtualRouterID = id
        default:
            file.routers[place].prefixLength = random.pick([24, 32])
            let interface = file.routers[place].interface
            file.routers[place].label =
                file.routers[place].family == .ipv4 && random.chance(50) ? "\(interface):1" : nil
        }
    }

    private func setInterface(_ router: inout NodeFile.Router, _ index: Int, _ name: String) {
        router.interface = name
        router.label = nil
        guard !router.peers.isEmpty else { return }
        router.peers = nodes.indices.filter { $0 != index }.map {
            Plan.address(node: $0, lan: Plan.lan(router), family: router.family)
        }
    }

    private mutating func changeAddresses(_ router: inout NodeFile.Router) {
        let number = Int(router.name.dropFirst(3)) ?? 0
        switch random.number(0...2) {
        case 0 where router.addresses.count > 1: router.addresses.removeFirst()
        case 1: router.addresses.reverse()
        default:
            let next = Plan.virtualAddress(number, random.number(3...7), router.family)
            if !router.addresses.contains(next) { router.addresses.insert(next, at: 0) }
        }
    }

    private func changeVersion(_ router: inout NodeFile.Router) {
        guard router.family == .ipv4 else { return }
        router.version = 5 - router.version
        if router.version == 3 {
            router.password = nil
        } else {
            router.sendsMessageChecksum = false
            router.intervalMilliseconds = 1000
        }
    }

    private func changeFamily(_ router: inout NodeFile.Router, _ index: Int) {
        let number = Int(router.name.dropFirst(3)) ?? 0
        router.family = router.family == .ipv4 ? .ipv6 : .ipv4
        router.version = 3
        router.password = nil
        router.label = nil
        router.multicastGroup = nil
        router.addresses = router.addresses.indices.map { Plan.virtualAddress(number, $0, router.family) }
        setInterface(&router, index, router.interface)
    }

    private mutating func rename(_ file: inout NodeFile, _ place: Int) {
        let name = "VI_\(random.number(200...210))"
        guard !file.routers.contains(where: { $0.name == name }) else { return }
        file.routers[place].name = name
    }

    // MARK: healing

    /// Everything works again: all nodes run with their own files, all links are up, nothing is lost.
    mutating func heal() throws(Violation) {
        note("everything is healed")
        isHealed = true
        lossPercent = 0
        duplicationPercent = 0
        minimumDelay = .microseconds(500)
        maximumDelay = minimumDelay
        for lan in reaches.indices {
            for from in nodes.indices {
                for to in nodes.indices { reaches[lan][from][to] = true }
            }
        }
        for index in nodes.indices {
            nodes[index].kernel.refusesSockets = false
            nodes[index].kernel.refusesAddresses = false
            nodes[index].isScriptGood = true
            nodes[index].fileNumber = 0
            for lan in 0..<plan.lanCount { healInterface(index, lan) }
            if case .paused = nodes[index].power { try wake(index) }
            try powerOn(index)
            try setSession(index, isUp: true)
            try readReports(index)
            try reload(index, plan.files[index])
        }
    }

    private mutating func healInterface(_ index: Int, _ lan: Int) {
        let addresses = Plan.hostAddresses(node: index, lan: lan)
        kernel(index) { kernel in
            kernel.rename("old\(lan)", to: "lan\(lan)")
            kernel.setUp("lan\(lan)", true)
            if kernel.port(named: "lan\(lan)") == nil { kernel.plugIn("lan\(lan)", lan: lan, addresses) }
            guard let port = kernel.port(named: "lan\(lan)") else { return }
            for (address, length) in addresses where !kernel.has(address) {
                kernel.add(address, length, on: port.link.index)
            }
        }
    }
}

extension Election {
    /// The state of every instance.
    var instanceStates: [State] { settings.instances.indices.map { state(instance: $0) } }
}
