import CShims
import Glibc

/// The machine that this process runs on.
public enum Machine {
    /// The node's name. The C function is `gethostname(2)`.
    public static func hostName() throws(SystemError) -> String { try names().node }

    /// The kernel's name, release and version, and the processor's kind. The C function is `uname(2)`.
    public static func names() throws(SystemError) -> Names {
        var name = utsname()
        try SystemError.check(unsafe uname(&name), "uname")
        return Names(
            system: text(name.sysname), node: text(name.nodename), release: text(name.release),
            version: text(name.version), machine: text(name.machine))
    }

    /// The release of the kernel whose headers this program was built with, such as `6.1.128`.
    public static var headersRelease: String {
        let code = shim_linux_version_code
        return "\(code >> 16).\(code >> 8 & 0xFF).\(code & 0xFF)"
    }

    /// The result of `uname`.
    public struct Names: Equatable, Sendable {
        /// `Linux`.
        public let system: String
        /// The host name.
        public let node: String
        /// The kernel's release, such as `6.1.0-44-amd64`.
        public let release: String
        /// The kernel's version, such as `#1 SMP …`.
        public let version: String
        /// The machine type, such as `x86_64`.
        public let machine: String
    }

    /// Whether the interface forwards IPv6 packets: whether this machine is a router there.
    public static func forwardsIPv6(on interface: String) throws(SystemError) -> Bool {
        let path = "/proc/sys/net/ipv6/conf/\(interface)/forwarding"
        let bytes = try Files.read(path, limitBytes: 64)
        return !bytes.starts(with: [UInt8(ascii: "0")])
    }

    private static func text<Tuple>(_ tuple: Tuple) -> String {
        unsafe withUnsafeBytes(of: tuple) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

/// Network namespaces with names, as `ip netns` makes them.
public enum NetworkNamespace {
    /// The number that identifies the current namespace on this host.
    public static func number() throws(SystemError) -> UInt64 {
        let path = "/proc/self/ns/net"
        var status = stat()
        try SystemError.check(unsafe stat(path, &status), "stat", path)
        return UInt64(status.st_ino)
    }

    /// Moves the calling thread, and so a process with one thread, into `/run/netns/NAME`. The C function is
    /// `setns(2)`.
    public static func enter(_ name: String) throws(SystemError) {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), name != ".", name != ".." else {
            throw SystemError(call: "setns", errno: EINVAL, object: name)
        }
        let file = try Files.open("/run/netns/" + name, O_RDONLY)
        try SystemError.check(shim_setns(file.number, shim_clone_newnet), "setns", name)
    }
}
