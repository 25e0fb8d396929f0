import CLinux
import CNetlink
import NetworkTypes

/// The attributes of one received message or nest; valid as long as the message's bytes.
@safe package struct Attributes: ~Copyable {
    private let table: UnsafeMutablePointer<UnsafeMutablePointer<nlattr>?>
    private let highest: Int

    /// The attributes 1 to `highest` as `parse` finds them; nil if they are malformed.
    init?(highest: Int, _ parse: (UnsafeMutablePointer<UnsafeMutablePointer<nlattr>?>) -> Bool) {
        self.highest = highest
        unsafe table = .allocate(capacity: highest + 1)
        unsafe table.initialize(repeating: nil, count: highest + 1)
        guard unsafe parse(table) else { return nil }
    }

    deinit {
        unsafe table.deallocate()
    }

    /// The attributes 1 to `highest` inside this one; nil if it is absent or malformed.
    package func nested(_ type: some BinaryInteger, highest: Int) -> Attributes? {
        guard let nest = unsafe attribute(type) else { return nil }
        return unsafe Attributes(highest: highest) { table in
            unsafe nla_parse_nested(table, Int32(highest), nest, nil) >= 0
        }
    }

    /// A number of 32 bits in the machine's byte order.
    package func number(_ type: some BinaryInteger) -> UInt32? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 4 else { return nil }
        return unsafe nla_get_u32(attribute)
    }

    /// A number of 16 bits in the machine's byte order.
    package func number16(_ type: some BinaryInteger) -> UInt16? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 2 else { return nil }
        return unsafe nla_get_u16(attribute)
    }

    /// A number of 64 bits in the machine's byte order.
    package func number64(_ type: some BinaryInteger) -> UInt64? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 8 else { return nil }
        return unsafe nla_get_u64(attribute)
    }

    /// A number of 8 bits.
    package func byte(_ type: some BinaryInteger) -> UInt8? {
        guard let attribute = unsafe attribute(type), unsafe nla_len(attribute) >= 1 else { return nil }
        return unsafe nla_get_u8(attribute)
    }

    /// A zero-terminated text; nil if it is absent.
    package func text(_ type: some BinaryInteger) -> String? {
        let bytes = bytes(type)
        guard !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The bytes of an attribute; empty if it is absent.
    package func bytes(_ type: some BinaryInteger) -> [UInt8] {
        guard let attribute = unsafe attribute(type), let start = unsafe nla_data(attribute) else {
            return []
        }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(nla_len(attribute))))
    }

    /// An address of 4 or 16 bytes.
    func address(_ type: some BinaryInteger) -> IPAddress? { IPAddress(bytes: bytes(type)) }

    private func attribute(_ type: some BinaryInteger) -> UnsafeMutablePointer<nlattr>? {
        let index = Int(type)
        precondition(index <= highest, "attribute \(index) of \(highest)")
        return unsafe table[index]
    }
}
