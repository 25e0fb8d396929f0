public import Notifications

/// A message from a child to its supervisor.
public enum ChildMessage: Equatable, Sendable {
    /// The configuration is in effect: start-up or a reload is complete.
    case ready
    /// A configuration could not be applied; the old one stays in force.
    case refused(reason: String)
    /// A line for the console and the log file, with its syslog level.
    case log(level: UInt8, text: String)
    /// Run a command.
    case run(RunRequest)
    /// Send this mail, whenever that is possible.
    case mail(Mail)
    /// End the command of this lane; its answer still follows.
    case cancel(lane: String)
    /// Write the contents of the attached descriptor to the file at this path.
    case write(path: String)
    /// The published status is up to date: render and write the dump of that kind.
    case dump(DumpKind)
    /// The child received SIGHUP and wants a reload.
    case wantsReload
    /// The new value of a topic for its subscribers; nil withdraws it.
    case publish(topic: String, value: [UInt8]?)
    /// Send the value of a topic now, if there is one, and whenever it changes.
    case subscribe(topic: String)
}

/// A message from a supervisor to a child.
public enum SupervisorMessage: Equatable, Sendable {
    /// Apply the configuration whose transcript is in the attached descriptor.
    case configure
    /// Stop gracefully.
    case stop
    /// Write a dump.
    case dump(DumpKind)
    /// A command has ended.
    case ran(id: UInt64, RunOutcome)
    /// The new value of a subscribed topic; nil if it was withdrawn.
    case topic(String, value: [UInt8]?)
}

/// The kinds of dumps, each with a signal as in keepalived.
public enum DumpKind: UInt8, CaseIterable, Sendable {
    /// SIGUSR1: `keepalived.data`.
    case data = 0
    /// SIGUSR2: `keepalived.stats`.
    case statistics = 1
    /// The same, after which the counters restart at 0.
    case statisticsAndClear = 2
    /// `keepalived.json`.
    case json = 3
}
