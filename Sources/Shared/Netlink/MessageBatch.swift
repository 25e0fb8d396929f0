import CLinux
import CNetlink

/// Consecutive request messages, sent with one system call.
package struct MessageBatch {
    /// The messages.
    package private(set) var bytes: [UInt8] = []

    /// An empty batch.
    package init() {}

    /// Appends a message whose header and attributes `fill` writes.
    package mutating func append(
        type: Int32, flags: Int32, sequence: UInt32, _ fill: (borrowing RequestMessage) -> Void
    ) {
        append(RequestMessage(type: type, flags: flags, sequence: sequence), fill)
    }

    mutating func append(
        _ message: consuming RequestMessage, _ fill: (borrowing RequestMessage) -> Void
    ) {
        fill(message)
        message.copy(to: &bytes)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }
}

/// A message under construction, in libnl's memory.
@safe package struct RequestMessage: ~Copyable {
    private let message: OpaquePointer

    init(type: Int32, flags: Int32, sequence: UInt32) {
        unsafe self.init { message in unsafe nlmsg_put(message, 0, sequence, type, 0, flags) != nil }
    }

    /// A message with the header of a generic netlink family.
    init(_ command: GenericCommand, flags: Int32, sequence: UInt32) {
        unsafe self.init { message in
            unsafe genlmsg_put(
                message, 0, sequence, command.family, 0, flags, command.number, command.version) != nil
        }
    }

    private init(_ putHeader: (OpaquePointer) -> Bool) {
        // libnl allocates a page for each message; only lack of memory fails.
        guard let message = unsafe nlmsg_alloc(), unsafe putHeader(message) else {
            preconditionFailure("no memory for a netlink message")
        }
        unsafe self.message = unsafe message
    }

    deinit {
        unsafe nlmsg_free(message)
    }

    /// Appends the family's own header.
    package func append<Header: BitwiseCopyable>(_ header: Header) {
        var header = header
        let result = unsafe nlmsg_append(message, &header, MemoryLayout<Header>.size, Int32(NLMSG_ALIGNTO))
        precondition(result == 0, "header of a netlink message: error \(result)")
    }

    /// Appends an attribute of at most 256 bytes; the message has room for a page.
    package func put(_ type: some BinaryInteger, _ bytes: [UInt8]) {
        let result = unsafe nla_put(message, Int32(type), Int32(bytes.count), bytes)
        precondition(result == 0, "attribute \(type) of \(bytes.count) bytes: error \(result)")
    }

    /// The longest text in bytes, without its final zero byte. The kernel's names have at most 255; a longer
    /// text is cut to this length, which the kernel still refuses.
    private static let textLimitBytes = 256

    /// Appends an attribute of this text with its final zero byte.
    package func put(_ type: some BinaryInteger, text: String) {
        put(type, Array(text.utf8.prefix(Self.textLimitBytes)) + [0])
    }

    /// Appends an attribute of this number or structure, in the machine's byte order.
    package func put<Value: BitwiseCopyable>(_ type: some BinaryInteger, value: Value) {
        var value = value
        let result = unsafe nla_put(message, Int32(type), Int32(MemoryLayout<Value>.size), &value)
        precondition(result == 0, "attribute \(type): error \(result)")
    }

    /// Appends an attribute made of the attributes that `fill` appends.
    package func nest(_ type: some BinaryInteger, _ fill: () -> Void) {
        guard let nest = unsafe nla_nest_start(message, Int32(type)) else {
            preconditionFailure("no room for the nest \(type)")
        }
        fill()
        unsafe nla_nest_end(message, nest)
    }

    func copy(to bytes: inout [UInt8]) {
        guard let header = unsafe nlmsg_hdr(message) else { return }
        let length = unsafe Int(header.pointee.nlmsg_len)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: header, count: length))
        while bytes.count % Int(NLMSG_ALIGNTO) != 0 { bytes.append(0) }
    }
}
