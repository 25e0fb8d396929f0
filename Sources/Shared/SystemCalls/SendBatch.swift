import CLinux
import Glibc
public import NetworkTypes

/// Advertisements to be sent together. Allocates nothing once it has held as many bytes before.
public struct SendBatch: ~Copyable {
    /// The most datagrams between two flushes; more are refused and counted.
    public static let limit = OutgoingMessages.limit

    private var messages = OutgoingMessages()

    /// An empty batch.
    public init() {}

    /// Whether nothing waits to be sent.
    public var isEmpty: Bool { messages.isEmpty }

    /// Whether the waiting datagrams fill one system call.
    public var isFull: Bool { messages.isFull }

    /// Adds a datagram to `destination`; an IPv4 one begins with its IP header.
    ///
    /// A link-local destination is on the interface `scope`; 0 leaves it to the socket's interface.
    public mutating func append(_ bytes: borrowing Span<UInt8>, to destination: IPAddress, scope: Int32 = 0) {
        var name = sockaddr_storage()
        let length = unsafe withUnsafeMutablePointer(to: &name) {
            unsafe SocketAddress.write(destination, scope: scope, to: $0)
        }
        messages.append(bytes, name: name, nameLength: length)
    }

    /// Adds a datagram to `destination`; an IPv4 one begins with its IP header.
    public mutating func append(_ bytes: [UInt8], to destination: IPAddress, scope: Int32 = 0) {
        append(bytes.span, to: destination, scope: scope)
    }

    /// Sends all datagrams, up to 64 with one `sendmmsg(2)`, and empties the batch; refused ones are not
    /// retried.
    public mutating func flush(on socket: borrowing AdvertisementSocket) -> FlushResult {
        messages.flush(through: socket.descriptor)
    }
}
