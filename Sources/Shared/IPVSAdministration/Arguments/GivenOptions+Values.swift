import NetworkTypes
import VirtualServers

extension GivenOptions {
    /// The longest time-out in seconds: 31 days, which fits the kernel's clock ticks.
    static let maximumSeconds = 31 * 24 * 3600

    /// The most bytes of the name of a scheduler or an interface in the kernel (`IP_VS_SCHEDNAME_MAXLEN`, `IFNAMSIZ`
    /// without the final zero byte).
    static let kernelNameLimit = 15

    private static func kernelName(_ text: String) -> String {
        String(decoding: text.utf8.prefix(kernelNameLimit), as: UTF8.self)
    }

    /// Sets the value of an option.
    mutating func set(
        _ name: OptionName, to value: String?, _ names: any NameService
    ) throws(ArgumentError) {
        let text = value ?? ""
        switch name {
        // A longer name is cut off; so is one that no module has.
        case .scheduler: scheduler = Self.kernelName(text)
        case .schedulerFlags: schedulerFlags = text
        case .engine: engine = text
        case .persistent: try setPersistence(value)
        case .netmask: try setMask(text, names)
        case .server: try setServer(text, names)
        case .weight: weight = try Self.number(text, "weight", 0...Int(Int32.max))
        case .upperThreshold: upperThreshold = try Self.number(text, "u_threshold", 0...Int(Int32.max))
        case .lowerThreshold: lowerThreshold = try Self.number(text, "l_threshold", 0...Int(Int32.max))
        case .tunnelKind:
            guard let kind = Tunnel.Kind(name: text) else { throw .illegalValue("tunnel type") }
            tunnel.kind = kind
        case .tunnelPort: tunnel.port = try Self.number(text, "tunnel port", 1...Int(UInt16.max))
        case .multicastInterface: daemon.interface = Self.kernelName(text)
        case .syncID: daemon.syncID = try Self.number(text, "syncid", 0...255)
        // The most that an IPv4 packet leaves for the message.
        case .maximumLength:
            daemon.maximumLengthBytes = try Self.number(text, "sync-maxlen", 1...65_535 - 20 - 8)
        case .multicastGroup: try setGroup(text)
        case .multicastPort: daemon.port = try Self.number(text, "mcast-port", 1...Int(UInt16.max))
        case .multicastTTL: daemon.timeToLive = try Self.number(text, "mcast-ttl", 1...255)
        default: break
        }
    }

    /// Parses the number of a firewall mark.
    static func mark(_ text: String) throws(ArgumentError) -> UInt32 {
        guard let mark = NumberText.value(text, in: 1...Int(UInt32.max)) else {
            throw .invalidNumber("fwmark", value: text)
        }
        return UInt32(mark)
    }

    /// Parses a time-out in seconds.
    static func seconds(_ text: String, from least: Int) throws(ArgumentError) -> UInt32 {
        guard let seconds = NumberText.value(text, in: least...maximumSeconds) else {
            throw .invalidNumber("timeout", value: text)
        }
        return UInt32(seconds)
    }

    private static func number<Number: FixedWidthInteger>(
        _ text: String, _ what: String, _ range: ClosedRange<Int>
    ) throws(ArgumentError) -> Number {
        guard let number = NumberText.value(text, in: range) else { throw .illegalValue(what) }
        return Number(number)
    }

    private mutating func setPersistence(_ text: String?) throws(ArgumentError) {
        serviceFlags.insert(.persistent)
        persistenceSeconds = VirtualService.defaultPersistenceSeconds
        if let text { persistenceSeconds = try Self.seconds(text, from: 1) }
    }

    private mutating func setMask(_ text: String, _ names: any NameService) throws(ArgumentError) {
        if service?.family == .ipv6 {
            mask = .ipv6(prefixLength: try Self.number(text, "ipv6 netmask", 1...128))
        } else {
            guard let bits = names.ipv4Address(ofHost: text) else {
                throw .illegalValue("virtual server persistent mask")
            }
            mask = .ipv4(bits)
        }
    }

    private mutating func setServer(_ text: String, _ names: any NameService) throws(ArgumentError) {
        guard let found = SocketAddressText(text, transport, names) else {
            throw .illegalValue("real server address[:port]")
        }
        // If the service follows its server on the line, it is not known yet, and the port is 0.
        server = DestinationID(found.address, port: found.port ?? service?.port ?? 0)
    }

    private mutating func setGroup(_ text: String) throws(ArgumentError) {
        let family: AddressFamily = text.contains(":") ? .ipv6 : .ipv4
        guard let group = IPAddress(text), group.family == family, group.isMulticast else {
            throw .invalidGroup(family, value: text)
        }
        daemon.group = group
    }
}

extension Tunnel.Kind {
    /// `ipip`, `gue`, `gre`
    var name: String {
        switch self {
        case .ipip: "ipip"
        case .gue: "gue"
        case .gre: "gre"
        }
    }

    init?(name: String) {
        guard let kind = [Self.ipip, .gue, .gre].first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
