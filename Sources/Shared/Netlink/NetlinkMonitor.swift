import CLinux
import CNetlink
public import SystemCalls

/// A change of links or addresses.
public enum NetlinkEvent: Equatable, Sendable {
    /// The link is new, or something about it changed.
    case link(Link)
    /// The link is gone.
    case linkRemoved(index: Int32, name: String)
    /// The address is new, or something about it changed; `portID` as in `addressRemoved`.
    case addressAdded(InterfaceAddress, portID: UInt32)
    /// The address is gone.
    ///
    /// `portID` names the netlink socket that asked for it, 0 if that was the kernel or is unknown; for IPv6
    /// addresses the kernel never tells.
    case addressRemoved(InterfaceAddress, portID: UInt32)
    /// Changes were lost: whoever keeps links and addresses reads all of them again.
    case overrun
}

/// Hears of changes of links and addresses.
public final class NetlinkMonitor {
    /// The most reads for one `receive`; the descriptor stays readable if there is more.
    private static let readsPerCall = 64

    private let socket: NetlinkSocket

    /// Listens from now on, in the present network namespace.
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

    /// The changes that wait, in their order; none if none waits.
    public func receive() throws(SystemError) -> [NetlinkEvent] {
        var events: [NetlinkEvent] = []
        for _ in 0..<Self.readsPerCall {
            switch try socket.receive(.immediate) {
            case .nothing: return events
            case .overrun: events.append(.overrun)
            case .messages:
                socket.forEachMessage { message in
                    if let event = NetlinkEvent(message) { events.append(event) }
                }
            }
        }
        return events
    }
}

extension NetlinkEvent {
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
