import CShims
import Foundation
import Lab

/// The network namespace of a host, for sockets of this process.
struct Namespace {
    private let descriptor: Int32
    private let own: Int32

    init(of host: LabHost) {
        descriptor = open("/run/netns/\(host.namespace)", O_RDONLY | O_CLOEXEC)
        own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)
    }

    /// Does it there: what the calling thread opens meanwhile belongs to the host.
    func inside<Value>(_ body: () throws -> Value) throws -> Value {
        guard shim_setns(descriptor, shim_clone_newnet) == 0 else {
            throw CommandFailure(description: "setns: errno \(errno)")
        }
        defer { _ = shim_setns(own, shim_clone_newnet) }
        return try body()
    }
}
