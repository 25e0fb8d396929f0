public import NetworkTypes
internal import PacketFormats
public import Timing

extension Election {
    /// The state of the instance at this index.
    public func state(instance: Int) -> State { instances[instance].state }

    /// The state of the group as it was last reported.
    public func state(group: Int) -> State { groups[group].state }

    /// The advertised priority: the base priority as changed by trackers.
    public func effectivePriority(instance: Int) -> UInt8 { instances[instance].effectivePriority }

    /// The address that the instance sends from.
    public func sourceAddress(instance: Int) -> IPAddress? { instances[instance].sourceAddress }

    /// The known master: for a backup the last one accepted, for a master itself.
    public func masterAddress(instance: Int) -> IPAddress? {
        switch instances[instance].activity {
        case .backup(let backup): backup.masterAddress
        case .master: instances[instance].sourceAddress
        case .initialize, .fault: nil
        }
    }

    /// The priority of `masterAddress`; 0 if none is known.
    public func masterPriority(instance: Int) -> UInt8 {
        switch instances[instance].activity {
        case .backup(let backup): backup.masterPriority
        case .master: instances[instance].effectivePriority
        case .initialize, .fault: 0
        }
    }

    /// The interval that the down timer uses: the master's, or the instance's own.
    public func masterInterval(instance: Int) -> Duration {
        guard case .backup(let backup) = instances[instance].activity else {
            return instances[instance].ownInterval
        }
        return backup.masterInterval
    }

    /// How long a master must be silent before this instance considers it dead (RFC 9568 §6.1).
    public func masterDownInterval(instance: Int) -> Duration {
        instances[instance].masterDownInterval(
            priority: instances[instance].effectivePriority,
            masterInterval: masterInterval(instance: instance))
    }

    /// The state that the instance wants: MASTER also for a backup that only waits for its sync group, and
    /// FAULT for one that cannot run.
    public func wantsState(instance: Int) -> State {
        if case .backup(let backup) = instances[instance].activity, backup.wantsMaster { return .master }
        return instances[instance].state
    }

    /// When `preempt_delay` ends, until which a lower priority is accepted; nil if it does not run.
    public func preemptDelayEnd(instance: Int) -> MonotonicInstant? {
        guard case .backup(let backup) = instances[instance].activity else { return nil }
        return backup.preemptDelayEnd
    }

    /// When the down timer of a backup expires, or when a master advertises next.
    public func timerDeadline(instance: Int) -> MonotonicInstant? { deadlines[instance] }

    /// When the instance last changed its state; nil: never.
    public func lastTransition(instance: Int) -> MonotonicInstant? { instances[instance].lastTransition }

    /// The last advertisement that failed a check, to explain why two routers disagree.
    public func lastDrop(instance: Int) -> DroppedAdvertisement? { instances[instance].lastDrop }

    /// The counters of the instance.
    public func statistics(instance: Int) -> InstanceStatistics { instances[instance].statistics }

    /// Whether the tracker counts as up; nil: not known yet, or a number.
    public func isUp(tracker: Int) -> Bool? {
        switch trackers[tracker].state {
        case .pending, .number: nil
        case .up: true
        case .down: false
        }
    }

    /// The count of a script's results: 0 to rise + fall - 1; up from rise on.
    public func result(tracker: Int) -> Int { trackers[tracker].result }

    /// Sets the counters of an instance to zero.
    public mutating func clearStatistics(instance: Int) {
        instances[instance].statistics = InstanceStatistics()
    }

    /// The VRRP message (without the IP header) that the instance sends with this priority to that
    /// destination; empty if it has no address to send from. Its bytes depend on the settings, the source
    /// address and the arguments alone.
    public func advertisement(instance: Int, priority: UInt8, destination: IPAddress) -> [UInt8] {
        let settings = instances[instance].settings
        guard let source = instances[instance].sourceAddress else { return [] }
        let message = VRRPMessage(
            version: settings.wireVersion, virtualRouterID: settings.virtualRouterID, priority: priority,
            interval: settings.advertisementInterval, addresses: settings.addresses,
            password: settings.password)
        return message.encoded(from: source, to: destination, checksum: settings.checksumCoverage)
    }
}
