public import Election
public import NetworkTypes

/// Every line the VRRP process logs. The first ones are keepalived's own, to the letter: people grep for them.
public enum LogLine: Equatable, Sendable {
    /// An instance enters a state.
    case entering(instance: String, State, isInitial: Bool)
    /// Why it does.
    case reason(instance: String, TransitionReason, ourPriority: UInt8)
    /// A master takes its addresses.
    case settingAddresses(instance: String)
    /// It gives them away.
    case removingAddresses(instance: String)
    /// An address is announced.
    case announcing(instance: String, interface: String, address: IPAddress)
    /// A sync group changes its state.
    case groupSyncing(group: String, State)
    /// A fact of the election.
    case note(instance: String, Note, ourPriority: UInt8)
    /// A master heard a lower priority.
    case conflictWon(instance: String, from: IPAddress, theirs: UInt8, ours: UInt8)
    /// The effective priority changed.
    case priorityChanged(instance: String, from: UInt8, to: UInt8)
    /// A script ended otherwise than before.
    case scriptStatus(script: String, ScriptStatus)
    /// A script counts as up or down now.
    case scriptVerdict(script: String, isUp: Bool, ScriptStatus)
    /// A script is not run, as its last run has not ended.
    case scriptSkipped(script: String)
    /// A BFD session that something tracks came up or went down.
    case sessionSeen(session: String, isUp: Bool)
    /// Somebody removed an address of a master; `remover` is a netlink port.
    case addressRestored(address: IPAddress, interface: String, remover: UInt32)
    /// The kernel removed an address of a master with the first one of its network.
    case addressWentAlong(address: IPAddress, interface: String)
    /// The kernel refused a change of an address.
    case addressChangeFailed(address: IPAddress, interface: String, String)
    /// An address was there that an earlier run has left.
    case leftOverRemoved(address: IPAddress, interface: String)
    /// An address is the host's own, and claimed by an owner.
    case addressAdopted(address: IPAddress, interface: String)
    /// The kernel reports an address.
    case addressSeen(address: IPAddress, interface: String, isAdded: Bool)
    /// The kernel reports an interface.
    case linkSeen(interface: String, isUp: Bool)
    /// A VRRP socket could not be opened.
    case socketFailed(interface: String, String)
    /// Advertisements could not be sent.
    case sendFailed(interface: String, String)
    /// Somebody runs a virtual router that is not ours.
    case unknownVirtualRouter(id: UInt8, interface: String)
    /// A VRRP packet arrived.
    case datagramSeen(from: IPAddress, interface: String)
    /// Reports of the kernel were lost.
    case netlinkOverrun
}

/// How a tracked script's run ended.
public enum ScriptStatus: Equatable, Sendable, CustomStringConvertible {
    /// With this exit status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
    /// By its time limit.
    case timedOut
    /// It could not be run; the text says why.
    case notStarted(String)

    /// Whether it counts as a success.
    public var isSuccess: Bool { self == .exited(0) }

    /// As the log has it.
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
    /// How much detail a reader must have asked for: 0 always, 1 with `-D`.
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

    /// The line. `processName` says who is behind a netlink port.
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
        case .scriptStatus(let script, let status):
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
        case .addressRestored(let address, let interface, let remover):
            "\(address) was removed from \(interface) by \(processName(remover)) while we are master: put back"
        case .addressWentAlong(let address, let interface):
            "\(address) left \(interface) with the first address of its network: put back"
        case .addressChangeFailed(let address, let interface, let failure):
            "\(address) on \(interface): \(failure)"
        case .leftOverRemoved(let address, let interface):
            "Removed \(address) from \(interface): left over from an earlier run"
        case .addressAdopted(let address, let interface):
            "\(address) on \(interface) belongs to this host (priority 255): kept as it is"
        case .addressSeen(let address, let interface, let isAdded):
            "Netlink: \(address) \(isAdded ? "added to" : "removed from") \(interface)"
        case .linkSeen(let interface, let isUp): "Netlink reports \(interface) \(isUp ? "up" : "down")"
        case .socketFailed(let interface, let failure): "No VRRP socket on \(interface): \(failure)"
        case .sendFailed(let interface, let failure): "(\(interface)) send advert error: \(failure)"
        case .unknownVirtualRouter(let id, let interface):
            "Unknown VRID(\(id)) received on interface(\(interface)). ignoring..."
        case .datagramSeen(let from, let interface): "VRRP packet from \(from) on \(interface)"
        case .netlinkOverrun: "Netlink events were lost: reading all interfaces and addresses again"
        }
    }
}

extension TransitionReason {
    /// Whether a line of its own says why; the others are said by a note or by the state's line.
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
        case .masterResigned(let address): "Master \(address) gave up with priority 0"
        case .pathLost(let address): "Taking over: the path to the master \(address) has failed"
        case .higherPriority(let from, let priority):
            priority == ourPriority
                ? "Master received advert from \(from) with the same priority \(priority) and a higher address"
                : "Master received advert from \(from) with higher priority \(priority), ours \(ourPriority)"
        case .owner: "Owner of the addresses (priority 255)"
        case .fault(let reasons):
            "Fault: " + reasons.map(\.sentence).joined(separator: "; ")
        case .faultCleared: "All faults are cleared"
        case .syncGroup(let group): "Following VRRP_Group(\(group))"
        case .reload: "Configuration changed"
        case .shutdown: "Stopping"
        }
    }
}

extension FaultReason {
    var sentence: String {
        switch self {
        case .configuration(let why): "the configuration cannot run: \(why)"
        case .interfaceDown(let name): "interface \(name) is down"
        case .interfaceUp(let name): "interface \(name) is up"
        case .noSourceAddress(let name): "no address to send from on \(name)"
        case .sourceAddressMissing(let address): "this host does not have the source address \(address)"
        case .socket(let interface, let why): "no VRRP socket on \(interface): \(why)"
        case .tracker(let name, let isUp): "script \(name) is \(isUp ? "up" : "down")"
        case .session(let name, let isUp): "BFD session \(name) is \(isUp ? "up" : "not up")"
        case .trackerPending(let name): "tracker \(name) has not reported yet"
        case .syncGroup(let group, let member): "\(member) of the sync group \(group) cannot run"
        }
    }
}
