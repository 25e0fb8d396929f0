import Glibc
package import IPVSControl
import SystemCalls
import VirtualServers

extension IPVSError {
    /// The message of `ipvsadm(8)`.
    package var text: String {
        operationText ?? Self.general[errno] ?? SystemError.text(errno)
    }

    /// The meaning of error numbers for any operation.
    private static let general: [Int32: String] = [
        EPERM: "Permission denied (you must be root)",
        EINVAL: "Invalid operation.  Possibly wrong module version, address not unicast, ...",
        ENOPROTOOPT: "Protocol not available",
        ENOMEM: "Memory allocation problem",
        EOPNOTSUPP: "Operation not supported with IPv6",
        EAFNOSUPPORT: "Operation not supported with specified address family",
        EMSGSIZE: "Module is wrong version",
    ]

    /// The special meaning of an error number for this operation; nil if it has none.
    private var operationText: String? {
        switch operation {
        case .connect: errno == ENOENT ? "Protocol not available" : nil
        case .readService, .request(.zero): errno == ESRCH ? "No such service" : nil
        case .request(.startDaemon): errno == EEXIST ? "Daemon has already run" : nil
        case .request(.stopDaemon): errno == ESRCH ? "No daemon is running" : nil
        case .request(.change(let change)): Self.text(of: change, errno)
        default: nil
        }
    }

    private static func text(of change: Change, _ number: Int32) -> String? {
        switch (change, number) {
        case (.addService, EEXIST): "Service already exists"
        case (.addService, ENOENT), (.editService, ENOENT): "Scheduler or persistence engine not found"
        case (.editService, ESRCH), (.deleteService, ESRCH): "No such service"
        case (.addDestination, EEXIST): "Destination already exists"
        case (.editDestination, ENOENT), (.deleteDestination, ENOENT): "No such destination"
        case (.addDestination, ESRCH), (.editDestination, ESRCH), (.deleteDestination, ESRCH):
            "Service not defined"
        default: nil
        }
    }
}
