import ByteCoding
import Configuration
import Notifications

extension ChildMessage {
    /// The message in bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .ready: writer.write(UInt8(0))
        case .refused(let reason): writer.write(1, reason)
        case .log(let level, let text):
            writer.write(UInt8(2))
            writer.write(level)
            writer.write(text)
        case .run(let request):
            writer.write(UInt8(3))
            writer.write(request)
        case .cancel(let lane): writer.write(4, lane)
        case .write(let path): writer.write(5, path)
        case .wantsReload: writer.write(UInt8(6))
        case .publish(let topic, let value): writer.write(7, topic, value)
        case .subscribe(let topic): writer.write(8, topic)
        case .dump(let kind):
            writer.write(UInt8(9))
            writer.write(kind.rawValue)
        case .mail(let mail):
            writer.write(10, mail.topic)
            writer.write(mail.subject)
            writer.write(mail.text)
        }
        return writer.bytes
    }

    /// Decodes a message; nil if it is malformed.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // Both ends are of the same release, so the kind of error does not matter.
        guard let message = try? Self(from: &reader), reader.isAtEnd else { return nil }
        self = message
    }

    private init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.number(UInt8.self) {
        case 0: self = .ready
        case 1: self = .refused(reason: try reader.text())
        case 2: self = .log(level: try reader.number(), text: try reader.text())
        case 3: self = .run(try reader.request())
        case 4: self = .cancel(lane: try reader.text())
        case 5: self = .write(path: try reader.text())
        case 6: self = .wantsReload
        case 7: self = .publish(topic: try reader.text(), value: try reader.value())
        case 8: self = .subscribe(topic: try reader.text())
        case 9: self = .dump(try reader.choice { DumpKind(rawValue: $0) })
        case 10:
            self = .mail(
                Mail(topic: try reader.text(), subject: try reader.text(), text: try reader.text()))
        default: throw .malformed(offset: reader.offset - 1)
        }
    }
}

extension SupervisorMessage {
    /// The message in bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .configure: writer.write(UInt8(0))
        case .stop: writer.write(UInt8(1))
        case .dump(let kind):
            writer.write(UInt8(2))
            writer.write(kind.rawValue)
        case .ran(let id, let outcome):
            writer.write(UInt8(3))
            writer.write(id)
            writer.write(outcome)
        case .topic(let topic, let value): writer.write(4, topic, value)
        }
        return writer.bytes
    }

    /// Decodes a message; nil if it is malformed.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // Both ends are of the same release, so the kind of error does not matter.
        guard let message = try? Self(from: &reader), reader.isAtEnd else { return nil }
        self = message
    }

    private init(from reader: inout ByteReader) throws(ByteError) {
        switch try reader.number(UInt8.self) {
        case 0: self = .configure
        case 1: self = .stop
        case 2: self = .dump(try reader.choice(DumpKind.init(rawValue:)))
        case 3: self = .ran(id: try reader.number(), try reader.outcome())
        case 4: self = .topic(try reader.text(), value: try reader.value())
        default: throw .malformed(offset: reader.offset - 1)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ kind: UInt8, _ text: String) {
        write(kind)
        write(text)
    }

    fileprivate mutating func write(_ kind: UInt8, _ topic: String, _ value: [UInt8]?) {
        write(kind, topic)
        write(value) { writer, value in writer.write(value) }
    }

    fileprivate mutating func write(_ request: RunRequest) {
        write(request.id)
        write(request.lane)
        write(request.policy.rawValue)
        write(request.words)
        write(request.timeoutMilliseconds)
        write(request.credentials) { writer, credentials in
            writer.write(credentials.userID)
            writer.write(credentials.groupID)
            writer.write(credentials.supplementaryGroupIDs)
        }
    }

    fileprivate mutating func write(_ outcome: RunOutcome) {
        switch outcome {
        case .exited(let status):
            write(UInt8(0))
            write(status)
        case .signalled(let signal):
            write(UInt8(1))
            write(signal)
        case .timedOut: write(UInt8(2))
        case .stillRunning: write(UInt8(3))
        case .notStarted(let call, let errno):
            write(4, call)
            write(errno)
        case .dropped: write(UInt8(5))
        }
    }
}

extension ByteReader {
    fileprivate mutating func value() throws(ByteError) -> [UInt8]? {
        try optional { reader throws(ByteError) in try reader.data() }
    }

    fileprivate mutating func request() throws(ByteError) -> RunRequest {
        RunRequest(
            id: try number(), lane: try text(), policy: try choice(RunRequest.Policy.init(rawValue:)),
            words: try texts(), timeoutMilliseconds: try number(),
            credentials: try optional { reader throws(ByteError) in
                UserAndGroup(
                    userID: try reader.number(), groupID: try reader.number(),
                    supplementaryGroupIDs: try reader.numbers())
            })
    }

    fileprivate mutating func outcome() throws(ByteError) -> RunOutcome {
        switch try number(UInt8.self) {
        case 0: .exited(try number())
        case 1: .signalled(try number())
        case 2: .timedOut
        case 3: .stillRunning
        case 4: .notStarted(call: try text(), errno: try number())
        case 5: .dropped
        default: throw .malformed(offset: offset - 1)
        }
    }
}
