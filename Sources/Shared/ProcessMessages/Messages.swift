import Configuration
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
    /// Somebody sent the child SIGHUP: it wants a new configuration.
    case wantsReload
    /// A VRRP instance has become master, or is no longer.
    case mastership(instance: String, isMaster: Bool)
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
    /// A VRRP instance has become master, or is no longer.
    case mastership(instance: String, isMaster: Bool)
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

extension ChildMessage {
    /// The message as bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .ready:
            writer.append(UInt8(0))
        case .refused(let reason):
            writer.append(UInt8(1))
            writer.append(reason)
        case .log(let level, let text):
            writer.append(UInt8(2))
            writer.append(level)
            writer.append(text)
        case .run(let request):
            writer.append(UInt8(3))
            writer.append(request)
        case .cancel(let lane):
            writer.append(UInt8(4))
            writer.append(lane)
        case .write(let path):
            writer.append(UInt8(5))
            writer.append(path)
        case .wantsReload:
            writer.append(UInt8(6))
        case .mastership(let instance, let isMaster):
            writer.append(UInt8(7))
            writer.append(instance)
            writer.append(UInt8(isMaster ? 1 : 0))
        }
        return writer.bytes
    }

    /// Reads a message; nil if the bytes are none.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let kind = reader.number(UInt8.self), let message = Self.message(kind, from: &reader),
            reader.isAtEnd
        else { return nil }
        self = message
    }

    private static func message(_ kind: UInt8, from reader: inout ByteReader) -> Self? {
        switch kind {
        case 0: return .ready
        case 1: return reader.text().map { .refused(reason: $0) }
        case 2:
            guard let level = reader.number(UInt8.self), let text = reader.text() else { return nil }
            return .log(level: level, text: text)
        case 3: return reader.request().map { .run($0) }
        case 4: return reader.text().map { .cancel(lane: $0) }
        case 5: return reader.text().map { .write(path: $0) }
        case 6: return .wantsReload
        case 7: return reader.mastership().map { .mastership(instance: $0.instance, isMaster: $0.isMaster) }
        default: return nil
        }
    }
}

extension SupervisorMessage {
    /// The message as bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .configure: writer.append(UInt8(0))
        case .stop: writer.append(UInt8(1))
        case .dump(let kind):
            writer.append(UInt8(2))
            writer.append(kind.rawValue)
        case .ran(let id, let outcome):
            writer.append(UInt8(3))
            writer.append(id)
            writer.append(outcome)
        case .mastership(let instance, let isMaster):
            writer.append(UInt8(4))
            writer.append(instance)
            writer.append(UInt8(isMaster ? 1 : 0))
        }
        return writer.bytes
    }

    /// Reads a message; nil if the bytes are none.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let kind = reader.number(UInt8.self), let message = Self.message(kind, from: &reader),
            reader.isAtEnd
        else { return nil }
        self = message
    }

    private static func message(_ kind: UInt8, from reader: inout ByteReader) -> Self? {
        switch kind {
        case 0: return .configure
        case 1: return .stop
        case 2: return reader.number(UInt8.self).flatMap(DumpKind.init(rawValue:)).map { .dump($0) }
        case 3:
            guard let id = reader.number(UInt64.self), let outcome = reader.outcome() else { return nil }
            return .ran(id: id, outcome)
        case 4: return reader.mastership().map { .mastership(instance: $0.instance, isMaster: $0.isMaster) }
        default: return nil
        }
    }
}

extension ByteWriter {
    fileprivate mutating func append(_ request: RunRequest) {
        append(request.id)
        append(request.lane)
        append(request.policy.rawValue)
        append(request.words)
        append(request.timeoutMilliseconds)
        append(UInt8(request.credentials == nil ? 0 : 1))
        guard let credentials = request.credentials else { return }
        append(credentials.userID)
        append(credentials.groupID)
        append(credentials.supplementaryGroupIDs)
    }

    fileprivate mutating func append(_ outcome: RunOutcome) {
        switch outcome {
        case .exited(let status):
            append(UInt8(0))
            append(status)
        case .signalled(let signal):
            append(UInt8(1))
            append(signal)
        case .timedOut: append(UInt8(2))
        case .stillRunning: append(UInt8(3))
        case .notStarted(let call, let errno):
            append(UInt8(4))
            append(errno)
            append(call)
        }
    }
}

extension ByteReader {
    fileprivate mutating func mastership() -> (instance: String, isMaster: Bool)? {
        guard let instance = text(), let isMaster = number(UInt8.self), isMaster <= 1 else { return nil }
        return (instance, isMaster == 1)
    }

    fileprivate mutating func request() -> RunRequest? {
        guard let id = number(UInt64.self), let lane = text(),
            let policy = number(UInt8.self).flatMap(RunRequest.Policy.init(rawValue:)), let words = texts(),
            let timeout = number(UInt32.self), let isCredited = number(UInt8.self), isCredited <= 1
        else { return nil }
        var credentials: Credentials?
        if isCredited == 1 {
            guard let user = number(UInt32.self), let group = number(UInt32.self), let others = numbers()
            else { return nil }
            credentials = Credentials(userID: user, groupID: group, supplementaryGroupIDs: others)
        }
        return RunRequest(
            id: id, lane: lane, policy: policy, words: words, credentials: credentials,
            timeoutMilliseconds: timeout)
    }

    fileprivate mutating func outcome() -> RunOutcome? {
        switch number(UInt8.self) {
        case 0: return number(Int32.self).map { .exited($0) }
        case 1: return number(Int32.self).map { .signalled($0) }
        case 2: return .timedOut
        case 3: return .stillRunning
        case 4:
            guard let errno = number(Int32.self), let call = text() else { return nil }
            return .notStarted(call: call, errno: errno)
        default: return nil
        }
    }
}
