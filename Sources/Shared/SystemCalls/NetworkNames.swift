import CLinux
import Glibc
public import NetworkTypes

/// The names of hosts and services that the system knows.
///
/// A look-up may wait for a name service, so do not use it in an event loop.
public enum NetworkNames {
    /// The IPv4 address of a host: a name, or any of the numeric forms of `inet_aton(3)`, such as `10.1` or
    /// `0x0a.0.0.1`. The C function is `gethostbyname(3)`.
    public static func ipv4Address(ofHost name: String) -> IPv4Address? {
        var numeric = in_addr()
        if unsafe inet_aton(name, &numeric) != 0 {
            return IPv4Address(bits: UInt32(bigEndian: numeric.s_addr))
        }
        // The result points into the C library's memory until the next call: one thread, copied at once.
        guard let host = unsafe gethostbyname(name), unsafe host.pointee.h_addrtype == AF_INET,
            unsafe host.pointee.h_length == 4, let first = unsafe host.pointee.h_addr_list.pointee
        else { return nil }
        return IPv4Address(
            bits: unsafe UInt32(bigEndian: UnsafeRawPointer(first).loadUnaligned(as: UInt32.self)))
    }

    /// The name of the host at an address. The C function is `gethostbyaddr(3)`.
    public static func hostName(of address: IPAddress) -> String? {
        let bytes = address.bytes
        let family = address.family == .ipv4 ? AF_INET : AF_INET6
        return unsafe gethostbyaddr(bytes, socklen_t(bytes.count), family).map {
            unsafe String(cString: $0.pointee.h_name)
        }
    }

    /// The port of a service for a protocol such as `tcp`. The C function is `getservbyname(3)`.
    public static func port(ofService name: String, protocol transport: String) -> UInt16? {
        unsafe getservbyname(name, transport).map {
            unsafe UInt16(bigEndian: UInt16(truncatingIfNeeded: $0.pointee.s_port))
        }
    }

    /// The name of the service at a port for a protocol such as `tcp`. The C function is `getservbyport(3)`.
    public static func serviceName(ofPort port: UInt16, protocol transport: String) -> String? {
        unsafe getservbyport(Int32(port.bigEndian), transport).map {
            unsafe String(cString: $0.pointee.s_name)
        }
    }
}
