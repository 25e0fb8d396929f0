public import NetworkTypes
public import Timing

/// The state of an instance, as RFC 9568 §6.4 and keepalived know it.
public enum State: UInt8, Sendable, CustomStringConvertible {
    /// Not started.
    case initialize = 0
    /// Listening to a master.
    case backup = 1
    /// Owning the addresses.
    case master = 2
    /// Unable to run; keepalived's addition.
    case fault = 3

    /// The word keepalived logs: `INIT`, `BACKUP`, `MASTER`, `FAULT`.
    public var description: String {
        switch self {
        case .initialize: "INIT"
        case .backup: "BACKUP"
        case .master: "MASTER"
        case .fault: "FAULT"
        }
    }
}

/// Why an instance is, or would be, in FAULT.
public enum FaultReason: Hashable, Sendable {
    /// The instance cannot run as configured; the text says why.
    case configuration(String)
    /// The instance's own or an address's interface is down or missing.
    case interfaceDown(String)
    /// This interface, which is tracked in reverse, is up.
    case interfaceUp(String)
    /// The interface has no address to send from.
    case noSourceAddress(String)
    /// The host does not have the configured address to send from.
    case sourceAddressMissing(IPAddress)
    /// The VRRP socket on this interface could not be opened; the text says why.
    case socket(interface: String, String)
    /// A script with weight 0 is down, or up while it is tracked in reverse.
    case tracker(String, isUp: Bool)
    /// The number in this `track_file` means FAULT.
    case fileNumber(String, Int)
    /// The quorum of this `vrrp_track_process` with weight 0 is not there, or is there while it is tracked in reverse.
    case quorum(String, isThere: Bool)
    /// A BFD session with weight 0 is not up, or is up while it is tracked in reverse.
    case session(String, isUp: Bool)
    /// A tracker with weight 0 has not reported yet.
    case trackerPending(String)
    /// This member of this sync group cannot run.
    case syncGroup(String, member: String)
}

/// Why a state changed.
public enum TransitionReason: Equatable, Sendable {
    /// The daemon started.
    case startup
    /// No advertisement of the master came in time.
    case masterDownTimer(lastMaster: IPAddress?)
    /// The master gave up with priority 0.
    case masterResigned(IPAddress)
    /// The path to the master failed.
    case pathLost(IPAddress)
    /// A master with higher priority, or the same and a higher address.
    case higherPriority(from: IPAddress, priority: UInt8)
    /// The instance owns its addresses (priority 255).
    case owner
    /// These reasons appeared.
    case fault([FaultReason])
    /// All reasons are gone.
    case faultCleared
    /// The sync group moved.
    case syncGroup(String)
    /// The configuration changed.
    case reload
    /// The daemon stops.
    case shutdown
}

/// Why a received datagram was dropped; each has a counter.
public enum DropReason: UInt8, CaseIterable, Sendable {
    /// Shorter than the smallest VRRP packet.
    case belowMinimum
    /// The length does not fit the address count.
    case length
    /// TTL or hop limit is not 255.
    case timeToLive
    /// Another version than the configured one.
    case version
    /// An authentication type that does not exist.
    case authenticationType
    /// Another authentication type than the configured one.
    case authenticationMismatch
    /// Wrong password.
    case authenticationFailure
    /// Another interval than the configured one; VRRPv2 only.
    case advertisementInterval
    /// Not an ADVERTISEMENT.
    case packetType
    /// The checksum is wrong in every accepted form.
    case checksum
    /// The address list differs. The advertisement is accepted; see `Election.receive`.
    case addressList
    /// No address at all in VRRPv3 (RFC 9568 §5.2.5).
    case noAddress
    /// Not from a unicast peer.
    case unicastSource
    /// Unicast to a multicast instance, or the other way round.
    case destination
    /// The owner ignores advertisements.
    case ownerIgnores
    /// No instance has this VRID on this interface.
    case unknownVirtualRouter
    /// Arrived during the start-up delay, or in INIT or FAULT.
    case notListening
    /// A reply, an announcement or a note was suppressed because packets caused too many within a second.
    case tooMany
}

/// What the election wants done. The shell does it in order, and reports back only through events.
public enum Effect: Equatable, Sendable {
    /// Send one advertisement (to every peer, or to the group) with this priority; `Election.advertisement`
    /// encodes it.
    case advertise(instance: Int, priority: UInt8)
    /// Add the instance's addresses (advertised and excluded) to their interfaces.
    case addAddresses(instance: Int)
    /// Remove the instance's addresses.
    case removeAddresses(instance: Int)
    /// Send one gratuitous ARP or neighbour advertisement for the address with this index.
    case announce(instance: Int, address: Int)
    /// The instance changed state: log and notify.
    case transition(instance: Int, from: State, to: State, reason: TransitionReason)
    /// The group changed state: log and notify.
    case groupTransition(group: Int, to: State)
    /// A master received a lower priority and stays master: log and notify (`notify_master_rx_lower_pri`).
    case conflictWon(instance: Int, from: IPAddress, theirPriority: UInt8, ourPriority: UInt8)
    /// The effective priority changed.
    case priorityChanged(instance: Int, from: UInt8, to: UInt8)
    /// Nothing to do: a fact to log.
    case note(instance: Int, Note)
}

/// Facts to log that have no outside effect.
public enum Note: Equatable, Sendable {
    /// An advertisement was dropped, or accepted despite a different address list. At most one for each
    /// reason until the next transition or accepted change of master.
    case dropped(DropReason, from: IPAddress, detail: DropDetail)
    /// A backup received a lower priority and lets its timer run.
    case discardingLowerPriority(from: IPAddress, priority: UInt8)
    /// A VRRPv3 backup adopted the master's interval.
    case intervalAdopted(Duration, from: IPAddress)
    /// The first IPv4 VRRPv3 checksum in this style arrived.
    case checksumStyle(InstanceSettings.ChecksumStyle, from: IPAddress)
    /// `preempt_delay` began to run.
    case preemptDelayStarted(Duration)
    /// It was cancelled: an equal or higher priority came back in time.
    case preemptDelayCancelled
    /// A backup received priority 0.
    case masterResigned(IPAddress)
    /// The path to a backup's master failed (BFD).
    case pathLost(IPAddress)
    /// A master received priority 0 and stays master.
    case resignationHeard(IPAddress)
    /// The down timer expired.
    case masterDownTimerExpired
    /// Priority 0 was sent.
    case sentPriorityZero
    /// Another router claims to be the owner too (priority 255).
    case secondOwner(IPAddress)
    /// An advertisement with our own source address and priority.
    case ownAddress(IPAddress)
}

/// An advertisement that failed a check.
public struct DroppedAdvertisement: Equatable, Sendable {
    /// What was wrong. An advertisement with `addressList` is still followed.
    public var reason: DropReason
    /// The sender.
    public var source: IPAddress
    /// The numbers behind it.
    public var detail: DropDetail
    /// When it arrived.
    public var time: MonotonicInstant
}

/// The numbers behind a drop.
public struct DropDetail: Equatable, Sendable {
    /// What arrived.
    public var received: Int
    /// What was expected.
    public var expected: Int

    /// The two numbers.
    public init(received: Int, expected: Int) {
        self.received = received
        self.expected = expected
    }
}
