internal import ByteCoding
internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Timing

/// The value of the topic under which the VRRP process publishes its status.
extension Status {
    /// The name of the topic.
    public static let topic = "vrrp status"

    /// The value of the topic, for tests; the process makes it with `StatusEncoding`.
    package var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt32(instances.count))
        for instance in instances { writer.write(instance) }
        writer.writeAllButInstances(of: self)
        return writer.bytes
    }

    /// Decodes the value of the topic; nil if it is malformed.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // Both ends are of the same release, so the kind of error does not matter.
        guard let status = try? Self(&reader), reader.isAtEnd else { return nil }
        self = status
    }

    private init(_ reader: inout ByteReader) throws(ByteError) {
        instances = try reader.list { reader throws(ByteError) in try InstanceStatus(&reader) }
        groups = try reader.list { reader throws(ByteError) in
            GroupStatus(name: try reader.text(), state: try reader.choice { State(rawValue: $0) })
        }
        scripts = try reader.list { reader throws(ByteError) in
            ScriptStatus(
                name: try reader.text(),
                isUp: try reader.optional { reader throws(ByteError) in try reader.flag() },
                last: try reader.optional { reader throws(ByteError) in try ScriptResult(&reader) },
                isRunning: try reader.flag(), result: Int(try reader.number(Int64.self)))
        }
        sockets = try reader.list { reader throws(ByteError) in try SocketStatus(&reader) }
        interfaces = try reader.list { reader throws(ByteError) in try InterfaceStatus(&reader) }
    }
}

/// The value of the topic, encoded a few instances at a time, so that no advertisement waits for a dump.
///
/// Each instance is as it was when it was encoded, so the instances of one value may differ by some milliseconds.
public struct StatusEncoding {
    /// An instance takes some 10 µs.
    static let instancesAtATime = 16

    private let clearsStatistics: Bool
    private var writer = ByteWriter()
    private var next = 0

    /// Begins with the first instance. With `clearingStatistics`, the counters of each instance begin anew once they
    /// are encoded.
    public init(clearingStatistics: Bool = false) { clearsStatistics = clearingStatistics }

    /// Encodes the next instances, or, after the last one, what remains. The configuration must not have changed since
    /// the first call.
    ///
    /// - Returns: The value, when it is complete.
    public mutating func advance(in routing: inout VirtualRouting) -> [UInt8]? {
        let count = routing.model.instances.count
        if next == 0 { writer.write(UInt32(count)) }
        guard next < count else {
            writer.writeAllButInstances(of: routing.statusWithoutInstances)
            return writer.bytes
        }
        let end = min(count, next + Self.instancesAtATime)
        for index in next..<end {
            writer.write(routing.status(ofInstance: index))
            if clearsStatistics { routing.election.clearStatistics(instance: index) }
        }
        next = end
        return nil
    }
}

extension ByteWriter {
    fileprivate mutating func writeAllButInstances(of status: Status) {
        write(UInt32(status.groups.count))
        for group in status.groups {
            write(group.name)
            write(group.state.rawValue)
        }
        write(UInt32(status.scripts.count))
        for script in status.scripts {
            write(script.name)
            write(script.isUp) { $0.write($1) }
            write(script.last) { $0.write($1) }
            write(script.isRunning)
            write(Int64(script.result))
        }
        write(UInt32(status.sockets.count))
        for socket in status.sockets { write(socket) }
        write(UInt32(status.interfaces.count))
        for interface in status.interfaces { write(interface) }
    }

    fileprivate mutating func write(_ instance: InstanceStatus) {
        write(instance.name)
        write(instance.state.rawValue)
        write(instance.wantedState.rawValue)
        write(UInt32(instance.faultReasons.count))
        for reason in instance.faultReasons { write(reason) }
        write(instance.source) { $0.write("\($1)") }
        write(instance.masterAddress) { $0.write("\($1)") }
        write(instance.masterPriority)
        write(instance.masterInterval.wholeNanoseconds)
        write(instance.effectivePriority)
        write(instance.lastTransition) { $0.write($1.nanoseconds) }
        write(instance.deadline) { $0.write($1.nanoseconds) }
        write(instance.masterDownInterval.wholeNanoseconds)
        write(instance.addressesSet.map { $0 ? UInt8(1) : 0 })
        let statistics = instance.statistics
        for counter in InstanceStatus.counters { write(statistics[keyPath: counter]) }
        for reason in DropReason.allCases { write(statistics[reason]) }
    }

    fileprivate mutating func write(_ socket: SocketStatus) {
        write(socket.number)
        write(socket.interface)
        write(socket.family == .ipv6)
        write(socket.isUnicast)
        write(socket.address) { $0.write("\($1)") }
        write(Int64(socket.receiveBufferBytes))
        write(socket.isOpen)
        write(socket.instances)
    }

    fileprivate mutating func write(_ interface: InterfaceStatus) {
        write(interface.index)
        write(interface.name)
        write(interface.traits.rawValue)
        write(interface.macAddress) { $0.write($1.bits) }
        write(interface.mtu)
        write(interface.hardwareType)
        write(interface.addressIPv4) { $0.write("\($1)") }
        write(interface.addressIPv6) { $0.write("\($1)") }
    }

    private mutating func write(_ reason: FaultReason) {
        let (kind, texts): (UInt8, [String]) =
            switch reason {
            case .configuration(let text): (0, [text])
            case .interfaceDown(let name): (1, [name])
            case .interfaceUp(let name): (2, [name])
            case .noSourceAddress(let name): (3, [name])
            case .sourceAddressMissing(let address): (4, ["\(address)"])
            case .socket(let interface, let why): (5, [interface, why])
            case .tracker(let name, let isUp): (isUp ? 6 : 7, [name])
            case .trackerPending(let name): (8, [name])
            case .quorum(let name, let isThere): (isThere ? 13 : 14, [name])
            case .session(let name, let isUp): (isUp ? 10 : 11, [name])
            case .syncGroup(let group, let member): (9, [group, member])
            case .fileNumber(let name, let number): (12, [name, "\(number)"])
            }
        write(kind)
        write(texts)
    }

    fileprivate mutating func write(_ status: ScriptResult) {
        switch status {
        case .exited(let code):
            write(UInt8(0))
            write(code)
        case .signalled(let signal):
            write(UInt8(1))
            write(signal)
        case .timedOut: write(UInt8(2))
        case .notStarted(let why):
            write(UInt8(3))
            write(why)
        }
    }
}

extension InstanceStatus {
    fileprivate static var counters: [WritableKeyPath<InstanceStatistics, UInt64>] {
        [
            \.advertisementsReceived, \.advertisementsSent, \.becameMaster, \.releasedMaster,
            \.priorityZeroReceived, \.priorityZeroSent,
        ]
    }

    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
        name = try reader.text()
        state = try reader.choice { State(rawValue: $0) }
        wantedState = try reader.choice { State(rawValue: $0) }
        faultReasons = try reader.list { reader throws(ByteError) in try FaultReason(&reader) }
        source = try reader.address()
        masterAddress = try reader.address()
        masterPriority = try reader.number()
        masterInterval = .nanoseconds(try reader.number(Int64.self))
        effectivePriority = try reader.number()
        lastTransition = try reader.optional { reader throws(ByteError) in
            MonotonicInstant(nanoseconds: try reader.number())
        }
        deadline = try reader.optional { reader throws(ByteError) in
            MonotonicInstant(nanoseconds: try reader.number())
        }
        masterDownInterval = .nanoseconds(try reader.number(Int64.self))
        addressesSet = try reader.data().map { $0 != 0 }
        statistics = InstanceStatistics()
        for counter in Self.counters { statistics[keyPath: counter] = try reader.number() }
        for reason in DropReason.allCases { statistics[reason] = try reader.number() }
    }
}

extension SocketStatus {
    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
        number = try reader.number()
        interface = try reader.text()
        family = try reader.flag() ? .ipv6 : .ipv4
        isUnicast = try reader.flag()
        address = try reader.address()
        receiveBufferBytes = Int(try reader.number(Int64.self))
        isOpen = try reader.flag()
        instances = try reader.texts()
    }
}

extension InterfaceStatus {
    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
        index = try reader.number()
        name = try reader.text()
        traits = Link.Traits(rawValue: try reader.number())
        macAddress = try reader.optional { reader throws(ByteError) in
            MACAddress(bits: try reader.number())
        }
        mtu = try reader.number()
        hardwareType = try reader.number()
        addressIPv4 = try reader.address()
        addressIPv6 = try reader.address()
    }
}

extension FaultReason {
    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
        let offset = reader.offset
        let (kind, texts) = (try reader.number(UInt8.self), try reader.texts())
        guard let reason = Self(kind, texts) else { throw .malformed(offset: offset) }
        self = reason
    }

    private init?(_ kind: UInt8, _ texts: [String]) {
        guard let first = texts.first, texts.count == ([5, 9, 12].contains(kind) ? 2 : 1) else { return nil }
        switch kind {
        case 0: self = .configuration(first)
        case 1: self = .interfaceDown(first)
        case 2: self = .interfaceUp(first)
        case 3: self = .noSourceAddress(first)
        case 4:
            guard let address = IPAddress(first) else { return nil }
            self = .sourceAddressMissing(address)
        case 5: self = .socket(interface: first, texts[1])
        case 6, 7: self = .tracker(first, isUp: kind == 6)
        case 8: self = .trackerPending(first)
        case 10, 11: self = .session(first, isUp: kind == 10)
        case 13, 14: self = .quorum(first, isThere: kind == 13)
        case 9: self = .syncGroup(first, member: texts[1])
        case 12:
            guard let number = Int(texts[1]) else { return nil }
            self = .fileNumber(first, number)
        default: return nil
        }
    }
}

extension ScriptResult {
    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
        let offset = reader.offset
        switch try reader.number(UInt8.self) {
        case 0: self = .exited(try reader.number())
        case 1: self = .signalled(try reader.number())
        case 2: self = .timedOut
        case 3: self = .notStarted(try reader.text())
        default: throw .malformed(offset: offset)
        }
    }
}

extension ByteReader {
    fileprivate mutating func address() throws(ByteError) -> IPAddress? {
        let offset = offset
        let text = try optional { reader throws(ByteError) in try reader.text() }
        guard let text else { return nil }
        guard let address = IPAddress(text) else { throw .malformed(offset: offset) }
        return address
    }
}
