internal import Configuration
public import Election
public import NetworkTypes
public import Timing

/// What the VRRP process is doing, from which dumps are rendered.
public struct Status: Equatable, Sendable {
    /// The instances, in the order of the configuration.
    public var instances: [InstanceStatus]
    /// The sync groups, in the order of the configuration.
    public var groups: [GroupStatus]
    /// The scripts that something tracks.
    public var scripts: [ScriptStatus]
}

/// The status of an instance.
public struct InstanceStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its state.
    public var state: State
    /// The state that it is about to enter; the same as `state` if none.
    public var wantedState: State
    /// What keeps it from running.
    public var faultReasons: [FaultReason]
    /// The address it sends from.
    public var source: IPAddress?
    /// The address of the master; nil if none is known.
    public var masterAddress: IPAddress?
    /// The priority of the master; 0 if none is known.
    public var masterPriority: UInt8
    /// The advertisement interval from which its master-down time is computed.
    public var masterInterval: Duration
    /// The priority that it advertises as a master.
    public var effectivePriority: UInt8
    /// When its state last changed.
    public var lastTransition: MonotonicInstant?
    /// Its counters.
    public var statistics: InstanceStatistics
}

/// The status of a sync group.
public struct GroupStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its state.
    public var state: State
}

/// The status of a tracked script.
public struct ScriptStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it counts as up; nil until that is known.
    public var isUp: Bool?
    /// How its last run ended; nil before the first end.
    public var last: ScriptResult?
    /// Whether it is running now.
    public var isRunning: Bool
}

extension Status {
    /// The instances by their names.
    var byName: [String: InstanceStatus] {
        Dictionary(instances.map { ($0.name, $0) }) { first, _ in first }
    }
}

extension VirtualRouting {
    /// What the process is doing now.
    public var status: Status {
        Status(
            instances: model.instances.indices.map { index in
                InstanceStatus(
                    name: model.instances[index].name, state: election.state(instance: index),
                    wantedState: election.wantsState(instance: index),
                    faultReasons: election.faultReasons(instance: index), source: runtimes[index].source,
                    masterAddress: election.masterAddress(instance: index),
                    masterPriority: election.masterPriority(instance: index),
                    masterInterval: election.masterInterval(instance: index),
                    effectivePriority: election.effectivePriority(instance: index),
                    lastTransition: election.lastTransition(instance: index),
                    statistics: election.statistics(instance: index))
            },
            groups: model.groups.enumerated().map { index, group in
                GroupStatus(name: group.name, state: election.state(group: index))
            },
            scripts: schedule.entries.map { entry in
                ScriptStatus(
                    name: entry.script.name, isUp: entry.isUp, last: entry.last, isRunning: entry.run != nil)
            })
    }

    /// Sets all counters to zero.
    public mutating func clearStatistics() { election.clearStatistics() }
}
