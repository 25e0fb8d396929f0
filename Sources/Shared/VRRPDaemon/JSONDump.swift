import Configuration
import Election
import NetworkTypes

/// keepalived.json, version 1: an array of instances with keepalived's keys, no white space, the password masked.
struct JSONDump {
    let text: String

    init(_ daemon: VRRPDaemon) {
        let instances = daemon.model.instances.indices.map { index in
            JSONValue.object([
                ("data", Self.data(index, of: daemon)), ("stats", Self.statistics(index, of: daemon)),
            ])
        }
        text = JSONValue.array(instances).text
    }

    private static func data(_ index: Int, of daemon: VRRPDaemon) -> JSONValue {
        let instance = daemon.model.instances[index]
        let election = daemon.election
        var members: [(String, JSONValue)] = [
            ("iname", .string(instance.name)),
            ("dont_track_primary", .flag(instance.ignoresOwnInterface)),
            ("skip_check_adv_addr", .flag(instance.election.skipsAddressCheckOfKnownMaster)),
            ("strict_mode", .integer(0)),
            ("vmac_ifname", .string("")),
            ("ifp_ifname", .string(instance.interface)),
            ("master_priority", .integer(Int(election.masterPriority(instance: index)))),
            ("garp_delay", .seconds(instance.election.announcement.masterDelay)),
            ("garp_refresh", .seconds(instance.election.announcement.refreshInterval)),
            ("garp_rep", .integer(instance.election.announcement.masterRepeat)),
            ("garp_refresh_rep", .integer(instance.election.announcement.refreshRepeat)),
            ("garp_lower_prio_delay", .seconds(instance.election.announcement.lowerPriorityDelay)),
            ("garp_lower_prio_rep", .integer(instance.election.announcement.lowerPriorityRepeat)),
            ("lower_prio_no_advert", .flag(!instance.election.answersLowerPriority)),
            ("higher_prio_send_advert", .flag(instance.election.sendsBeforeYielding)),
            ("vrid", .integer(Int(instance.election.virtualRouterID))),
            ("base_priority", .integer(Int(instance.election.basePriority))),
            ("effective_priority", .integer(Int(election.effectivePriority(instance: index)))),
            ("vipset", .boolean(election.state(instance: index) == .master)),
            ("promote_secondaries", .boolean(false)),
            ("adver_int", .seconds(instance.election.advertisementInterval)),
            ("master_adver_int", .seconds(election.masterInterval(instance: index))),
            ("accept", .integer(1)),
            ("nopreempt", .boolean(!instance.election.isPreempting)),
            ("preempt_delay", .seconds(instance.election.preemptDelay)),
            ("state", .integer(Int(election.state(instance: index).rawValue))),
            (
                "wantstate",
                .integer(Int((instance.election.startsAsMaster ? State.master : .backup).rawValue))
            ),
            ("version", .integer(Int(instance.election.version.rawValue))),
            ("smtp_alert", .boolean(false)),
            ("notify_deleted", .boolean(instance.notifications.reportsDeleted)),
            ("auth_type", .integer(instance.authentication.number)),
        ]
        let scripts: [(String, Command?)] = [
            ("script_backup", instance.notifications.backup),
            ("script_master", instance.notifications.master),
            ("script_fault", instance.notifications.fault), ("script_stop", instance.notifications.stop),
            ("script_deleted", instance.notifications.deleted), ("script", instance.notifications.any),
            ("script_master_rx_lower_pri", instance.notifications.masterReceivedLowerPriority),
        ]
        for (key, command) in scripts {
            if let command { members.append((key, .string(command.text))) }
        }
        let lists: [(String, [String])] = [
            ("vips", instance.addresses.map(\.line)), ("evips", instance.excludedAddresses.map(\.line)),
            ("track_ifp", instance.trackedInterfaces.map(\.subject.name)),
            ("track_script", instance.trackedScripts.map(\.subject.name)),
        ]
        for (key, list) in lists where !list.isEmpty {
            members.append((key, .array(list.map(JSONValue.string))))
        }
        if instance.authentication != .none { members.append(("auth_data", .string("********"))) }
        return .object(members)
    }

    private static func statistics(_ index: Int, of daemon: VRRPDaemon) -> JSONValue {
        let counters = daemon.election.statistics(instance: index)
        let values: [(String, UInt64)] = [
            ("advert_rcvd", counters.advertisementsReceived), ("advert_sent", counters.advertisementsSent),
            ("become_master", counters.becameMaster), ("release_master", counters.releasedMaster),
            ("packet_len_err", counters[.length]),
            ("advert_interval_err", counters[.advertisementInterval]),
            ("ip_ttl_err", counters[.timeToLive]),
            ("invalid_type_rcvd", counters[.packetType]),
            ("addr_list_err", counters[.addressList]),
            ("invalid_authtype", counters[.authenticationType]),
            ("authtype_mismatch", counters[.authenticationMismatch]),
            ("auth_failure", counters[.authenticationFailure]),
            ("pri_zero_rcvd", counters.priorityZeroReceived), ("pri_zero_sent", counters.priorityZeroSent),
        ]
        return .object(values.map { ($0, .integer(Int(clamping: $1))) })
    }
}

/// A JSON text in the making. keepalived's layout (key order, `\/`, seconds as decimals) is the point of it.
enum JSONValue {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case seconds(Duration)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// keepalived writes some truths as 0 and 1.
    static func flag(_ value: Bool) -> JSONValue { .integer(value ? 1 : 0) }

    var text: String {
        switch self {
        case .string(let value): "\"" + value.unicodeScalars.map(Self.escaped).joined() + "\""
        case .integer(let value): "\(value)"
        case .boolean(let value): value ? "true" : "false"
        case .seconds(let duration): Self.decimal(duration)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { JSONValue.string($0).text + ":" + $1.text }.joined(separator: ",") + "}"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "/": return "\\/"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }

    private static func decimal(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let digits = String(attoseconds / 1_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension VRRPInstance.Authentication {
    /// RFC 2338's number of the type.
    fileprivate var number: Int {
        switch self {
        case .none: 0
        case .password: 1
        case .header: 2
        }
    }
}
