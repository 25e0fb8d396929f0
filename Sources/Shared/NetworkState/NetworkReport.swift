/// A report of the kernel on links and addresses.
public enum NetworkReport: Equatable, Sendable {
    /// The link is new or has changed.
    case link(Link)
    /// The link is gone.
    case linkRemoved(index: Int32, name: String)
    /// The address is new or has changed; `portID` as in `addressRemoved`.
    case addressAdded(InterfaceAddress, portID: UInt32)
    /// The address is gone.
    ///
    /// `portID` is the netlink port that requested it; 0 if that was the kernel or is unknown, as always for
    /// IPv6 addresses.
    case addressRemoved(InterfaceAddress, portID: UInt32)
    /// Changes were lost: all links and addresses must be read again.
    case overrun
}
