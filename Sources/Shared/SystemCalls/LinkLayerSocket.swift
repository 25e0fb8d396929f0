import CLinux
import CShims
import Glibc

/// A socket that sends whole Ethernet frames and receives nothing.
public struct LinkLayerSocket: ~Copyable {
    private let file: FileDescriptor
    private var messages = OutgoingMessages()

    /// Opens the socket; it is not tied to an interface. The C function is `socket(2)` with `AF_PACKET`.
    public init() throws(SystemError) {
        // Protocol 0: the kernel delivers no frame, so that nothing needs to be drained.
        let number = Glibc.socket(AF_PACKET, shim_sock_raw | shim_sock_nonblock_cloexec, 0)
        file = FileDescriptor(adopting: try SystemError.check(number, "socket", "AF_PACKET"))
    }

    /// Requests a send buffer of this size, beyond the system's limit if permitted.
    public borrowing func setSendBuffer(bytes: Int32) throws(SystemError) {
        try SocketOption.setBuffer(.send, bytes: bytes, on: file.number)
    }

    /// Whether nothing waits to be sent.
    public var isEmpty: Bool { messages.isEmpty }

    /// Whether the waiting frames fill one system call.
    public var isFull: Bool { messages.isFull }

    /// Adds a frame, from destination address to payload, to be sent out of the interface `interfaceIndex`.
    public mutating func append(_ frame: borrowing Span<UInt8>, interfaceIndex: Int32) {
        var address = sockaddr_ll()
        address.sll_family = sa_family_t(AF_PACKET)
        address.sll_ifindex = interfaceIndex
        address.sll_halen = Self.addressLengthBytes
        if frame.count >= Self.headerLengthBytes {
            address.sll_protocol = (UInt16(frame[12]) << 8 | UInt16(frame[13])).bigEndian
        }
        var name = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &name) { unsafe $0.storeBytes(of: address, as: sockaddr_ll.self) }
        messages.append(frame, name: name, nameLength: socklen_t(MemoryLayout<sockaddr_ll>.size))
    }

    /// Adds a frame to be sent out of the interface `interfaceIndex`.
    public mutating func append(_ frame: [UInt8], interfaceIndex: Int32) {
        append(frame.span, interfaceIndex: interfaceIndex)
    }

    /// Sends all frames, up to 64 with one `sendmmsg(2)`, and empties the batch; refused ones are not
    /// retried.
    public mutating func flush() -> FlushResult {
        messages.flush(through: file.number)
    }

    private static let addressLengthBytes: UInt8 = 6
    private static let headerLengthBytes = 14
}
