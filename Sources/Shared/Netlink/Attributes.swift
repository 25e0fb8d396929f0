import CLinux
import CNetlink
import NetworkTypes

/// The attributes of one received message; valid as long as the message's bytes.
@safe struct Attributes: ~Copyable {
    private let table: UnsafeMutablePointer<UnsafeMutablePointer<nlattr>?>
    private let highest: Int

    /// Finds the attributes 1 to `highest` behind a header of `headerLength` bytes; nil if they are malformed.
    init?(of message: UnsafeMutablePointer<nlmsghdr>, headerLength: Int, highest: Int) {
        self.highest = highest
        unsafe table = .allocate(capacity: highest + 1)
        unsafe table.initialize(repeating: nil, count: highest + 1)
        guard unsafe nlmsg_datalen(message) >= headerLength,
            unsafe nlmsg_parse(message, Int32(headerLength), table, Int32(highest), nil) >= 0
        else { return nil }
    }

    deinit {
        unsafe table.deallocate()
    }

    func number(_ type: some BinaryInteger) -> UInt32? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 4 else { return nil }
        return unsafe nla_get_u32(attribute)
    }

    func byte(_ type: some BinaryInteger) -> UInt8? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 1 else { return nil }
        return unsafe nla_get_u8(attribute)
    }

    func text(_ type: some BinaryInteger) -> String? {
        let bytes = bytes(type)
        guard !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    func bytes(_ type: some BinaryInteger) -> [UInt8] {
        guard let attribute = unsafe attribute(type), let start = unsafe nla_data(attribute) else {
            return []
        }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(nla_len(attribute))))
    }

    func address(_ type: some BinaryInteger) -> IPAddress? {
        let bytes = bytes(type)
        switch bytes.count {
        case 4: return .ipv4(IPv4Address(bytes[0], bytes[1], bytes[2], bytes[3]))
        case 16: return .ipv6(IPv6Address(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) }))
        default: return nil
        }
    }

    private func attribute(_ type: some BinaryInteger) -> UnsafeMutablePointer<nlattr>? {
        let index = Int(type)
        precondition(index <= highest, "attribute \(index) of \(highest)")
        return unsafe table[index]
    }
}
