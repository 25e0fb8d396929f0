public import NetworkTypes

/// A VRRP advertisement to be sent.
public struct VRRPMessage: Equatable, Sendable {
    /// The version.
    public var version: VRRPVersion
    /// The VRID.
    public var virtualRouterID: UInt8
    /// The priority; 0: the master resigns.
    public var priority: UInt8
    /// The interval: VRRPv2 sends whole seconds up to 255, VRRPv3 steps of 10 ms up to 40.95 s; it is
    /// rounded down.
    public var interval: Duration
    /// The addresses, at most 255 and all of the family of the source.
    public var addresses: [IPAddress]
    /// VRRPv2 over IPv4: the password of authentication type 1 (RFC 2338), of which eight bytes are used; nil
    /// for type 0.
    public var password: [UInt8]?

    /// A message with these fields.
    public init(
        version: VRRPVersion, virtualRouterID: UInt8, priority: UInt8, interval: Duration,
        addresses: [IPAddress],
        password: [UInt8]? = nil
    ) {
        self.version = version
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        self.interval = interval
        self.addresses = addresses
        self.password = password
    }

    /// Appends the message as sent from `source` to `destination`.
    ///
    /// - Precondition: there are at most 255 addresses.
    public func encode(
        from source: IPAddress, to destination: IPAddress, checksum coverage: VRRPChecksumCoverage,
        into bytes: inout [UInt8]
    ) {
        precondition(
            addresses.count <= 255, "an advertisement has room for 255 addresses, not \(addresses.count)")
        let start = bytes.count
        bytes.append(version.rawValue << 4 | VRRPHeader.advertisementType)
        bytes.append(virtualRouterID)
        bytes.append(priority)
        bytes.append(UInt8(addresses.count))
        appendInterval(to: &bytes)
        bytes.append(bigEndian: UInt16(0))
        for address in addresses { bytes.append(address) }
        if version == .v2, source.family == .ipv4 { appendAuthentication(to: &bytes) }
        var sum = InternetChecksum()
        if coverage == .messageAndPseudoHeader {
            sum.addPseudoHeader(
                source: source, destination: destination, lengthBytes: bytes.count - start,
                protocolNumber: VRRPHeader.protocolNumber)
        }
        sum.add(bytes.span.extracting(start..<bytes.count))
        bytes.store(bigEndian: sum.value, at: start + 6)
    }

    /// The message as sent from `source` to `destination`.
    public func encoded(
        from source: IPAddress, to destination: IPAddress, checksum coverage: VRRPChecksumCoverage
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        encode(from: source, to: destination, checksum: coverage, into: &bytes)
        return bytes
    }

    private func appendInterval(to bytes: inout [UInt8]) {
        let (seconds, attoseconds) = interval.components
        switch version {
        case .v2:
            bytes.append(password == nil ? 0 : 1)
            bytes.append(UInt8(clamping: seconds))
        case .v3:
            let centiseconds = min(max(seconds, -1), 41) * 100 + attoseconds / 10_000_000_000_000_000
            bytes.append(bigEndian: UInt16(clamping: min(max(centiseconds, 0), 4095)))
        }
    }

    private func appendAuthentication(to bytes: inout [UInt8]) {
        for index in 0..<VRRPHeader.authenticationBytes {
            guard let password, index < password.count else {
                bytes.append(0)
                continue
            }
            bytes.append(password[index])
        }
    }
}
