import CLinux
import CNetlink

/// A message from the kernel; valid until the socket is read again.
@safe package struct ReceivedMessage: ~Copyable {
    let message: UnsafeMutablePointer<nlmsghdr>

    /// The type, such as `RTM_NEWLINK`.
    package var type: Int32 { unsafe Int32(message.pointee.nlmsg_type) }
    /// The `NLM_F_…` flags.
    package var flags: Int32 { unsafe Int32(message.pointee.nlmsg_flags) }
    /// The number of the request that this answers.
    package var sequence: UInt32 { unsafe message.pointee.nlmsg_seq }
    /// The netlink port whose request caused the message; 0 for the kernel.
    package var portID: UInt32 { unsafe message.pointee.nlmsg_pid }

    /// The family's own header; nil if the message is too short for it.
    package func header<Header: BitwiseCopyable>(as type: Header.Type) -> Header? {
        guard unsafe nlmsg_datalen(message) >= MemoryLayout<Header>.size,
            let content = unsafe nlmsg_data(message)
        else { return nil }
        return unsafe content.load(as: Header.self)
    }

    /// The attributes 1 to `highest` behind a header of `headerLength` bytes; nil if they are malformed.
    package func attributes(headerLength: Int, highest: Int) -> Attributes? {
        guard unsafe nlmsg_datalen(message) >= headerLength else { return nil }
        return unsafe Attributes(highest: highest) { table in
            unsafe nlmsg_parse(message, Int32(headerLength), table, Int32(highest), nil) >= 0
        }
    }

    /// Whether the message ends a request: an acknowledgement, an error or the end of a dump.
    package var acknowledgement: Acknowledgement? {
        guard type == NLMSG_ERROR || type == NLMSG_DONE else { return nil }
        return unsafe Acknowledgement(message)
    }

    /// Calls `body` with each whole message at the start of `length` bytes.
    static func forEach(
        at start: UnsafeMutableRawPointer, length: Int, _ body: (borrowing ReceivedMessage) -> Void
    ) {
        var remaining = Int32(length)
        var next = unsafe Optional(start.assumingMemoryBound(to: nlmsghdr.self))
        while let message = unsafe next, unsafe nlmsg_ok(message, remaining) != 0 {
            body(unsafe ReceivedMessage(message: message))
            unsafe next = nlmsg_next(message, &remaining)
        }
    }

    /// Calls `body` with each whole message in `bytes`, for tests of decoders.
    package static func forEach(in bytes: [UInt8], _ body: (borrowing ReceivedMessage) -> Void) {
        // The kernel's buffers are aligned; an array need not be.
        let copy = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, bytes.count), alignment: MemoryLayout<UInt64>.alignment)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        guard let start = copy.baseAddress else { return }
        unsafe forEach(at: start, length: bytes.count, body)
    }
}

/// The kernel's answer to one request.
package struct Acknowledgement: Equatable {
    /// The error number; 0 for success.
    package let error: Int32
    /// The kernel's explanation, if any.
    package let text: String?

    init(error: Int32, text: String?) {
        self.error = error
        self.text = text
    }

    /// Reads an `NLMSG_ERROR` or `NLMSG_DONE` message; nil if it is cut short.
    init?(_ message: UnsafeMutablePointer<nlmsghdr>) {
        guard unsafe nlmsg_datalen(message) >= 4, let content = unsafe nlmsg_data(message) else { return nil }
        error = unsafe 0 &- content.load(as: Int32.self)
        let header = unsafe message.pointee
        let offset = MemoryLayout<nlmsgerr>.size
        // With NETLINK_CAP_ACK only the header of the request comes back, and the attributes follow it.
        guard Int32(header.nlmsg_type) == NLMSG_ERROR, header.nlmsg_flags & UInt16(NLM_F_ACK_TLVS) != 0,
            unsafe Int(nlmsg_datalen(message)) >= offset,
            let head = unsafe nlmsg_attrdata(message, Int32(offset)),
            let attribute = unsafe nla_find(
                head, nlmsg_attrlen(message, Int32(offset)), Int32(NLMSGERR_ATTR_MSG.rawValue)),
            let start = unsafe nla_data(attribute)
        else {
            text = nil
            return
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(nla_len(attribute)))
        text = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
