import CLinux
import Glibc
import NetworkTypes

/// An IPv4 or IPv6 address in the form the kernel reads.
enum SocketAddress {
    /// Writes `address` and `port`; `scope` is the interface index of a link-local IPv6 address, else 0.
    ///
    /// Returns the length of what was written.
    static func write(
        _ address: IPAddress, port: UInt16 = 0, scope: Int32,
        to storage: UnsafeMutablePointer<sockaddr_storage>
    ) -> socklen_t {
        switch address {
        case .ipv4(let address):
            var socketAddress = sockaddr_in()
            socketAddress.sin_family = sa_family_t(AF_INET)
            socketAddress.sin_port = port.bigEndian
            socketAddress.sin_addr = inAddr(address)
            unsafe UnsafeMutableRawPointer(storage).storeBytes(of: socketAddress, as: sockaddr_in.self)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .ipv6(let address):
            var socketAddress = sockaddr_in6()
            socketAddress.sin6_family = sa_family_t(AF_INET6)
            socketAddress.sin6_port = port.bigEndian
            socketAddress.sin6_addr = in6Addr(address)
            socketAddress.sin6_scope_id = UInt32(bitPattern: scope)
            unsafe UnsafeMutableRawPointer(storage).storeBytes(of: socketAddress, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        }
    }

    /// The address in `storage`, or nil if it is of another family.
    static func read(_ storage: UnsafePointer<sockaddr_storage>) -> IPAddress? {
        let raw = unsafe UnsafeRawPointer(storage)
        switch unsafe Int32(storage.pointee.ss_family) {
        case AF_INET:
            let socketAddress = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            return .ipv4(IPv4Address(bits: UInt32(bigEndian: socketAddress.sin_addr.s_addr)))
        case AF_INET6:
            let socketAddress = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
            return .ipv6(address(socketAddress.sin6_addr))
        default:
            return nil
        }
    }

    static func inAddr(_ address: IPv4Address) -> in_addr { in_addr(s_addr: address.bits.bigEndian) }

    static func in6Addr(_ address: IPv6Address) -> in6_addr {
        var result = in6_addr()
        unsafe withUnsafeMutableBytes(of: &result) {
            unsafe $0.storeBytes(of: address.bits.bigEndian, as: UInt128.self)
        }
        return result
    }

    static func address(_ address: in6_addr) -> IPv6Address {
        unsafe withUnsafeBytes(of: address) {
            unsafe IPv6Address(bits: UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)))
        }
    }
}
