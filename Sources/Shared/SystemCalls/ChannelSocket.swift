import CLinux
import CShims
import Glibc

/// One end of a non-blocking channel between two processes, which preserves message boundaries and carries
/// open files.
///
/// An `AF_UNIX` socket of the kind `SOCK_SEQPACKET`.
public struct ChannelSocket: ~Copyable {
    /// The longest message.
    public static let messageBytes = 64 * 1024

    private let file: FileDescriptor

    /// The descriptor's number, for readiness and for the child that inherits it.
    public var descriptor: Int32 { file.number }

    /// Takes over one end of a channel, such as one that the parent left open.
    public init(adopting file: consuming FileDescriptor) throws(SystemError) {
        let number = file.number
        let flags = fcntl(number, F_GETFL)
        try SystemError.check(flags, "fcntl F_GETFL")
        try SystemError.check(fcntl(number, F_SETFL, flags | O_NONBLOCK), "fcntl F_SETFL")
        try SystemError.check(fcntl(number, F_SETFD, FD_CLOEXEC), "fcntl F_SETFD")
        self.file = file
    }

    fileprivate init(file: consuming FileDescriptor) {
        self.file = file
    }

    /// Sends one message of 1 to `messageBytes` bytes, optionally with an open file; false if there is no
    /// room now.
    ///
    /// The sender keeps its descriptor. The error is `EPIPE` if the peer is gone.
    public borrowing func send(_ bytes: [UInt8], descriptor: Int32? = nil) throws(SystemError) -> Bool {
        guard (1...Self.messageBytes).contains(bytes.count) else {
            throw SystemError(call: "sendmsg", errno: EMSGSIZE, object: "\(bytes.count) bytes")
        }
        var control = ControlMessage(descriptor: descriptor)
        let number = file.number
        let (result, failure) = unsafe bytes.withUnsafeBufferPointer { bytes -> (Int, Int32) in
            var vector = unsafe iovec(
                iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
            return unsafe control.withHeader(&vector) { header in
                let result = unsafe sendmsg(number, header, shim_msg_nosignal | shim_msg_dontwait)
                return (result, errno)
            }
        }
        guard result < 0 else { return true }
        guard failure == EAGAIN || failure == EINTR else {
            throw SystemError(call: "sendmsg", errno: failure)
        }
        return false
    }

    /// Takes the next message.
    public borrowing func receive() throws(SystemError) -> ChannelReception {
        var control = ControlMessage(descriptor: nil)
        control.makeRoom()
        let number = file.number
        var flags: Int32 = 0
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.messageBytes) { buffer, count in
            var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
            let result = unsafe control.withHeader(&vector) { header in
                let result = unsafe recvmsg(number, header, shim_msg_dontwait | shim_msg_cmsg_cloexec)
                failure = result < 0 ? errno : 0
                flags = unsafe header.pointee.msg_flags
                return result
            }
            count = max(0, result)
        }
        guard failure == 0 else {
            if failure == EAGAIN || failure == EINTR { return .nothing }
            if failure == ECONNRESET { return .closed }
            throw SystemError(call: "recvmsg", errno: failure)
        }
        let descriptor = control.takeDescriptor()
        guard flags & shim_msg_trunc == 0 else { throw SystemError(call: "recvmsg", errno: EMSGSIZE) }
        guard !bytes.isEmpty else { return .closed }
        return .message(ChannelMessage(bytes: bytes, descriptor: descriptor))
    }
}

/// What `ChannelSocket.receive` found.
@frozen public enum ChannelReception: ~Copyable {
    /// One message.
    case message(ChannelMessage)
    /// Nothing yet.
    case nothing
    /// The other end is closed, and everything that it sent has been received.
    case closed
}

/// A message from a channel.
@frozen public struct ChannelMessage: ~Copyable {
    /// Its bytes, at least one.
    public let bytes: [UInt8]
    /// The open file that came with it.
    public var descriptor: FileDescriptor?

    /// Gives the open file away.
    public mutating func takeDescriptor() -> FileDescriptor? {
        descriptor.take()
    }
}

/// Both ends of a new channel: `let near = pair.first` takes one of them out.
@frozen public struct ChannelPair: ~Copyable {
    /// One end.
    public let first: ChannelSocket
    /// The other end.
    public let second: ChannelSocket

    /// Makes a channel; both ends are closed at `exec`. The C function is `socketpair(2)`.
    public init() throws(SystemError) {
        var numbers: [Int32] = [-1, -1]
        let result = unsafe socketpair(AF_UNIX, shim_sock_seqpacket | shim_sock_nonblock_cloexec, 0, &numbers)
        try SystemError.check(result, "socketpair")
        first = ChannelSocket(file: FileDescriptor(adopting: numbers[0]))
        second = ChannelSocket(file: FileDescriptor(adopting: numbers[1]))
    }
}

/// The ancillary part of a message that carries one descriptor, or has room for one.
private struct ControlMessage {
    private var storage: [UInt64]
    private var length: Int

    /// Carries `descriptor`, or is empty.
    init(descriptor: Int32?) {
        let space = shim_cmsg_space(MemoryLayout<Int32>.size)
        storage = Array(repeating: 0, count: (space + 7) / 8)
        length = 0
        guard let descriptor else { return }
        length = space
        unsafe withControlHeader { header in
            guard let message = unsafe shim_cmsg_first(header) else { return }
            unsafe message.pointee.cmsg_level = SOL_SOCKET
            unsafe message.pointee.cmsg_type = Int32(SCM_RIGHTS)
            unsafe message.pointee.cmsg_len = shim_cmsg_length(MemoryLayout<Int32>.size)
            unsafe UnsafeMutableRawPointer(shim_cmsg_data(message)).storeBytes(of: descriptor, as: Int32.self)
        }
    }

    /// Makes room to receive one descriptor.
    mutating func makeRoom() {
        length = shim_cmsg_space(MemoryLayout<Int32>.size)
    }

    /// Calls `body` with a header for the bytes of `vector` and this ancillary part.
    mutating func withHeader<Result>(
        _ vector: inout iovec, _ body: (UnsafeMutablePointer<msghdr>) -> Result
    ) -> Result {
        unsafe withUnsafeMutablePointer(to: &vector) { vector in
            unsafe withControlHeader { header in
                unsafe header.pointee.msg_iov = vector
                unsafe header.pointee.msg_iovlen = 1
                return unsafe body(header)
            }
        }
    }

    /// The descriptor that was received, which the caller owns from now on.
    mutating func takeDescriptor() -> FileDescriptor? {
        let number = unsafe withControlHeader { header -> Int32? in
            guard let message = unsafe shim_cmsg_first(header),
                unsafe message.pointee.cmsg_level == SOL_SOCKET,
                unsafe message.pointee.cmsg_type == Int32(SCM_RIGHTS),
                unsafe message.pointee.cmsg_len >= shim_cmsg_length(MemoryLayout<Int32>.size)
            else { return nil }
            return unsafe UnsafeRawPointer(shim_cmsg_data(message)).load(as: Int32.self)
        }
        guard let number else { return nil }
        return FileDescriptor(adopting: number)
    }

    private mutating func withControlHeader<Result>(
        _ body: (UnsafeMutablePointer<msghdr>) -> Result
    ) -> Result {
        var length = length
        defer { self.length = length }
        return unsafe storage.withUnsafeMutableBytes { storage in
            var header = unsafe msghdr()
            unsafe header.msg_control = length == 0 ? nil : storage.baseAddress
            unsafe header.msg_controllen = length
            let result = unsafe body(&header)
            length = unsafe header.msg_controllen
            return result
        }
    }
}
