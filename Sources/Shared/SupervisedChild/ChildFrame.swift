import Configuration
public import EventLoop
import Glibc
import Logging
public import ProcessMessages
import SystemCalls

/// What every child process has around its service: the channel to the supervisor, the event loop, signals, the pid
/// file, configurations from memory, dumps and the end.
public final class ChildFrame {
    /// How the supervisor started the process.
    public let options: ChildOptions
    /// The event loop of the process.
    public let loop: EventLoop
    /// The connection to the supervisor: log, commands, topics.
    public let supervisor: SupervisorLink
    /// Whether the process is about to end.
    public private(set) var isStopping = false
    private let description: ChildDescription
    private var service: (any ChildService)?
    private var isConfigured = false
    /// `global_defs` of the configuration in force.
    private var global = GlobalDefinitions()
    private var pidFile: PIDFile?
    private var watches: [EventSource] = []

    /// The word of this process and its options from a supervisor; nil if a user has started it.
    public static var supervised: (word: String, arguments: [String])? {
        ChildOptions.child(inEnvironment: Environment.value)
    }

    /// Sets up this process as its supervisor wants it and runs a service in it until it is stopped.
    ///
    /// - Parameters:
    ///   - type: The type of the service.
    ///   - arguments: The options from the supervisor.
    /// - Returns: The exit status.
    public static func run<Service: ChildService>(_ type: Service.Type, _ arguments: [String]) -> Int32 {
        let description = type.description
        let name = description.command
        guard let options = ChildOptions(arguments) else {
            StandardStream.error.write("\(name): this form is for the supervisor; see '\(name) --help'.\n")
            return ExitStatus.failure
        }
        do throws(SystemError) {
            Signals.ignore(SIGPIPE)
            Signals.ignore(DumpKind.foreignJSONSignal)
            try ProcessAttributes.setParentDeathSignal(SIGTERM)
            // Otherwise it would be the name of the link that it was started through.
            let path = CommandLine.arguments.first ?? name
            try ProcessAttributes.setName(path.split(separator: "/").last.map(String.init) ?? name)
            let channel = try ChannelSocket(adopting: FileDescriptor(adopting: options.channel))
            let frame = try ChildFrame(description, options: options, channel: channel)
            try frame.begin(try Service(frame: frame))
            return try frame.serve()
        } catch {
            let status = ConfigurationTransferError.system(error).exitStatus
            let isRefused = status == ExitStatus.permission
            let advice = isRefused ? ": run it as root, or with \(description.rights)" : ""
            StandardStream.error.write("\(name): \(error)\(advice)\n")
            return status
        }
    }

    init(
        _ description: ChildDescription, options: ChildOptions, channel: consuming ChannelSocket
    ) throws(SystemError) {
        self.description = description
        self.options = options
        loop = try EventLoop()
        supervisor = try SupervisorLink(
            channel: channel, loop: loop, identity: description.syslogIdentity, options: options)
    }

    /// Connects the service to all events.
    func begin(_ service: any ChildService) throws(SystemError) {
        self.service = service
        supervisor.onMessage = { [unowned self] message, descriptor in handle(message, descriptor) }
        supervisor.onClosed = { [unowned self] in stop() }
        watches.append(try loop.onSignal(SIGTERM) { [unowned self] _ in stop() })
        watches.append(
            try loop.onSignal(SIGINT) { [unowned self] _ in if !options.ignoresInterrupt { stop() } })
        watches.append(try loop.onSignal(SIGHUP) { [unowned self] _ in supervisor.send(.wantsReload) })
        // The signal of a dump that the service does not have must not end the process.
        for kind in DumpKind.allCases {
            watches.append(try loop.onSignal(kind.signal) { [unowned self] _ in dump(kind) })
        }
        for topic in description.topics { supervisor.send(.subscribe(topic: topic)) }
    }

    /// Runs until the process ends, and removes the pid file.
    ///
    /// - Returns: The exit status.
    func serve() throws(SystemError) -> Int32 {
        defer {
            // The service may hold the frame: break the cycle.
            service = nil
            pidFile = nil
        }
        return try loop.run()
    }

    private func handle(_ message: SupervisorMessage, _ descriptor: consuming FileDescriptor?) {
        switch message {
        case .configure:
            guard let descriptor else { return refuse("the message carried no configuration") }
            configure(descriptor)
        case .stop: stop()
        case .dump(let kind): dump(kind)
        case .ran(let id, let outcome): service?.commandEnded(id, outcome)
        case .topic(let topic, let value): service?.topicChanged(topic, value)
        }
    }

    private func configure(_ transcript: consuming FileDescriptor) {
        guard !isStopping, let service else { return }
        do throws(ConfigurationTransferError) {
            let model = try ConfigurationTransfer.read(transcript, options: options, scope: description.scope)
            supervisor.usesSyslog = model.global.logsToSyslog ?? true
            global = model.global
            if isConfigured { service.reload(model) } else { try start(service, model) }
        } catch {
            return refuse(error.description, status: error.exitStatus)
        }
        supervisor.log(.info, isConfigured ? "Reload complete" : "Startup complete")
        isConfigured = true
        supervisor.send(.ready)
        service.configurationIsInEffect()
    }

    private func start(_ service: any ChildService, _ model: Model) throws(ConfigurationTransferError) {
        do throws(PIDFile.Failure) {
            pidFile = try PIDFile(path: options.pidFile)
        } catch {
            supervisor.log(.warning, "\(options.pidFile): \(error)")
        }
        model.global[keyPath: description.tuning].apply { failure in supervisor.log(.warning, failure) }
        do throws(SystemError) {
            try service.start(model)
        } catch {
            throw .system(error)
        }
    }

    /// Keeps the old configuration. If there is none, the process ends with `status`.
    private func refuse(_ reason: String, status: Int32 = ExitStatus.configuration) {
        supervisor.log(
            .warning,
            isConfigured
                ? "Reload refused, the old configuration stays: \(reason)" : "Cannot start: \(reason)")
        supervisor.send(.refused(reason: reason))
        guard !isConfigured else { return }
        supervisor.flushBeforeExit()
        loop.exit(status)
    }

    /// Has the supervisor write the service's dump, so that this process does not wait for the disk.
    private func dump(_ kind: DumpKind) {
        guard isConfigured, let dump = service?.dump(kind) else { return }
        do throws(SystemError) {
            supervisor.write(
                try MemoryFile.sealed(Array(dump.text.utf8), name: dump.name),
                to: DumpKind.path(ofFileNamed: dump.name, global))
        } catch {
            supervisor.log(.warning, "\(dump.name) was not written: \(error)")
        }
    }

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        supervisor.log(.info, "Stopping")
        // The supervisor runs the last scripts after this process has ended.
        service?.stop()
        supervisor.log(.info, "Stopped")
        supervisor.flushBeforeExit()
        loop.exit(ExitStatus.success)
    }
}

extension ConfigurationTransferError {
    /// The exit status of a process that cannot start because of this error; it says whether a restart may help.
    fileprivate var exitStatus: Int32 {
        switch self {
        case .system(let error) where error.errno == EPERM || error.errno == EACCES: ExitStatus.permission
        case .system: ExitStatus.failure
        case .damaged: ExitStatus.configuration
        }
    }
}
