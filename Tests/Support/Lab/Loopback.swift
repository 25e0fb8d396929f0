import Foundation

/// Sockets of test servers at 127.0.0.1 or ::1.
public enum Loopback {
    /// What a socket carries.
    public enum Kind {
        /// TCP.
        case stream
        /// UDP.
        case datagram
    }

    /// A socket that is bound to a port of its own, and that port.
    public static func bound(_ kind: Kind, isIPv6: Bool = false) throws -> (socket: Int32, port: UInt16) {
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

    /// A client that has connected to a port of 127.0.0.1 or, if it is not patient, has begun to.
    static func client(of port: UInt16, isPatient: Bool) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | (isPatient ? 0 : Int32(SOCK_NONBLOCK.rawValue))
        let client = socket(AF_INET, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        address.sin_port = port.bigEndian
        withUnsafePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return client
    }
}
