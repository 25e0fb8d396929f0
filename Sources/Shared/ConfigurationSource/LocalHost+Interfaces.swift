internal import CLinux
internal import CShims
public import Configuration
internal import Glibc

extension LocalHost {
    private static let namespaceDirectory = "/run/netns/"

    /// An interface of this or another network namespace. The C functions are `if_nametoindex(3)`, the ioctls of
    /// `netdevice(7)`, and `setns(2)`. The process must have only one thread, because it enters the namespace to ask.
    public mutating func interface(named name: String, inNetworkNamespace namespace: String?)
        -> InterfaceFacts?
    {
        guard let namespace else { return Self.interface(named: name) }
        let own = unsafe open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)
        guard own >= 0 else { return nil }
        defer { close(own) }
        let other = unsafe open(Self.namespaceDirectory + namespace, O_RDONLY | O_CLOEXEC)
        guard other >= 0 else { return nil }
        defer { close(other) }
        guard shim_setns(other, shim_clone_newnet) == 0 else { return nil }
        let facts = Self.interface(named: name)
        let status = shim_setns(own, shim_clone_newnet)
        precondition(status == 0, "setns back to the own network namespace failed with errno \(errno)")
        return facts
    }

    private static func interface(named name: String) -> InterfaceFacts? {
        guard (1..<Int(IFNAMSIZ)).contains(name.utf8.count) else { return nil }
        let index = unsafe if_nametoindex(name)
        guard index != 0 else { return nil }
        let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return InterfaceFacts(index: index, mtuBytes: nil, isLoopback: false) }
        defer { close(descriptor) }
        var request = unsafe ifreq()
        unsafe withUnsafeMutableBytes(of: &request.ifr_ifrn) { unsafe $0.copyBytes(from: name.utf8) }
        var mtuBytes: Int?
        if unsafe ioctl(descriptor, UInt(SIOCGIFMTU), &request) == 0 {
            mtuBytes = Int(unsafe request.ifr_ifru.ifru_mtu)
        }
        var isLoopback = false
        if unsafe ioctl(descriptor, UInt(SIOCGIFFLAGS), &request) == 0 {
            isLoopback = unsafe CInt(request.ifr_ifru.ifru_flags) & CInt(IFF_LOOPBACK) != 0
        }
        return InterfaceFacts(index: index, mtuBytes: mtuBytes, isLoopback: isLoopback)
    }
}
