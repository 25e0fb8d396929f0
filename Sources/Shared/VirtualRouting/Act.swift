public import NetworkState
public import NetworkTypes
public import Notifications

/// An act for the shell of the VRRP process. Acts are carried out in order.
public enum Act: Equatable, Sendable {
    /// Open the socket with that number; `opened` must follow. A second one for the same number is another attempt.
    case open(Int, Endpoint, receiveBufferBytes: Int)
    /// Close the socket with that number.
    case close(Int)
    /// Enlarge the socket's receive buffer to that many bytes (`kernel_rx_buf_size`).
    case enlarge(Int, receiveBufferBytes: Int)
    /// Send a packet through the socket with that number; an IPv4 one begins with its IP header.
    case send(Int, [UInt8], to: IPAddress)
    /// Make these changes of addresses with as few system calls as possible; `changed` must follow.
    case change([AddressChange])
    /// Send an Ethernet frame out of an interface.
    case announce([UInt8], linkIndex: Int32)
    /// Read the links and addresses; `readAgain` or `cannotReadInterfaces` follows.
    case readInterfaces
    /// Call `proceed`: what is left of the event can wait until the acts before are done.
    case proceed
    /// Run a command; `ranScript` must follow if it is a tracker's.
    case run(RunRequest)
    /// Write a line to the FIFOs, without its end.
    case report(String)
    /// Have this mail sent.
    case mail(Mail)
    /// End the command of this lane.
    case cancel(lane: String)
    /// The mastership of the instance that the checker process follows has changed; nil if it follows none.
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

/// The outcome of a change of an address.
public enum ChangeOutcome: Equatable, Sendable {
    /// It was made.
    case made
    /// It was not necessary: the address to be added exists already, or the one to be removed does not exist.
    case needless
    /// The kernel refused it, for this reason.
    case refused(String)
}
