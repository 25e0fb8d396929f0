public import NetworkState
public import NetworkTypes
public import Notifications

/// What the shell of the VRRP process is to do, in this order.
public enum Act: Equatable, Sendable {
    /// Open the socket with that number; `opened` follows. A second one for the same number is another attempt.
    case open(Int, Endpoint, receiveBufferBytes: Int)
    /// Close it.
    case close(Int)
    /// Give the socket's receive buffer room for that many bytes (`kernel_rx_buf_size`).
    case enlarge(Int, receiveBufferBytes: Int)
    /// Send a packet through the socket with that number; an IPv4 one begins with its IP header.
    case send(Int, [UInt8], to: IPAddress)
    /// Make these changes of addresses with as few system calls as possible; `changed` follows.
    case change([AddressChange])
    /// Send an Ethernet frame out of an interface.
    case announce([UInt8], linkIndex: Int32)
    /// Call `proceed`: what is left of the event can wait until the acts before are done.
    case proceed
    /// Run a command; `ranScript` follows for those of trackers.
    case run(RunRequest)
    /// End what runs in this lane.
    case cancel(lane: String)
    /// The instance that the checker process follows has become master, or is no longer; nil: it follows none.
    case mastership(FollowedInstance?)
    /// Write a line to the log.
    case log(LogLine)
}

/// An instance that another process follows.
public struct FollowedInstance: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it is master.
    public var isMaster: Bool
}

/// What became of a change of an address.
public enum ChangeOutcome: Equatable, Sendable {
    /// It was made.
    case made
    /// Nothing was left to do: what should be added is there, or what should go is not.
    case needless
    /// The kernel refused it; the text says why.
    case refused(String)
}
