/// What the kernel reports of links and addresses.
public enum NetworkReport: Equatable, Sendable {
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
