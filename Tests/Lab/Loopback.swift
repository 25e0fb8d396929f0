import Foundation

/// Sockets of test servers at 127.0.0.1 or ::1.
enum Loopback {
    enum Kind {
        case stream
        case datagram
    }

    /// A socket that is bound to a port of its own, and that port.
    static func bound(_ kind: Kind, isIPv6: Bool = false) throws -> (socket: Int32, port: UInt16) {
        let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(type.rawValue), 0)
        var address4 = sockaddr_in()
        address4.sin_family = sa_family_t(AF_INET)
        address4.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var address6 = sockaddr_in6()
        address6.sin6_family = sa_family_t(AF_INET6)
        address6.sin6_addr = in6addr_loopback
        func bindTo<Address>(_ address: inout Address) {
            withUnsafeMutablePointer(to: &address) {
                _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
                }
            }
        }
        if isIPv6 { bindTo(&address6) } else { bindTo(&address4) }
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { throw CommandFailure(description: "no loopback server: errno \(errno)") }
        // The port stands at the same place in both families.
        return (descriptor, UInt16(bigEndian: address.sin6_port))
    }
}
