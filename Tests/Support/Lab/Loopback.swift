import Foundation

/// Sockets of test servers, at 127.0.0.1 unless said otherwise.
public enum Loopback {
    /// What a socket carries.
    public enum Kind {
        /// TCP.
        case stream
        /// UDP.
        case datagram
    }

    /// A socket that is bound to a port, one of its own if none is said, and that port. What this process starts does
    /// not get it.
    public static func bound(
        _ kind: Kind, at address: String = "127.0.0.1", port: UInt16 = 0
    ) throws -> (socket: Int32, port: UInt16) {
        let type = Int32((kind == .stream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
        let family = address.contains(":") ? AF_INET6 : AF_INET
        let descriptor = socket(family, type | Int32(SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        if port != 0 {
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        var found = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        guard CSocketAddress.with(address, port, { bind(descriptor, $0, $1) }) == 0,
            withUnsafeMutablePointer(
                to: &found,
                {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        getsockname(descriptor, $0, &length)
                    }
                }) == 0
        else { throw CommandFailure(description: "no server at \(address) \(port): errno \(errno)") }
        // The port stands at the same place in both families.
        return (descriptor, UInt16(bigEndian: found.sin6_port))
    }

    /// A client that has connected to a port of 127.0.0.1 or, if it is not patient, has begun to.
    static func client(of port: UInt16, isPatient: Bool) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | (isPatient ? 0 : Int32(SOCK_NONBLOCK.rawValue))
        let client = socket(AF_INET, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        _ = CSocketAddress.with("127.0.0.1", port) { connect(client, $0, $1) }
        return client
    }
}
