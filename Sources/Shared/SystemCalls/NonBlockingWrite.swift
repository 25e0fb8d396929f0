import CLinux
import CShims
import Glibc

/// Writing that drops data rather than block.
package enum NonBlockingWrite {
    /// Writes a line if that is possible at once; false if not, if only a part was written, or if there is no
    /// reader.
    package static func line(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&request, 1, 0) == 1, request.revents == Int16(POLLOUT) else { return false }
        let result = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        return result == bytes.count
    }
}

/// A socket that sends datagrams to a path, and reconnects after its reader has restarted.
package struct DatagramSocket: ~Copyable {
    private let path: String
    private var file: FileDescriptor?

    /// A socket for `path`, connected at the first use.
    package init(path: String) {
        self.path = path
    }

    /// Sends one datagram without waiting; false if it could not be sent.
    package mutating func send(_ bytes: [UInt8]) -> Bool {
        guard file != nil else {
            file = Self.connected(to: path)
            return attempt(bytes) == .sent
        }
        switch attempt(bytes) {
        case .sent: return true
        case .noRoom: return false
        case .disconnected:
            file = Self.connected(to: path)
            return attempt(bytes) == .sent
        }
    }

    private enum Outcome {
        case sent
        case noRoom
        case disconnected
    }

    private borrowing func attempt(_ bytes: [UInt8]) -> Outcome {
        let number: Int32
        switch file {
        case .some(let file): number = file.number
        case .none: return .disconnected
        }
        let result = unsafe Glibc.send(number, bytes, bytes.count, shim_msg_dontwait | shim_msg_nosignal)
        let failure = errno
        if result >= 0 { return .sent }
        return failure == EAGAIN || failure == ENOBUFS || failure == EMSGSIZE ? .noRoom : .disconnected
    }

    private static func connected(to path: String) -> FileDescriptor? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let number = Glibc.socket(AF_UNIX, shim_sock_dgram | shim_sock_nonblock_cloexec, 0)
        guard number >= 0 else { return nil }
        let file = FileDescriptor(adopting: number)
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { return nil }
        return file
    }
}
