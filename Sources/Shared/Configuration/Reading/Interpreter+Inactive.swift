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
            .error, "unknown link polling method '\(word(1, of: statement))'", at: 1, of: statement,
            suggestion: methods.joined(separator: ", "))
    }

    mutating func checkUpDownDelay(_ statement: Int) {
        checkRootInterface(statement)
        guard wordCount(statement) > 1 else {
            return report(
                .error, "the delay is missing", at: 0, of: statement, suggestion: "INTERFACE DOWN [UP]")
        }
        for index in 1..<min(wordCount(statement), 3) {
            guard let delay = Numbers.decimal(bytes(index, of: statement)),
                (0...255_000_000).contains(delay.millionths)
            else {
                report(
                    .error, "'\(word(index, of: statement))' is not a delay", at: index, of: statement,
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

    /// Whether an interface exists.
    mutating func interfaceExists(_ name: String) -> Bool {
        interfaceFacts(name) != nil
    }

    /// An interface; the host is asked once for each name.
    mutating func interfaceFacts(_ name: String) -> InterfaceFacts? {
        // The missing namespace has been reported; its interfaces would only repeat that.
        if global.isNetworkNamespaceMissing {
            return InterfaceFacts(index: 0, mtuBytes: nil, isLoopback: false)
        }
        if let known = knownInterfaces[name] { return known }
        let facts = host.interface(named: name, inNetworkNamespace: global.model.networkNamespace)
        knownInterfaces[name] = .some(facts)
        return facts
    }
}
