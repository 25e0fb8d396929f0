import NetworkTypes
import PacketFormats

/// A message with its header, for expectations, which cannot take spans.
struct Decoded {
    let bytes: [UInt8]
    let header: VRRPHeader

    init(_ bytes: [UInt8], _ family: AddressFamily = .ipv4) throws(VRRPMessageError) {
        self.bytes = bytes
        header = try VRRPHeader(bytes.span, family: family)
    }

    func address(at index: Int) -> IPAddress { header.address(at: index, in: bytes.span) }

    func hasPassword(_ password: String) -> Bool {
        header.hasPassword(Array(password.utf8), in: bytes.span)
    }

    /// As it goes from 10.9.9.1 to 224.0.0.18.
    func isChecksumRight(_ coverage: VRRPChecksumCoverage) -> Bool {
        header.isChecksumRight(
            coverage, in: bytes.span, source: .ipv4(IPv4Address(10, 9, 9, 1)),
            destination: .ipv4(IPv4Address(224, 0, 0, 18)))
    }
}

/// The IPv4 header of these bytes.
func decodedIPv4(_ bytes: [UInt8]) throws(IPv4HeaderError) -> IPv4Header {
    try IPv4Header(bytes.span)
}
