import Configuration
import Election
import Glibc
import Netlink
import NetworkTypes
import Notifications
import PacketFormats
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing

extension VRRPDaemon {
    /// Closer deadlines than this belong to one event, such as the death of a host that was master many times.
    private static let rushGap: Duration = .milliseconds(1)
    /// How long the addresses of the first wait for the advertisements of the others.
    private static let rushLimit: Duration = .milliseconds(2)

    /// Sends what is to be advertised, and does the rest unless the next instance is about to act: in a rush every
    /// instance advertises in time, and their addresses go to the kernel together.
    func performUnlessRushed() {
        advertise()
        let now = MonotonicClock.now()
        if let due = election.deadline, due - now < Self.rushGap {
            let began = rushBegan ?? now
            rushBegan = began
            if now - began < Self.rushLimit { return }
        }
        perform()
    }

    /// Carries out `effects`: all advertisements first, then all addresses, then all announcements, each kind in as
    /// few system calls as it fits; logs and scripts come last, when the network has what it needs.
    func perform() {
        advertise()
        rushBegan = nil
        changeAddresses()
        announce()
        tellMastership()
        for effect in effects { report(effect) }
        // Room for every instance's advertisement stays; that of a great event goes.
        effects.removeAll(keepingCapacity: effects.count <= max(64, 2 * model.instances.count))
        advertisedCount = 0
    }

    /// Tells the checker process, by way of the supervisor, whether the instance it follows is master now.
    func tellMastership() {
        guard let followed else { return }
        let isMaster = election.state(instance: followed.index) == .master
        guard isMaster != followed.isMaster else { return }
        self.followed?.isMaster = isMaster
        let name = model.instances[followed.index].name
        supervisor.send(.mastership(instance: name, isMaster: isMaster))
    }

    private func advertise() {
        var current: Transport.Channel?
        defer { advertisedCount = effects.count }
        for effect in effects[advertisedCount...] {
            guard case .advertise(let index, let priority) = effect, let channel = runtimes[index].channel
            else { continue }
            if let current, current !== channel { flush(on: current) }
            current = channel
            prepareAdvertisement(of: index, priority: priority)
            for packet in runtimes[index].cache.packets {
                if transport.isFull { flush(on: channel) }
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

    /// Sends the first announcement of every address before any is repeated.
    private func announce() {
        var firstCounts: [Int: Int] = [:]
        var repeats: [(instance: Int, address: Int)] = []
        for effect in effects {
            guard case .announce(let index, let address) = effect else { continue }
            prepareAnnouncements(of: index)
            let count = firstCounts[index, default: 0]
            if count < runtimes[index].frames.count {
                firstCounts[index] = count + 1
                announce(address, of: index)
            } else {
                repeats.append((index, address))
            }
        }
        for (index, address) in repeats { announce(address, of: index) }
        if !announcer.isEmpty { flushAnnouncements() }
    }

    private func announce(_ address: Int, of index: Int) {
        let frames = runtimes[index].frames
        guard frames.indices.contains(address), let frame = frames[address] else { return }
        if announcer.isFull { flushAnnouncements() }
        announcer.append(frame.bytes, interfaceIndex: frame.linkIndex)
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
            guard let notified = RoutingState(state) else { return }
            notify(.group(group.name, notified), group.notifications)
        case .conflictWon(let index, let from, let theirs, let ours):
            let instance = model.instances[index]
            log(.conflictWon(instance: instance.name, from: from, theirs: theirs, ours: ours))
            notify(
                .instance(instance.name, .masterReceivedLowerPriority, priority: ours),
                instance.notifications)
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
            let state: RoutingState = instance.notifications.reportsDeleted ? .deleted : .fault
            return notify(.instance(instance.name, state, priority: priority), instance.notifications)
        }
        quietAt = MonotonicClock.now() + Self.quietTime
        guard let notified = RoutingState(to) else { return }
        log(.entering(instance: instance.name, to, isInitial: from == .initialize && to == .backup))
        if to == .master {
            for virtual in instance.allAddresses {
                log(
                    .announcing(
                        instance: instance.name, interface: virtual.interface, address: virtual.address))
            }
        }
        notify(.instance(instance.name, notified, priority: priority), instance.notifications)
    }

    func notify(_ notification: Notification, _ scripts: NotificationScripts) {
        let commands = scripts.commands(for: notification)
        for request in notification.requests(commands, numbers: &runNumbers) {
            supervisor.send(.run(request))
        }
    }
}

extension RoutingState {
    /// What scripts hear of a state; nil if nothing.
    init?(_ state: State) {
        switch state {
        case .master: self = .master
        case .backup: self = .backup
        case .fault: self = .fault
        case .initialize: return nil
        }
    }
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
