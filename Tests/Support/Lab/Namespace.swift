import CShims
import Foundation

/// A network namespace of this machine, for what a thread of this process does in it. Needs root.
public final class Namespace {
    private let descriptor: Int32

    private init(path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(description: "\(path): errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// That of a host.
    public convenience init(of host: LabHost) throws { try self.init(path: "/run/netns/\(host.namespace)") }

    /// That in which the calling thread is.
    public static func present() throws -> Namespace { try Namespace(path: "/proc/thread-self/ns/net") }

    /// A new one, in which the calling thread is from now on. Its loopback interface is up: as long as that has never
    /// been so, the kernel refuses every server of IPVS with EINVAL.
    @discardableResult
    public static func enterNew() throws -> Namespace {
        guard shim_unshare(shim_clone_newnet) == 0 else {
            throw CommandFailure(description: "no new network namespace: errno \(errno)")
        }
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        var request = ifreq()
        withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) { $0.copyBytes(from: "lo".utf8) }
        request.ifr_ifru.ifru_flags = Int16(IFF_UP)
        guard ioctl(socket, UInt(SIOCSIFFLAGS), &request) == 0 else {
            throw CommandFailure(description: "lo: errno \(errno)")
        }
        return try present()
    }

    /// Puts the calling thread into it.
    public func enter() throws {
        guard shim_setns(descriptor, shim_clone_newnet) == 0 else {
            throw CommandFailure(description: "no way into a network namespace: errno \(errno)")
        }
    }

    /// Does it there: what the calling thread opens meanwhile belongs to the namespace.
    public func inside<Value>(_ body: () throws -> Value) throws -> Value {
        let own = try Self.present()
        try enter()
        defer { try? own.enter() }
        return try body()
    }

    /// Its path, for programs that want one.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }
}
