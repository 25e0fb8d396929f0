public import Election
public import NetworkTypes

/// The lines that the VRRP process logs. Those that keepalived logs as well have exactly its text, because people and
/// monitoring tools search for them.
public enum LogLine: Equatable, Sendable {
    /// An instance enters a state.
    case entering(instance: String, State, isInitial: Bool)
    /// Why an instance enters a state.
    case reason(instance: String, TransitionReason, ourPriority: UInt8)
    /// A master adds its addresses.
    case settingAddresses(instance: String)
    /// An instance removes its addresses.
    case removingAddresses(instance: String)
    /// An address is announced.
    case announcing(instance: String, interface: String, address: IPAddress)
    /// A sync group enters a state.
    case groupSyncing(group: String, State)
    /// A fact of the election.
    case note(instance: String, Note, ourPriority: UInt8)
    /// A master heard a lower priority.
    case conflictWon(instance: String, from: IPAddress, theirs: UInt8, ours: UInt8)
    /// The effective priority changed.
    case priorityChanged(instance: String, from: UInt8, to: UInt8)
    /// A run of a script ended differently from the run before.
    case scriptResult(script: String, ScriptResult)
    /// A script is now considered up or down.
    case scriptVerdict(script: String, isUp: Bool, ScriptResult)
    /// A run of a script is skipped, because the run before has not ended.
    case scriptSkipped(script: String)
    /// A BFD session that something tracks came up or went down.
    case sessionSeen(session: String, isUp: Bool)
    /// Another program, behind the netlink port `remover`, removed an address of a master.
    case addressRestored(address: IPAddress, interface: String, remover: UInt32)
    /// The kernel removed an address of a master together with the first address of its network.
    case addressWentAlong(address: IPAddress, interface: String)
    /// The kernel refused a change of an address.
    case addressChangeFailed(address: IPAddress, interface: String, String)
    /// An address that an earlier run left was removed.
    case leftOverRemoved(address: IPAddress, interface: String)
    /// An owner (priority 255) claims an address that the host already has.
    case addressAdopted(address: IPAddress, interface: String)
    /// The quorum of a `vrrp_track_process` was gained or lost.
    case quorumChanged(process: String, isThere: Bool)
    /// The kernel reports an address.
    case addressSeen(address: IPAddress, interface: String, isAdded: Bool)
    /// The kernel reports an interface.
    case linkSeen(interface: String, isUp: Bool)
    /// A VRRP socket could not be opened.
    case socketFailed(interface: String, String)
    /// After reports were lost, the links and addresses could not be read.
    case interfacesUnreadable(String)
    /// Advertisements could not be sent.
    case sendFailed(interface: String, String)
    /// An advertisement arrived for a virtual router that is not configured.
    case unknownVirtualRouter(id: UInt8, interface: String)
    /// A VRRP packet arrived.
    case datagramSeen(from: IPAddress, interface: String)
    /// Reports of the kernel were lost.
    case netlinkOverrun
    /// What a `track_file` contains, or its directory, cannot be used, for this reason.
    case fileUnusable(String)
}

/// How a run of a tracked script ended.
public enum ScriptResult: Equatable, Sendable, CustomStringConvertible {
    /// It exited with this status.
    case exited(Int32)
    /// This signal killed it.
    case signalled(Int32)
    /// It reached its time limit and was killed.
    case timedOut
    /// It could not be run, for this reason.
    case notStarted(String)

    /// Whether it counts as a success.
    public var isSuccess: Bool { self == .exited(0) }

    /// The text in the log.
    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "killed by signal \(signal)"
        case .timedOut: "timed_out"
        case .notStarted(let why): "could not be run: \(why)"
        }
    }
}

extension LogLine {
    /// The level of detail (`-D`) at which the line is logged: 0 for always.
    public var detail: Int {
        switch self {
        case .announcing: 1
        case .note(_, let note, _):
            switch note {
            case .discardingLowerPriority, .intervalAdopted, .preemptDelayStarted, .preemptDelayCancelled: 1
            default: 0
            }
        default: 0
        }
    }

    /// The text of the line. `processName` names the process behind a netlink port.
    public func text(processName: (UInt32) -> String = { "netlink port \($0)" }) -> String {
        switch self {
        case .entering(let instance, let state, let isInitial):
            "(\(instance)) Entering \(state) STATE\(isInitial ? " (init)" : "")"
        case .reason(let instance, let reason, let ours):
            "(\(instance)) \(reason.sentence(ourPriority: ours))"
        case .settingAddresses(let instance): "(\(instance)) setting VIPs."
        case .removingAddresses(let instance): "(\(instance)) removing VIPs."
        case .announcing(let instance, let interface, let address):
            switch address {
            case .ipv4: "(\(instance)) Sending/queueing gratuitous ARPs on \(interface) for \(address)"
            case .ipv6:
                "(\(instance)) Sending/queueing Unsolicited Neighbour Adverts on \(interface) for \(address)"
            }
        case .groupSyncing(let group, let state): "VRRP_Group(\(group)) Syncing instances to \(state) state"
        case .note(let instance, let note, let ours): "(\(instance)) \(note.sentence(ourPriority: ours))"
        case .conflictWon(let instance, let from, let theirs, let ours):
            "(\(instance)) Received advert from \(from) with lower priority \(theirs), ours \(ours), forcing new election"
        case .priorityChanged(let instance, let from, let to):
            "(\(instance)) Changing effective priority from \(from) to \(to)"
        case .scriptResult(let script, let status):
            switch status {
            case .exited(let code): "Script `\(script)` now returning \(code)"
            default: "Script `\(script)` \(status)"
            }
        case .scriptVerdict(let script, let isUp, let status):
            isUp ? "VRRP_Script(\(script)) succeeded" : "VRRP_Script(\(script)) failed (\(status))"
        case .scriptSkipped(let script):
            "Track script \(script) is already running, expect idle - skipping run"
        case .sessionSeen(let session, let isUp):
            "Received BFD event: instance \(session) is in state \(isUp ? "Up" : "Down")"
        case .quorumChanged(let process, let isThere):
            "Quorum \(isThere ? "gained" : "lost") for tracked process \(process)"
        case .addressRestored(let address, let interface, let remover):
            "\(address) was removed from \(interface) by \(processName(remover)) while this host is master: restored"
        case .addressWentAlong(let address, let interface):
            "\(address) was removed from \(interface) by the kernel, with the first address of its network: restored"
        case .addressChangeFailed(let address, let interface, let failure):
            "Cannot change \(address) on \(interface): \(failure)"
        case .leftOverRemoved(let address, let interface):
            "Removed \(address) from \(interface): left over from an earlier run"
        case .addressAdopted(let address, let interface):
            "\(address) on \(interface) belongs to this host (priority 255): left in place"
        case .addressSeen(let address, let interface, let isAdded):
            "Netlink: \(address) \(isAdded ? "added to" : "removed from") \(interface)"
        case .linkSeen(let interface, let isUp): "Netlink reports \(interface) \(isUp ? "up" : "down")"
        case .interfacesUnreadable(let failure):
            "Cannot read the interfaces and addresses, will try again in 1 s: \(failure)"
        case .socketFailed(let interface, let failure):
            "Cannot open a VRRP socket on \(interface), will try again: \(failure)"
        case .sendFailed(let interface, let failure): "(\(interface)) send advert error: \(failure)"
        case .unknownVirtualRouter(let id, let interface):
            "Unknown VRID(\(id)) received on interface(\(interface)). ignoring..."
        case .datagramSeen(let from, let interface): "VRRP packet from \(from) on \(interface)"
        case .fileUnusable(let why): "track_file: \(why)"
        case .netlinkOverrun: "Netlink events were lost: reading all interfaces and addresses again"
        }
    }
}

extension TransitionReason {
    /// Whether the reason has a line. The others are clear from a note or from the line of the state.
    var hasLine: Bool {
        switch self {
        case .startup, .masterDownTimer, .reload, .shutdown: false
        default: true
        }
    }

    func sentence(ourPriority: UInt8) -> String {
        switch self {
        case .startup: "Starting"
        case .masterDownTimer: "Receive advertisement timeout"
        case .masterResigned(let address): "Master \(address) resigned (priority 0)"
        case .pathLost(let address): "Taking over: the path to the master \(address) has failed"
        case .higherPriority(let from, let priority):
            priority == ourPriority
                ? "Master received advert from \(from) with same priority \(priority) but higher IP address than ours"
                : "Master received advert from \(from) with higher priority \(priority), ours \(ourPriority)"
        case .owner: "This host owns the addresses (priority 255)"
        case .fault(let reasons):
            "Fault: " + reasons.map(\.sentence).joined(separator: "; ")
        case .faultCleared: "All faults are cleared"
        case .syncGroup(let group): "Following sync group \(group)"
        case .reload: "Configuration changed"
        case .shutdown: "Stopping"
        }
    }
}

extension FaultReason {
    var sentence: String {
        switch self {
        case .configuration(let why): "the instance cannot run as configured: \(why)"
        case .interfaceDown(let name): "interface \(name) is down"
        case .interfaceUp(let name): "interface \(name) is up (tracked in reverse)"
        case .noSourceAddress(let name): "interface \(name) has no address to send from"
        case .sourceAddressMissing(let address): "this host does not have the source address \(address)"
        case .socket(let interface, let why): "cannot open a VRRP socket on \(interface): \(why)"
        case .tracker(let name, let isUp): "script \(name) is \(isUp ? "up (tracked in reverse)" : "down")"
        case .fileNumber(let name, let number): "the number in the file of \(name) is \(number)"
        case .quorum(let name, let isThere):
            "tracked process \(name) has \(isThere ? "its quorum (tracked in reverse)" : "no quorum")"
        case .session(let name, let isUp): "BFD session \(name) is \(isUp ? "up" : "not up")"
        case .trackerPending(let name): "waiting for the first result of \(name)"
        case .syncGroup(let group, let member): "\(member), a member of sync group \(group), cannot run"
        }
    }
}
