public import Configuration
internal import Election

/// keepalived.json with keepalived's keys in its order, no white space, the password masked: an array of instances, or
/// with version 2 an object with that array.
public struct JSONDump {
    /// The text of the file; nil: there is no instance, and keepalived writes no file.
    public let text: String?

    /// The dump of a configuration and its state.
    public init(_ model: Model, _ status: Status, clock: DumpClock) {
        let states = status.byName
        let scripts = Dictionary(model.scripts.map { ($0.name, $0.command.dumpText) }) { first, _ in first }
        let instances: [KeepalivedJSON] = model.instances.compactMap { instance in
            // Around a reload the status may be that of other instances.
            guard let state = states[instance.name] else { return nil }
            return .object([
                ("data", Self.data(instance, state, scripts, clock)),
                ("stats", Self.statistics(state.statistics)),
            ])
        }
        let list = KeepalivedJSON.array(instances)
        let document = model.global.jsonVersion == 2 ? .object([("vrrp", list)]) : list
        text = instances.isEmpty ? nil : document.text + "\n"
    }

    private static func data(
        _ instance: VRRPInstance, _ status: InstanceStatus, _ scripts: [String: String], _ clock: DumpClock
    ) -> KeepalivedJSON {
        var members: [(String, KeepalivedJSON)] = [
            ("iname", .string(instance.name)),
            ("dont_track_primary", .flag(instance.ignoresOwnInterface)),
            ("skip_check_adv_addr", .flag(instance.election.skipsAddressCheckOfKnownMaster)),
            ("strict_mode", .flag(instance.isStrict)),
            ("vmac_ifname", .string("")),
            ("ifp_ifname", .string(instance.interface)),
            ("master_priority", .integer(status.state == .backup ? Int(status.masterPriority) : 0)),
            ("last_transition", .decimal(clock.seconds(status.lastTransition))),
        ]
        members += ModelDump.members(of: instance).map { ($0.key, KeepalivedJSON($0.value)) }
        members += [
            ("effective_priority", .integer(Int(status.effectivePriority))),
            ("vipset", .boolean(status.state == .master)),
            ("promote_secondaries", .boolean(false)),
            ("adver_int", .seconds(instance.election.advertisementInterval)),
            ("master_adver_int", .seconds(status.masterInterval)),
            ("accept", .integer(1)),
            ("nopreempt", .boolean(!instance.election.isPreempting)),
            ("preempt_delay", .integer(Int(instance.election.preemptDelay.components.seconds))),
            ("state", .integer(Int(status.state.rawValue))),
            ("wantstate", .integer(Int(status.wantedState.rawValue))),
            ("version", .integer(Int(instance.election.version.rawValue))),
            ("smtp_alert", .boolean(instance.alertsByMail)),
            ("notify_deleted", .boolean(instance.notifications.reportsDeleted)),
        ]
        members += ModelDump.members(of: instance.notifications).map { ($0.key, .init($0.value)) }
        members += lists(instance, status, scripts)
        members.append(("auth_type", .integer(instance.authentication.number)))
        if instance.authentication != .none { members.append(("auth_data", .string("********"))) }
        return .object(members)
    }

    private static func lists(
        _ instance: VRRPInstance, _ status: InstanceStatus, _ scripts: [String: String]
    ) -> [(String, KeepalivedJSON)] {
        var set = status.addressesSet.makeIterator()
        let lists: [(String, [String])] = [
            ("vips", instance.addresses.map { $0.dumpText(isSet: set.next() ?? false) }),
            ("evips", instance.excludedAddresses.map { $0.dumpText(isSet: set.next() ?? false) }),
            ("track_ifp", instance.trackedInterfaces.map(\.subject.name)),
            ("track_script", instance.trackedScripts.map { scripts[$0.subject.name] ?? $0.subject.name }),
        ]
        return lists.filter { !$0.1.isEmpty }.map { ($0.0, .array($0.1.map(KeepalivedJSON.string))) }
    }

    private static func statistics(_ counters: InstanceStatistics) -> KeepalivedJSON {
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

extension KeepalivedJSON {
    /// A setting as keepalived writes it.
    fileprivate init(_ value: ModelDump.Value) {
        self =
            switch value {
            case .number(let number): .integer(number)
            case .time(let time): .integer(Int(time.components.seconds))
            case .flag(let isOn): .flag(isOn)
            case .text(let text): .string(text)
            }
    }
}
