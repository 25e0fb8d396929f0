import CShims
import Glibc
import SystemCalls

/// What a daemon that listens at a path hears, such as the log daemon or the service manager.
public final class DatagramListener {
    private let file: FileDescriptor

    /// Listens at `path`, which is not there yet.
    public init(path: String) throws {
        let number = socket(AF_UNIX, shim_sock_dgram | shim_sock_nonblock_cloexec, 0)
        guard number >= 0 else { throw SystemError(call: "socket", errno: errno) }
        file = FileDescriptor(adopting: number)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemError(call: "bind", errno: errno, object: path) }
    }

    /// The next datagram as text, empty if none comes in time.
    public func next(seconds: Int32 = 5) -> String {
        var bytes = [UInt8](repeating: 0, count: 8192)
        guard waitReadable(file.number, seconds: seconds) else { return "" }
        let count = unsafe recv(file.number, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Hears no more, even if a program that is being started has the socket until it runs.
    public func close() {
        _ = shutdown(file.number, Int32(SHUT_RDWR))
    }
}
