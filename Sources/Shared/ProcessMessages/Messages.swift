public import Notifications

/// What a child tells its supervisor.
public enum ChildMessage: Equatable, Sendable {
    /// The configuration is in effect: start-up or a reload is complete.
    case ready
    /// A configuration could not be taken over; the old one stays.
    case refused(reason: String)
    /// A line for the console and the log file, with its syslog level.
    case log(level: UInt8, text: String)
    /// Run a command.
    case run(RunRequest)
    /// End what runs in this lane; its answer still comes.
    case cancel(lane: String)
    /// Write the contents of the descriptor that came along to the file at this path.
    case write(path: String)
    /// The status is published as it is now: write the dump of that kind which is made of it.
    case dump(DumpKind)
    /// Somebody sent the child SIGHUP: it wants a new configuration.
    case wantsReload
    /// The value of a topic from now on, for those who subscribe to it; nil: there is none any more.
    case publish(topic: String, value: [UInt8]?)
    /// Send the value of a topic, now if there is one, and whenever it changes.
    case subscribe(topic: String)
}

/// What a supervisor tells a child.
public enum SupervisorMessage: Equatable, Sendable {
    /// Take over the configuration whose transcript is in the descriptor that came along.
    case configure
    /// Stop gracefully.
    case stop
    /// Write a dump.
    case dump(DumpKind)
    /// A command ended.
    case ran(id: UInt64, RunOutcome)
    /// The value of a topic that the child subscribes to has changed; nil: there is none any more.
    case topic(String, value: [UInt8]?)
}

/// Which dump is asked for; each has its signal in keepalived.
public enum DumpKind: UInt8, CaseIterable, Sendable {
    /// SIGUSR1: `keepalived.data`.
    case data = 0
    /// SIGUSR2: `keepalived.stats`.
    case statistics = 1
    /// The same, and the counters start again.
    case statisticsAndClear = 2
    /// `keepalived.json`.
    case json = 3
}
