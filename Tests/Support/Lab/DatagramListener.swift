import Foundation

/// What a daemon that listens at a path hears, such as the log daemon or the service manager.
public final class DatagramListener {
    private let descriptor: Int32

    /// Listens at `path`, which is not there yet.
    public init(path: String) throws {
        let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = socket(AF_UNIX, Int32(kind), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw CommandFailure(description: "\(path): errno \(errno)") }
    }

    deinit { Glibc.close(descriptor) }

    /// The next datagram as text, empty if none comes in time.
    public func next(seconds: Int32 = 5) -> String {
        var bytes = [UInt8](repeating: 0, count: 8192)
        guard waitReadable(descriptor, seconds: seconds) else { return "" }
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Hears no more, even if a program that is being started has the socket until it runs.
    public func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
