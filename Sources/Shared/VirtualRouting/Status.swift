internal import Configuration
public import Election
public import NetworkTypes
public import Timing

/// What the VRRP process is doing, for whoever asks: dumps, and programs that show or count it.
public struct Status: Equatable, Sendable {
    /// An instance.
    public struct Instance: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// Its state.
        public var state: State
        /// What it is on the way to.
        public var wantedState: State
        /// What keeps it from running.
        public var faultReasons: [FaultReason]
        /// The address it sends from.
        public var source: IPAddress?
        /// The master as far as it is known, and its priority.
        public var masterAddress: IPAddress?
        /// The priority of the master; 0 if none is known.
        public var masterPriority: UInt8
        /// The interval that its down timer counts with.
        public var masterInterval: Duration
        /// What it advertises, or would.
        public var effectivePriority: UInt8
        /// When it changed its state last.
        public var lastTransition: MonotonicInstant?
        /// Its counters.
        public var statistics: InstanceStatistics
    }

    /// A sync group.
    public struct Group: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// Its state.
        public var state: State
    }

    /// A tracked script.
    public struct Script: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// Whether it counts as up; nil: not known yet.
        public var isUp: Bool?
        /// How its last run ended.
        public var last: ScriptStatus?
        /// Whether it runs now.
        public var isRunning: Bool
    }

    /// In the order of the configuration.
    public var instances: [Instance]
    /// In the order of the configuration.
    public var groups: [Group]
    /// Those that something tracks.
    public var scripts: [Script]
}

extension Status {
    /// The instances by their names.
    var byName: [String: Instance] {
        Dictionary(instances.map { ($0.name, $0) }) { first, _ in first }
    }
}

extension VirtualRouting {
    /// What the process is doing now.
    public var status: Status {
        Status(
            instances: model.instances.indices.map { index in
                Status.Instance(
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
                Status.Group(name: group.name, state: election.state(group: index))
            },
            scripts: schedule.entries.map { entry in
                Status.Script(
                    name: entry.script.name, isUp: entry.isUp, last: entry.last, isRunning: entry.run != nil)
            })
    }

    /// Sets all counters to zero.
    public mutating func clearStatistics() { election.clearStatistics() }
}
