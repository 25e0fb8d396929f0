import CLinux
import CNetlink
public import NetworkState
public import SystemCalls

/// Receives the kernel's reports of changed links and addresses.
public final class NetlinkMonitor {
    /// The most reads in one `receive`; the descriptor stays readable if there is more.
    private static let readsPerCall = 64

    private let socket: NetlinkSocket

    /// Listens from now on, in the current network namespace.
    public convenience init() throws(SystemError) {
        try self.init(bufferBytes: NetlinkSocket.socketBufferBytes)
    }

    package init(bufferBytes: Int32) throws(SystemError) {
        socket = try NetlinkSocket(protocol: NETLINK_ROUTE, bufferBytes: bufferBytes)
        for group in [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR] {
            try socket.join(group.rawValue)
        }
    }

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { socket.descriptor }

    /// The waiting changes, in order.
    ///
    /// If changes were lost, `overrun` is all that is reported: what still waits is older than the loss, and would undo
    /// what is read again.
    public func receive() throws(SystemError) -> [NetworkReport] {
        var events: [NetworkReport] = []
        let isComplete = try socket.receive(atMost: Self.readsPerCall) { message in
            if let event = NetworkReport(message) { events.append(event) }
        }
        return isComplete ? events : [.overrun]
    }
}

extension NetworkReport {
    init?(_ message: borrowing ReceivedMessage) {
        switch message.type {
        case Int32(RTM_NEWLINK):
            guard let link = Link(message) else { return nil }
            self = .link(link)
        case Int32(RTM_DELLINK):
            guard let link = Link(message) else { return nil }
            self = .linkRemoved(index: link.index, name: link.name)
        case Int32(RTM_NEWADDR):
            guard let address = InterfaceAddress(message) else { return nil }
            self = .addressAdded(address, portID: message.portID)
        case Int32(RTM_DELADDR):
            guard let address = InterfaceAddress(message) else { return nil }
            self = .addressRemoved(address, portID: message.portID)
        default:
            return nil
        }
    }
}
