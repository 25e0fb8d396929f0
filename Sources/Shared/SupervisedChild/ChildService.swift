public import Configuration
public import Notifications
public import ProcessMessages
public import SystemCalls

/// How one child process differs from the others.
public struct ChildDescription: Sendable {
    /// The name of the command in messages on standard error.
    public var command: String
    /// The identity of its log lines in syslog.
    public var syslogIdentity: String
    /// The rights that it needs, for advice if the system refuses it.
    public var rights: String
    /// The part of the configuration that it reads.
    public var scope: ConfigurationScope
    /// The configuration's settings for the process itself.
    public var tuning: any KeyPath<GlobalDefinitions, ProcessTuning> & Sendable
    /// The topics of other processes that it subscribes to.
    public var topics: [String]

    /// Describes a child process.
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

/// A dump that a process renders itself: the contents of a file of that name in the directory of dumps.
public struct ChildDump: Equatable, Sendable {
    /// The name of the file.
    public var name: String
    /// Its contents.
    public var text: String

    /// A dump with that name and text.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// The work of a child process; `ChildFrame` provides everything around it.
public protocol ChildService: AnyObject {
    /// How its process differs from others.
    static var description: ChildDescription { get }

    /// Opens what it needs for any configuration.
    init(frame: ChildFrame) throws(SystemError)

    /// Applies the first configuration. An error ends the process.
    func start(_ model: Model) throws(SystemError)

    /// Applies another configuration. What has not changed must continue undisturbed.
    func reload(_ model: Model)

    /// The supervisor knows that the configuration is in effect. By default, the memory of the start is released.
    func configurationIsInEffect()

    /// A command that it asked for has ended or will never begin.
    func commandEnded(_ id: UInt64, _ outcome: RunOutcome)

    /// The value of a subscribed topic has changed; nil means that it was withdrawn.
    func topicChanged(_ topic: String, _ value: [UInt8]?)

    /// The dump of that kind; nil if it has none, or if it will publish its status later, from which the supervisor
    /// renders the dump.
    func dump(_ kind: DumpKind) -> ChildDump?

    /// Gives up what it holds. The process ends when this returns.
    func stop()
}

extension ChildService {
    /// Releases the memory of the start.
    public func configurationIsInEffect() { StartupMemory.release() }

    /// Ignores the end of commands.
    public func commandEnded(_ id: UInt64, _ outcome: RunOutcome) {}

    /// Ignores topics.
    public func topicChanged(_ topic: String, _ value: [UInt8]?) {}

    /// Has no dumps.
    public func dump(_ kind: DumpKind) -> ChildDump? { nil }
}
