import Configuration
import Election
import Glibc
import Netlink
import NetworkTypes
import PacketFormats
import ProcessMessages
import SystemCalls

extension VRRPDaemon {
    /// Carries out `effects`: all advertisements first, then all addresses, then all announcements, each kind in as
    /// few system calls as it fits; logs and scripts come last, when the network has what it needs.
    func perform() {
        advertise()
        changeAddresses()
        announce()
        for effect in effects { report(effect) }
        effects.removeAll(keepingCapacity: true)
    }

    private func advertise() {
        var current: Transport.Channel?
        for effect in effects {
            guard case .advertise(let index, let priority) = effect, let channel = runtimes[index].channel
            else { continue }
            if let current, current !== channel { flush(on: current) }
            current = channel
            prepareAdvertisement(of: index, priority: priority)
            for packet in runtimes[index].cache.packets {
                transport.enqueue(packet.bytes, to: packet.destination)
            }
        }
        if let current { flush(on: current) }
    }

    /// Has the instance's packets of that priority encoded.
    func prepareAdvertisement(of index: Int, priority: UInt8) {
        guard let source = runtimes[index].source else { return }
        runtimes[index].cache.prepare(
            priority: priority, instance: index, of: model.instances[index], source: source,
            election: election)
    }

    private func flush(on channel: Transport.Channel) {
        if let failure = transport.flush(on: channel) {
            sendFailed(failure, on: channel)
        } else if !lastSendFailure.isEmpty {
            lastSendFailure[channel.endpoint.interface] = nil
        }
    }

    private func sendFailed(_ error: SystemError, on channel: Transport.Channel) {
        // The same failure would repeat with every advertisement: it is said once, until it changes.
        guard lastSendFailure[channel.endpoint.interface] != error.errno else { return }
        lastSendFailure[channel.endpoint.interface] = error.errno
        log(.sendFailed(instance: channel.endpoint.interface, SystemFailure(description: error.description)))
    }

    private func changeAddresses() {
        var changes: [AddressChange] = []
        for effect in effects {
            switch effect {
            case .addAddresses(let index):
                keeper.add(
                    model.instances[index].allAddresses, instance: index, interfaces: interfaces,
                    into: &changes)
            case .removeAddresses(let index) where !keepsAddresses:
                keeper.remove(instance: index, into: &changes)
            default: break
            }
        }
        apply(changes)
    }

    /// Whether addresses stay behind at a stop (`--dont-release-vrrp`).
    private var keepsAddresses: Bool { isStopping && options.keepsAddressesAtStop }

    /// Hands the changes to the kernel in one go, and logs what it refuses; returns how many it has made.
    @discardableResult
    func apply(_ changes: [AddressChange]) -> Int {
        guard !changes.isEmpty else { return 0 }
        var madeCount = 0
        for (change, failure) in zip(changes, connection.apply(changes)) {
            guard let failure else {
                madeCount += 1
                continue
            }
            guard !change.isDone(in: failure) else { continue }
            log(
                .addressChangeFailed(
                    address: change.address, interface: interfaces[change.linkIndex]?.name ?? "?",
                    SystemFailure(description: failure.description)))
        }
        return madeCount
    }

    private func announce() {
        var isQueued = false
        for effect in effects {
            guard case .announce(let index, let address) = effect else { continue }
            prepareAnnouncements(of: index)
            guard runtimes[index].frames.indices.contains(address),
                let frame = runtimes[index].frames[address]
            else { continue }
            announcer.append(frame.bytes, interfaceIndex: frame.linkIndex)
            isQueued = true
        }
        if isQueued { flushAnnouncements() }
    }

    /// Has the frames that announce the instance's addresses built.
    func prepareAnnouncements(of index: Int) {
        if runtimes[index].frames.isEmpty { runtimes[index].frames = announcementFrames(of: index) }
    }

    private func flushAnnouncements() {
        // An interface that just went down cannot announce; its FAULT is told by netlink.
        guard let failure = announcer.flush().firstError, failure.errno != ENETDOWN, failure.errno != ENXIO
        else { return }
        log(.sendFailed(instance: "announcements", SystemFailure(description: failure.description)))
    }

    /// The gratuitous ARP or neighbour advertisement of each address; nil where the interface has none to send.
    private func announcementFrames(of index: Int) -> [(bytes: [UInt8], linkIndex: Int32)?] {
        model.instances[index].allAddresses.map { virtual in
            guard let link = interfaces[virtual.interface], let hardware = link.macAddress, !link.hasNoARP
            else { return nil }
            switch virtual.address {
            case .ipv4(let address):
                return (
                    AnnouncementFrame.gratuitousARP(address: address, hardwareAddress: hardware), link.index
                )
            case .ipv6(let address):
                let isRouter = (try? Machine.forwardsIPv6(on: link.name)) ?? false
                return (
                    AnnouncementFrame.neighborAdvertisement(
                        address: address, hardwareAddress: hardware, isRouter: isRouter), link.index
                )
            }
        }
    }

    private func report(_ effect: Effect) {
        switch effect {
        case .advertise, .announce: break
        case .addAddresses(let index): log(.settingAddresses(instance: model.instances[index].name))
        case .removeAddresses(let index): log(.removingAddresses(instance: model.instances[index].name))
        case .transition(let index, let from, let to, let reason): reportTransition(index, from, to, reason)
        case .groupTransition(let index, let state):
            let group = model.groups[index]
            log(.groupSyncing(group: group.name, state))
            guard let notified = Notifier.NotifiedState(state) else { return }
            notify(.group, name: group.name, notified, priority: 0, scripts: group.notifications)
        case .conflictWon(let index, let from, let theirs, let ours):
            let instance = model.instances[index]
            log(.conflictWon(instance: instance.name, from: from, theirs: theirs, ours: ours))
            notify(
                .instance, name: instance.name, .masterReceivedLowerPriority, priority: ours,
                scripts: instance.notifications)
        case .priorityChanged(let index, let from, let to):
            log(.priorityChanged(instance: model.instances[index].name, from: from, to: to))
        case .note(let index, let note):
            log(
                .note(
                    instance: model.instances[index].name, note,
                    ourPriority: election.effectivePriority(instance: index)))
        }
    }

    private func reportTransition(_ index: Int, _ from: State, _ to: State, _ reason: TransitionReason) {
        let instance = model.instances[index]
        let priority = election.effectivePriority(instance: index)
        if reason.hasLine { log(.reason(instance: instance.name, reason, ourPriority: priority)) }
        if to == .initialize, reason == .reload {
            let state = instance.notifications.reportsDeleted ? Notifier.NotifiedState.deleted : .fault
            return notify(
                .instance, name: instance.name, state, priority: priority, scripts: instance.notifications)
        }
        guard let notified = Notifier.NotifiedState(to) else { return }
        log(.entering(instance: instance.name, to, isInitial: from == .initialize && to == .backup))
        if to == .master {
            for virtual in instance.allAddresses {
                log(
                    .announcing(
                        instance: instance.name, interface: virtual.interface, address: virtual.address))
            }
        }
        notify(.instance, name: instance.name, notified, priority: priority, scripts: instance.notifications)
    }

    func notify(
        _ subject: Notifier.Subject, name: String, _ state: Notifier.NotifiedState, priority: UInt8,
        scripts: Notifications
    ) {
        for request in notifier.requests(subject, name: name, state, priority: priority, scripts: scripts) {
            supervisor.send(.run(request))
        }
    }
}

extension VRRPInstance {
    /// The advertised addresses, then the excluded ones.
    var allAddresses: [VirtualAddress] { addresses + excludedAddresses }
}

extension AddressChange {
    /// Whether the failure only says that nothing was left to do.
    func isDone(in failure: SystemError) -> Bool {
        switch action {
        case .add: failure.errno == EEXIST
        case .remove: failure.errno == EADDRNOTAVAIL || failure.errno == ENODEV
        }
    }
}
