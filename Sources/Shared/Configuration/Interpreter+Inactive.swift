import ConfigurationSyntax
import NetworkTypes

/// The rules of heads and lines in blocks that have no effect yet.
extension Interpreter {
    mutating func checkLinkbeat(_ statement: Int) {
        checkRootInterface(statement)
        guard wordCount(statement) > 1 else { return }
        let methods = ["MII", "ETHTOOL", "IOCTL"]
        guard !methods.contains(word(1, of: statement)) else { return }
        report(
            .error, "'\(word(1, of: statement))' is no way to poll a link", at: 1, of: statement,
            suggestion: methods.joined(separator: ", "))
    }

    mutating func checkUpDownDelay(_ statement: Int) {
        checkRootInterface(statement)
        guard wordCount(statement) > 1 else {
            return report(
                .error, "the delay is missing", at: 0, of: statement, suggestion: "INTERFACE DOWN [UP]")
        }
        for index in 1..<min(wordCount(statement), 3) {
            guard let delay = Numbers.decimal(bytes(index, of: statement)), delay.millionths <= 255_000_000
            else {
                report(
                    .error, "'\(word(index, of: statement))' is no delay", at: index, of: statement,
                    suggestion: "0 to 255")
                continue
            }
        }
    }

    private mutating func checkRootInterface(_ statement: Int) {
        let name = word(0, of: statement)
        guard !interfaceExists(name) else { return }
        report(
            .error, "there is no interface '\(name)'", at: 0, of: statement, category: .fatal)
    }

    mutating func beginVirtualServer(_ statement: Int) {
        hasVirtualServers = true
        switch word(1, of: statement) {
        case "group":
            if wordCount(statement) < 3 { report(.error, "'group' needs a name", at: 1, of: statement) }
        case "fwmark":
            guard Numbers.integer(bytes(2, of: statement)).map(Bounds.unsigned32.contains) != true else {
                return
            }
            report(
                .error, "'fwmark' needs a mark", at: 1, of: statement, suggestion: "fwmark 0 to 4294967295")
        default:
            checkServerHead(statement)
        }
    }

    /// `IP [PORT]` after `virtual_server` or `real_server`.
    mutating func checkServerHead(_ statement: Int) {
        let address = word(1, of: statement)
        if IPAddress(address) == nil {
            report(.error, "'\(address)' is not an IPv4 or IPv6 address", at: 1, of: statement)
        }
        checkPort(2, of: statement)
    }

    private mutating func checkPort(_ index: Int, of statement: Int) {
        guard wordCount(statement) > index else { return }
        guard Numbers.integer(bytes(index, of: statement)).map((0...65_535).contains) != true else { return }
        report(
            .error, "'\(word(index, of: statement))' is no port", at: index, of: statement,
            suggestion: "1 to 65535, or 0 for none")
    }

    /// A line of `virtual_server_group`: `IP [PORT]`, a range of addresses, or `fwmark N`.
    mutating func checkGroupLine(_ statement: Int) {
        let text = word(0, of: statement)
        guard text != "fwmark" else {
            guard Numbers.integer(bytes(1, of: statement)).map(Bounds.unsigned32.contains) != true else {
                return
            }
            return report(
                .error, "'fwmark' needs a mark", at: 0, of: statement, suggestion: "0 to 4294967295")
        }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let isRange = parts.count == 2
        guard let first = prefix(parts[0]), !isRange || first.prefixLength == nil,
            !isRange || isRangeEnd(parts[1], first.address.family)
        else {
            return report(
                .error, "'\(text)' is no address or range of addresses", at: 0, of: statement,
                suggestion: "IP, IP-N, IP-IP or IP/LENGTH")
        }
        checkPort(1, of: statement)
    }

    private func isRangeEnd(_ text: String, _ family: AddressFamily) -> Bool {
        if let address = IPAddress(text) { return address.family == family }
        return family == .ipv4
            ? Numbers.integer(Array(text.utf8)[...]).map((0...255).contains) ?? false
            : UInt16(text, radix: 16) != nil
    }

    /// Whether an interface is there.
    mutating func interfaceExists(_ name: String) -> Bool {
        interfaceFacts(name) != nil
    }

    /// An interface, asked of the host once a name.
    mutating func interfaceFacts(_ name: String) -> InterfaceFacts? {
        if let known = knownInterfaces[name] { return known }
        let facts = host.interface(named: name, inNetworkNamespace: global.model.networkNamespace)
        knownInterfaces[name] = .some(facts)
        return facts
    }
}
