import ConfigurationSyntax
import NetworkTypes

extension Interpreter {
    private static let scopes: [String: UInt8] = [
        "global": 0, "nowhere": 255, "host": 254, "link": 253, "site": 200,
    ]

    mutating func beginAddress(_ statement: Int) {
        line.virtualAddress.statement = statement
        let text = word(0, of: statement)
        let address = text.split(separator: "/").first.flatMap { IPAddress($0) }
        line.virtualAddress.prefix =
            prefix(text) ?? address.map { PrefixDraft(address: $0, prefixLength: nil) }
    }

    mutating func endAddress(_ statement: Int) {
        guard let address = line.virtualAddress.prefix?.address, !line.virtualAddress.isBroken else {
            instance.hadBadAddress = true
            return
        }
        if block == .excludedAddresses {
            instance.excludedAddresses.append(line.virtualAddress)
            return
        }
        guard setFamily(address.family, statement, word: 0) else {
            instance.hadBadAddress = true
            return
        }
        guard instance.addressSet.insert(address).inserted else {
            return report(.warning, "the address '\(address)' is listed twice", at: 0, of: statement)
        }
        instance.addresses.append(line.virtualAddress)
    }

    mutating func setLineInterface(_ value: Value) {
        line.virtualAddress.interface = text(value)
    }

    /// Whether the address of the line is IPv4, as the keyword requires. Reports a diagnostic if not; the
    /// address is kept, as keepalived does.
    private mutating func isOfIPv4(_ value: Value) -> Bool {
        guard line.virtualAddress.prefix?.address.family == .ipv6 else { return true }
        report(
            .warning,
            "'\(word(value.word - 1, of: value.statement))' is ignored: only IPv4 addresses have one",
            at: value.word - 1, of: value.statement)
        return false
    }

    mutating func setLabel(_ value: Value) {
        if isOfIPv4(value) { line.virtualAddress.label = text(value) }
    }

    mutating func setScope(_ value: Value) {
        guard isOfIPv4(value) else { return }
        let text = text(value)
        if let scope = Self.scopes[text] {
            line.virtualAddress.scope = scope
        } else if let number = Numbers.prefixedInteger(bytes(value.word, of: value.statement)),
            let scope = UInt8(exactly: number)
        {
            line.virtualAddress.scope = scope
        } else {
            // keepalived keeps the address.
            report(
                .error, "'\(text)' is not a scope: global is used", at: value.word, of: value.statement,
                suggestion: "global, site, link, host, nowhere, or 0 to 255")
        }
    }

    mutating func setBroadcast(_ value: Value) {
        let text = text(value)
        guard line.virtualAddress.prefix?.address.family != .ipv6 else {
            line.virtualAddress.isBroken = true
            return report(
                .error, "an IPv6 address has no broadcast address: the line is ignored", at: value.word - 1,
                of: value.statement,
                suggestion: "remove '\(word(value.word - 1, of: value.statement)) \(text)'")
        }
        switch text {
        case "+", "-":
            guard let length = line.virtualAddress.prefix?.prefixLength, length <= 30 else {
                line.virtualAddress.isBroken = true
                return report(
                    .error, "a broadcast address of '\(text)' needs a prefix of at most /30", at: value.word,
                    of: value.statement)
            }
            line.virtualAddress.broadcast = text == "+" ? .ones : .zeros
        default:
            guard let address = IPv4Address(text) else {
                line.virtualAddress.isBroken = true
                return report(
                    .error, "'\(text)' is not a broadcast address", at: value.word, of: value.statement,
                    suggestion: "an IPv4 address, + or -")
            }
            line.virtualAddress.broadcast = .address(address)
        }
    }

    mutating func setPeer(_ value: Value) {
        guard let address = IPAddress(text(value)) else { return }
        let own = line.virtualAddress.prefix
        guard own?.address.family == address.family, own?.prefixLength == nil else {
            line.virtualAddress.isBroken = true
            return report(
                .error, "'peer' must follow an address of its own family that has no prefix length",
                at: value.word,
                of: value.statement)
        }
        line.virtualAddress.peer = address
    }

    mutating func setPreferredLifetime(_ value: Value) {
        let text = bytes(value.word, of: value.statement)
        line.virtualAddress.isPreferredLifetimeGiven = true
        if text.string == "forever" { return }
        guard let number = Numbers.integer(text), let seconds = UInt32(exactly: number) else {
            return report(
                .error, "'\(text.string)' is not a lifetime", at: value.word, of: value.statement,
                suggestion: "0 to 4294967295, or forever")
        }
        line.virtualAddress.preferredLifetime = seconds
    }
}
