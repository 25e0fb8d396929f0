import Election
import Logging
import NetworkTypes

/// Every line the VRRP process logs. The first ones are keepalived's own, to the letter: people grep for them.
enum LogLine {
    case entering(instance: String, State, isInitial: Bool)
    case reason(instance: String, TransitionReason, ourPriority: UInt8)
    case settingAddresses(instance: String)
    case removingAddresses(instance: String)
    case announcing(instance: String, interface: String, address: IPAddress)
    case groupSyncing(group: String, State)
    case note(instance: String, Note, ourPriority: UInt8)
    case conflictWon(instance: String, from: IPAddress, theirs: UInt8, ours: UInt8)
    case priorityChanged(instance: String, from: UInt8, to: UInt8)
    case scriptStatus(script: String, ScriptStatus)
    case scriptVerdict(script: String, isUp: Bool, ScriptStatus)
    case scriptSkipped(script: String)
    case addressRestored(address: IPAddress, interface: String, remover: String)
    case addressChangeFailed(address: IPAddress, interface: String, SystemFailure)
    case leftOverRemoved(address: IPAddress, interface: String)
    case addressAdopted(address: IPAddress, interface: String)
    case addressSeen(address: IPAddress, interface: String, isAdded: Bool)
    case linkSeen(interface: String, isUp: Bool)
    case socketFailed(interface: String, SystemFailure)
    case sendFailed(instance: String, SystemFailure)
    case unknownVirtualRouter(id: UInt8, interface: String)
    case datagramSeen(from: IPAddress, interface: String)
    case netlinkOverrun
    case startupComplete
    case reloadComplete
    case reloadRefused(String)
    case stopping
    case stopped
}

/// The text of a failed call.
struct SystemFailure: CustomStringConvertible {
    var description: String
}

/// How a tracked script's run ended.
enum ScriptStatus: Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
    case notStarted(String)

    var isSuccess: Bool { self == .exited(0) }

    var description: String {
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
    var detail: Int {
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

    /// keepalived logs nearly everything at this level; trouble stands out here.
    var level: LogLevel {
        switch self {
        case .addressChangeFailed, .socketFailed, .sendFailed: .error
        case .reloadRefused, .addressRestored, .netlinkOverrun: .warning
        default: .info
        }
    }

    var text: String {
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
        case .addressRestored(let address, let interface, let remover):
            "\(address) was removed from \(interface) by \(remover) while we are master: put back"
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
        case .sendFailed(let instance, let failure): "(\(instance)) send advert error: \(failure)"
        case .unknownVirtualRouter(let id, let interface):
            "Unknown VRID(\(id)) received on interface(\(interface)). ignoring..."
        case .datagramSeen(let from, let interface): "VRRP packet from \(from) on \(interface)"
        case .netlinkOverrun: "Netlink events were lost: reading all interfaces and addresses again"
        case .startupComplete: "Startup complete"
        case .reloadComplete: "Reload complete"
        case .reloadRefused(let why): "Reload refused, the old configuration stays: \(why)"
        case .stopping: "Stopping"
        case .stopped: "Stopped"
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
        case .trackerPending(let name): "tracker \(name) has not reported yet"
        case .syncGroup(let group, let member): "\(member) of the sync group \(group) cannot run"
        }
    }
}
