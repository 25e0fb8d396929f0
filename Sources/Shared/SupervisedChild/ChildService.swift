public import Configuration
public import Notifications
public import ProcessMessages
public import SystemCalls

/// What is different about one process of ours, before it does anything.
public struct ChildDescription: Sendable {
    /// The command, for messages on standard error.
    public var command: String
    /// What its lines are called in syslog.
    public var syslogIdentity: String
    /// What it needs, for advice when the system refuses it.
    public var rights: String
    /// The part of the configuration that it reads.
    public var scope: ConfigurationScope
    /// Where the configuration says how it runs.
    public var tuning: any KeyPath<GlobalDefinitions, ProcessTuning> & Sendable
    /// The topics of other processes that it wants to know.
    public var topics: [String]

    /// A process that runs in this way.
    public init(
        command: String, syslogIdentity: String, rights: String, scope: ConfigurationScope,
        tuning: any KeyPath<GlobalDefinitions, ProcessTuning> & Sendable, topics: [String] = []
    ) {
        self.command = command
        self.syslogIdentity = syslogIdentity
        self.rights = rights
        self.scope = scope
        self.tuning = tuning
        self.topics = topics
    }
}

/// What a process has to say when it is asked for its state.
public enum ChildDump: Equatable, Sendable {
    /// A file of that name, in the directory of dumps.
    case file(name: String, text: String)
    /// It has published its status, and the supervisor makes the file of it.
    case published
}

/// What a process of ours does; everything around it is the business of its `ChildFrame`.
public protocol ChildService: AnyObject {
    /// What is different about its process.
    static var description: ChildDescription { get }

    /// Opens what it needs whatever its configuration will be.
    init(frame: ChildFrame) throws(SystemError)

    /// The first configuration. An error ends the process.
    func start(_ model: Model) throws(SystemError)

    /// Another configuration: what is the same goes on undisturbed.
    func reload(_ model: Model)

    /// The supervisor knows that the configuration is in effect. Without more to do the memory of the start goes back.
    func configurationIsInEffect()

    /// A command that it asked for has ended, or never will begin.
    func commandEnded(_ id: UInt64, _ outcome: RunOutcome)

    /// A topic that it wants to know has another value; nil: none any more.
    func topicChanged(_ topic: String, _ value: [UInt8]?)

    /// What it has to say to a request for its state; nil: nothing.
    func dump(_ kind: DumpKind) -> ChildDump?

    /// Gives up what it holds; the process ends when this returns.
    func stop()
}

extension ChildService {
    /// Gives the memory of the start back.
    public func configurationIsInEffect() { StartupMemory.release() }

    /// Nothing: it asks for no commands, or does not mind how they end.
    public func commandEnded(_ id: UInt64, _ outcome: RunOutcome) {}

    /// Nothing: it wants to know no topics.
    public func topicChanged(_ topic: String, _ value: [UInt8]?) {}

    /// Nothing.
    public func dump(_ kind: DumpKind) -> ChildDump? { nil }
}
