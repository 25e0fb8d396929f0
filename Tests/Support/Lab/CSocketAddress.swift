import Foundation

/// Addresses as the C functions for sockets want them.
public enum CSocketAddress {
    /// Calls one of these functions with an IPv4 or IPv6 address and a port.
    public static func with(
        _ address: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var name4 = sockaddr_in()
        name4.sin_family = sa_family_t(AF_INET)
        name4.sin_port = port.bigEndian
        if inet_pton(AF_INET, address, &name4.sin_addr) == 1 { return call(&name4, body) }
        var name6 = sockaddr_in6()
        name6.sin6_family = sa_family_t(AF_INET6)
        name6.sin6_port = port.bigEndian
        inet_pton(AF_INET6, address, &name6.sin6_addr)
        return call(&name6, body)
    }

    private static func call<Name>(
        _ name: inout Name, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Name>.size))
            }
        }
    }

    /// No call on the socket waits longer.
    public static func limit(_ socket: Int32, seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
