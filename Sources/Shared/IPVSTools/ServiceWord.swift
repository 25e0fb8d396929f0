import NetworkTypes
import VirtualServers

/// A service as written on a command line: `tcp:192.0.2.1:80`, `udp:[2001:db8::1]:53`, `fwmark:7`, `fwmark6:7`, or
/// just `192.0.2.1:80`.
struct ServiceWord {
    private let matches: (ServiceID) -> Bool

    /// Parses the word; nil if it is not a service.
    init?(_ word: String) {
        if let colon = word.firstIndex(of: ":") {
            let kind = word[..<colon].lowercased()
            let rest = word[word.index(after: colon)...]
            if let family = ["fwmark": AddressFamily.ipv4, "fwmark6": .ipv6][kind] {
                guard let mark = UInt32(rest), mark > 0 else { return nil }
                matches = { $0 == .firewallMark(mark, family) }
                return
            }
            if let (_, transport) = DocumentWords.transports.first(where: { $0.0 == kind }) {
                guard let socket = DestinationID(word: rest, defaultPort: 0) else { return nil }
                matches = { $0 == .address(transport, socket.address, port: socket.port) }
                return
            }
        }
        guard let socket = DestinationID(word: word[...], defaultPort: 0) else { return nil }
        matches = { id in
            if case .address(_, socket.address, port: socket.port) = id { true } else { false }
        }
    }

    /// The services that match the word; there may be several if it does not name the protocol.
    func services(among services: [ObservedService]) -> [ServiceID] {
        services.map(\.service.id).filter(matches)
    }
}

extension DestinationID {
    /// Parses `192.0.2.1:80`, `192.0.2.1`, `[2001:db8::1]:80` or `2001:db8::1`; nil for any other text.
    init?(word: some StringProtocol, defaultPort: UInt16) {
        let text = Substring(word)
        if let address = IPAddress(text) {
            self.init(address, port: defaultPort)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), let address = IPv6Address(host.dropFirst().dropLast()) {
            self.init(.ipv6(address), port: port)
        } else if let address = IPv4Address(host) {
            self.init(.ipv4(address), port: port)
        } else {
            return nil
        }
    }
}
