import NetworkTypes
import VirtualServers

/// Formats addresses with ports as `ipvsadm(8)` does.
struct AddressText {
    /// The longest text, in bytes; longer ones are cut off.
    private static let limitBytes = 59

    let numbers: NumberStyle
    let names: any NameService

    /// `192.0.2.1:80`, `[2001:db8::1]:80`, or names instead of numbers. Ports of marks have no names.
    func text(_ address: IPAddress, port: UInt16, _ transport: TransportProtocol?) -> String {
        let host = (numbers == .names ? names.hostName(of: address) : nil) ?? Self.numeric(address)
        let service = serviceName(port, transport) ?? String(port)
        let text = address.family == .ipv4 ? "\(host):\(service)" : "[\(host)]:\(service)"
        return Self.cut(text, Self.limitBytes)
    }

    /// Cuts a text off as lists do.
    static func cut(_ text: String, _ limit: Int) -> String {
        text.utf8.count <= limit ? text : String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }

    /// The address as `inet_ntop(3)` writes it. Unlike RFC 5952, `::a.b.c.d` keeps its dots.
    static func numeric(_ address: IPAddress) -> String {
        guard case .ipv6(let ipv6) = address, ipv6.bits >> 32 == 0, ipv6.bits >> 16 != 0 else {
            return address.description
        }
        return "::\(IPv4Address(bits: UInt32(truncatingIfNeeded: ipv6.bits)))"
    }

    private func serviceName(_ port: UInt16, _ transport: TransportProtocol?) -> String? {
        guard numbers == .names, let transport, transport != .sctp else { return nil }
        return names.serviceName(ofPort: port, transport)
    }
}
