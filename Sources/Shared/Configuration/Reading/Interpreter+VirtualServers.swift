import ConfigurationSyntax
import NetworkTypes
import VirtualServers

/// The keywords of `virtual_server` and `real_server`.
extension Interpreter {
    mutating func beginVirtualServer(_ statement: Int) {
        hasVirtualServers = true
        server = VirtualServerDraft()
        server.statement = statement
        switch word(1, of: statement) {
        case "group":
            guard wordCount(statement) > 2 else {
                return report(.error, "'group' needs a name", at: 1, of: statement)
            }
            server.target = .group(word(2, of: statement))
        case "fwmark":
            server.target = firewallMark(statement, keyword: 1).map { .firewallMark($0) }
        default:
            server.target = serverHead(statement).map { .address($0.address, port: $0.port) }
        }
    }

    mutating func beginRealServer(_ statement: Int) {
        realServer = RealServerDraft()
        realServer.statement = statement
        guard let head = serverHead(statement) else { return }
        realServer.address = head.address
        realServer.port = head.port
    }

    mutating func endRealServer(_ statement: Int) {
        if realServer.address == nil {
            server.refused.insert("real_server")
        } else {
            server.realServers.append(realServer)
        }
    }

    /// `IP [PORT]` after a keyword. Reports a diagnostic and returns nil if it is anything else.
    private mutating func serverHead(_ statement: Int) -> (address: IPAddress, port: UInt16)? {
        let address = checkAddress(1, of: statement)
        guard let port = port(2, of: statement), let address else { return nil }
        return (address, port)
    }

    /// The port at a word of a statement, 0 for none. Reports a diagnostic and returns nil if it is anything
    /// else.
    mutating func port(_ index: Int, of statement: Int) -> UInt16? {
        guard wordCount(statement) > index else { return 0 }
        if let number = Numbers.integer(bytes(index, of: statement)), let port = UInt16(exactly: number) {
            return port
        }
        report(
            .error, "'\(word(index, of: statement))' is not a port", at: index, of: statement,
            suggestion: "1 to 65535, or 0 for none")
        return nil
    }

    /// The mark after `fwmark`. Reports a diagnostic and returns nil if there is none.
    mutating func firewallMark(_ statement: Int, keyword: Int) -> UInt32? {
        if let number = Numbers.integer(bytes(keyword + 1, of: statement)), number != 0,
            let mark = UInt32(exactly: number)
        {
            return mark
        }
        report(
            .error, "'fwmark' needs a mark", at: keyword, of: statement, suggestion: "fwmark 1 to 4294967295")
        return nil
    }

    /// Whether `ip_family` matches the address. Reports a diagnostic if not.
    mutating func acceptsServerFamily(_ value: Value) -> Bool {
        guard case .address(let address, _) = server.target, address.family != family(value) else {
            return true
        }
        report(
            .error, "'ip_family \(text(value))' does not match the address \(address)",
            at: value.word, of: value.statement, suggestion: "remove the line: the address decides")
        return false
    }

    /// The value of `ip_family`.
    func family(_ value: Value) -> AddressFamily { text(value) == "inet" ? .ipv4 : .ipv6 }

    /// The value of `protocol`.
    func transport(_ value: Value) -> TransportProtocol {
        switch text(value).lowercased() {
        case "tcp": .tcp
        case "sctp": .sctp
        default: .udp
        }
    }

    mutating func acceptsPersistenceEngine(_ value: Value) -> Bool {
        let name = bytes(value.word, of: value.statement)
        if name.count > Bounds.nameBytes {
            report(
                .error, "'\(name.string)' is longer than 15 bytes and is truncated", at: value.word,
                of: value.statement)
        }
        return true
    }

    /// Whether a flag of a scheduler comes after it, as in keepalived. Reports a diagnostic if not.
    mutating func acceptsHashing(_ value: Value, for schedulers: [String]) -> Bool {
        if let scheduler = server.given[VirtualServerSettingRows.scheduler],
            schedulers.contains(text(scheduler))
        {
            return true
        }
        report(
            .error, "'\(word(0, of: value.statement))' needs 'lb_algo \(schedulers[0])' above it", at: 0,
            of: value.statement)
        return false
    }

    mutating func setSorryServer(_ value: Value) {
        guard let head = serverHead(value.statement) else { return }
        server.sorryServer = SorryServerDraft(
            statement: value.statement, address: head.address, port: head.port)
    }

    mutating func inhibitSorryServer(_ value: Value) {
        if needsSorryServer(value) { server.sorryServer?.isInhibited = true }
    }

    mutating func setSorryForwarding(_ value: Value) {
        guard needsSorryServer(value) else { return }
        let forwarding = forwarding(value)
        server.sorryServer?.forwarding = forwarding
    }

    private mutating func needsSorryServer(_ value: Value) -> Bool {
        guard server.sorryServer == nil else { return true }
        report(
            .error, "'\(word(0, of: value.statement))' needs 'sorry_server' above it", at: 0,
            of: value.statement)
        return false
    }

    /// `NAT|DR|TUN` and the options of a tunnel. Reports a diagnostic and returns nil if it is not a method.
    ///
    /// An impossible tunnel is reported and replaced by a plain one.
    mutating func forwarding(_ value: Value) -> Forwarding? {
        let statement = value.statement
        switch text(value) {
        case "NAT": return plain(.masquerade, value)
        case "DR": return plain(.route, value)
        case "TUN": return Forwarding(method: .tunnel, tunnel: tunnel(value) ?? Tunnel())
        case let text:
            noteRefused(word(0, of: statement))
            report(
                .error, "'\(text)' is not a forwarding method", at: value.word, of: statement,
                suggestion: "NAT, DR, TUN")
            return nil
        }
    }

    private mutating func plain(_ method: ForwardingMethod, _ value: Value) -> Forwarding {
        if wordCount(value.statement) > value.word + 1 {
            report(
                .warning, "'\(word(value.word + 1, of: value.statement))' is ignored: it belongs to 'TUN'",
                at: value.word + 1, of: value.statement)
        }
        return Forwarding(method: method)
    }

    private mutating func tunnel(_ value: Value) -> Tunnel? {
        let kinds: [String: Tunnel.Kind] = ["ipip": .ipip, "gue": .gue, "gre": .gre]
        let checksums: [String: Tunnel.Checksum] = ["nocsum": .none, "csum": .outer, "remcsum": .remote]
        let statement = value.statement
        var tunnel = Tunnel()
        var index = value.word + 1
        while index < wordCount(statement) {
            let text = word(index, of: statement)
            if let checksum = checksums[text] {
                tunnel.checksum = checksum
            } else if text == "type", let kind = kinds[word(index + 1, of: statement)] {
                tunnel.kind = kind
                index += 1
            } else if text == "port", let port = Numbers.integer(bytes(index + 1, of: statement)),
                Bounds.port.contains(port)
            {
                tunnel.port = UInt16(port)
                index += 1
            } else {
                report(
                    .error, "'\(text)' is not a valid tunnel option", at: index,
                    of: statement, suggestion: "TUN [type ipip|gue|gre] [port N] [nocsum|csum|remcsum]")
                return nil
            }
            index += 1
        }
        guard let fault = Self.fault(of: tunnel) else { return tunnel }
        report(.error, fault, at: value.word, of: statement)
        return nil
    }

    private static func fault(of tunnel: Tunnel) -> String? {
        switch (tunnel.kind, tunnel.port, tunnel.checksum) {
        case (.gue, 0, _): "a gue tunnel needs 'port N'"
        case (.ipip, 1..., _), (.gre, 1..., _): "only a gue tunnel has a port"
        case (.ipip, _, .outer), (.ipip, _, .remote): "an ipip tunnel has no checksum"
        case (.gre, _, .remote): "a gre tunnel has no remote checksum"
        default: nil
        }
    }
}
