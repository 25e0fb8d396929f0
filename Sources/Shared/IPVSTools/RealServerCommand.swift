import NetworkTypes
import SystemCalls

/// `ipvs realserver`.
struct RealServerCommand {
    private enum Action: String, CaseIterable {
        case start, stop, status
    }

    private let action: Action
    private let addresses: [IPAddress]

    init(_ words: ToolWords) throws(ToolFailure) {
        guard let word = words.operands.first, let action = Action(rawValue: word) else {
            throw .usage("expected start, stop or status; see --help")
        }
        self.action = action
        var addresses: [IPAddress] = []
        for word in words.operands.dropFirst() {
            guard let address = IPAddress(word), !address.isMulticast, !address.isUnspecified else {
                throw .usage("'\(word)' is not a virtual address: write it as 192.0.2.1 or 2001:db8::1")
            }
            if !addresses.contains(address) { addresses.append(address) }
        }
        guard action == .status || !addresses.isEmpty else {
            throw .usage("expected one or more virtual addresses")
        }
        self.addresses = addresses
    }

    func run() throws(ToolFailure) -> Int32 {
        let server = try RealServer()
        switch action {
        case .start:
            try server.start(addresses)
            return 0
        case .stop:
            try server.stop(addresses)
            return 0
        case .status:
            return try status(of: addresses.isEmpty ? try server.recorded() : addresses, server)
        }
    }

    /// Prints what is in place; the status is 1 unless everything is.
    private func status(of addresses: [IPAddress], _ server: RealServer) throws(ToolFailure) -> Int32 {
        if addresses.isEmpty { StandardStream.output.write("no virtual address is configured\n") }
        var isComplete = !addresses.isEmpty
        for address in addresses {
            let missing = try server.missing(for: address)
            StandardStream.output.write(
                "\(address): \(missing.isEmpty ? "in place" : missing.joined(separator: ", "))\n")
            if !missing.isEmpty { isComplete = false }
        }
        return isComplete ? 0 : 1
    }
}
