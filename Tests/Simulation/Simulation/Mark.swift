/// A branch of the protocol that the runs have to reach; a simulation that never gets there proves nothing
/// about it.
public enum Mark: UInt8, CaseIterable, Sendable {
    /// A router took over from a silent master.
    case takeover
    /// A backup with a higher priority took over from a master that still talks.
    case preemption
    /// A backup with `nopreempt` followed a lower priority.
    case noPreemptHold
    /// `preempt_delay` ran.
    case preemptDelay
    /// `preempt_delay` was cancelled.
    case preemptDelayCancelled
    /// A backup took over after priority 0.
    case priorityZero
    /// A master heard priority 0.
    case masterHeardPriorityZero
    /// A master won against a lower priority.
    case conflictWon
    /// A master yielded to a higher priority.
    case conflictLost
    /// A master yielded to an equal priority and a higher address.
    case addressDecided
    /// An owner took over at once.
    case owner
    /// An owner met another one.
    case secondOwner
    /// An owner lowered itself to 254.
    case loweredOwner
    /// A sync group became master together.
    case groupMaster
    /// A sync group went back together.
    case groupBackup
    /// A sync group went to FAULT together.
    case groupFault
    /// A member of a group waited for the others.
    case groupWait
    /// A master went to FAULT.
    case masterFault
    /// An instance came back from FAULT.
    case faultCleared
    /// An instance waited in INIT for a script.
    case pendingTracker
    /// An instance was in FAULT for a BFD session.
    case sessionFault
    /// A backup took over because the path to its master failed.
    case pathLost
    /// A tracker changed a priority.
    case priorityChanged
    /// A VRRPv3 backup adopted the master's interval.
    case intervalAdopted
    /// A message came with the other reading of the checksum.
    case otherChecksumStyle
    /// An address list differed.
    case addressListDiffers
    /// A start-up delay was over.
    case startupDelay
    /// A paused backup found its master's advertisements waiting.
    case pausedBackupDrained
    /// A paused master found another one.
    case pausedMasterYielded
    /// A reload kept a master.
    case reloadKeptMaster
    /// A reload took a master's instance away.
    case reloadRetiredMaster
    /// A reload brought an instance.
    case reloadAddedInstance
    /// A master stopped.
    case stoppedMaster
    /// A message was exchanged over IPv6.
    case ipv6
    /// A message was exchanged with unicast.
    case unicast
    /// A VRRPv2 message with a password was exchanged.
    case password
    /// The kernel took a master's address along with the first one of its network.
    case addressWentAlong
    /// Somebody removed a master's address, and it was put back.
    case addressRestored
    /// An address of an earlier run was removed.
    case leftOverRemoved
    /// A socket could not be opened.
    case socketFailed
}

/// A set of marks.
public struct Marks: Sendable {
    private var bits: UInt64 = 0

    /// None.
    public init() {}

    /// Adds one.
    public mutating func insert(_ mark: Mark) { bits |= 1 << UInt64(mark.rawValue) }

    /// Adds all of the others.
    public mutating func formUnion(_ other: Marks) { bits |= other.bits }

    /// Those that are not in the set.
    public var missing: [Mark] { Mark.allCases.filter { bits & 1 << UInt64($0.rawValue) == 0 } }
}
