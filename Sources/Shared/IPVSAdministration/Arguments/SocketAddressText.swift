import NetworkTypes
import VirtualServers

/// An address with a port, parsed as `ipvsadm(8)` does.
struct SocketAddressText {
    var address: IPAddress
    /// The port; nil if none was written.
    var port: UInt16?

    /// Parses `host`, `host:port`, `[v6]:port` or a bare IPv6 address; host and port may be names.
    ///
    /// Brackets around anything but an IPv6 address are ignored, together with the port.
    init?(_ text: String, _ transport: TransportProtocol, _ names: any NameService) {
        let lastColon = text.lastIndex(of: ":")
        if text.hasPrefix("[") {
            guard let colon = lastColon, text[..<colon].hasSuffix("]") else { return nil }
            let host = text[..<colon].dropFirst().dropLast()
            guard let address = IPv6Address(host) else {
                guard let address = names.ipv4Address(ofHost: String(host)) else { return nil }
                self.init(address: .ipv4(address), port: nil)
                return
            }
            guard let port = Self.port(String(text[colon...].dropFirst()), transport, names) else {
                return nil
            }
            self.init(address: .ipv6(address), port: port)
            return
        }
        if let address = IPv6Address(text.hasSuffix("]") ? text.dropLast() : text[...]) {
            self.init(address: .ipv6(address), port: nil)
            return
        }
        guard let address = names.ipv4Address(ofHost: String(text[..<(lastColon ?? text.endIndex)])) else {
            return nil
        }
        guard let colon = lastColon else {
            self.init(address: .ipv4(address), port: nil)
            return
        }
        guard let port = Self.port(String(text[colon...].dropFirst()), transport, names) else { return nil }
        self.init(address: .ipv4(address), port: port)
    }

    private init(address: IPAddress, port: UInt16?) {
        self.address = address
        self.port = port
    }

    private static func port(
        _ text: String, _ transport: TransportProtocol, _ names: any NameService
    ) -> UInt16? {
        if let number = NumberText.value(text, in: 0...Int(UInt16.max)) { return UInt16(number) }
        return transport == .sctp ? nil : names.port(ofService: text, transport)
    }
}
