internal import Configuration
internal import ConfigurationSyntax
internal import NetworkTypes

/// The keepalived.conf of one machine, as values that trouble can change; the process reads its text.
struct NodeFile: Equatable, Sendable {
    /// A `vrrp_instance`.
    struct Router: Equatable, Sendable {
        var name: String
        var virtualRouterID: UInt8
        var interface: String
        var version = 2
        var family = AddressFamily.ipv4
        /// Empty: multicast.
        var peers: [IPAddress] = []
        var checksSource = false
        var multicastGroup: IPAddress?
        var password: String?
        var addresses: [IPAddress]
        var prefixLength = 32
        var label: String?
        /// Further addresses, which are not advertised.
        var excluded: [IPAddress] = []
        var priority: UInt8 = 100
        var isMaster = false
        var isPreempting = true
        var preemptDelaySeconds = 0
        var intervalMilliseconds = 1000
        var downTimerAdverts = 3
        var sendsMessageChecksum = false
        var answersLowerPriority = true
        var sendsBeforeYielding = false
        var skipsAddressCheck = false
        var repeats = 1
        var delaySeconds = 5
        var lowerPriorityRepeats = 1
        var refreshSeconds = 0
        /// The weight of the script; nil: not tracked.
        var scriptWeight: Int?
        var isScriptReversed = false
        /// The weight of the BFD session; nil: not tracked.
        var sessionWeight: Int?
        var isSessionReversed = false
        /// `bfd_takeover`.
        var takesOverOnPathLoss = false
        var isPrimaryTracked = true
        /// The weight of the file; nil: not tracked.
        var fileWeight: Int?

        /// What makes it the same router in another file.
        var identity: String {
            "\(name) \(virtualRouterID) \(interface) \(family) \(multicastGroup ?? Plan.group(family))"
        }

        /// Its addresses as an operator sees them.
        var places: [String] {
            let length = family == .ipv4 ? prefixLength : 64
            return addresses.map { "\(interface) \($0)/\(length)" }
                + excluded.map { "\(interface) \($0)/\($0.family == .ipv4 ? 32 : 128)" }
        }
    }

    /// `vrrp_script`.
    struct Script: Equatable, Sendable {
        var rise = 1
        var fall = 1
        var startsFailed = false
        var intervalSeconds = 1
    }

    var routers: [Router] = []
    /// The names of the members of the sync group; empty: there is none.
    var group: [String] = []
    var script: Script?
    /// The neighbor of the BFD session; nil: there is none.
    var neighbor: IPAddress?
    var startupDelaySeconds = 0
    var announcementGapMilliseconds = 0

    /// The file.
    var text: String {
        var text = "global_defs {\nenable_script_security\nscript_user root\ndynamic_interfaces\n"
        if startupDelaySeconds > 0 { text += "vrrp_startup_delay \(startupDelaySeconds)\n" }
        if announcementGapMilliseconds > 0 {
            text += "vrrp_garp_interval 0.\(announcementGapMilliseconds)\n"
            text += "vrrp_gna_interval 0.\(announcementGapMilliseconds)\n"
        }
        text += "}\n"
        if let script {
            text += "vrrp_script check {\nscript /usr/bin/true\ninterval \(script.intervalSeconds)\n"
            text += "rise \(script.rise)\nfall \(script.fall)\n\(script.startsFailed ? "init_fail\n" : "")}\n"
        }
        if routers.contains(where: { $0.fileWeight != nil }) {
            text += "track_file number {\nfile \(Node.trackedPath)\n}\n"
        }
        if let neighbor { text += "bfd_instance peer {\nneighbor_ip \(neighbor)\n}\n" }
        for router in routers { text += Self.text(of: router) }
        if !group.isEmpty { text += "vrrp_sync_group G {\ngroup {\n\(group.joined(separator: "\n"))\n}\n}\n" }
        return text
    }

    private static func text(of router: Router) -> String {
        var lines = [
            "vrrp_instance \(router.name) {", "interface \(router.interface)", "version \(router.version)",
            "virtual_router_id \(router.virtualRouterID)", "priority \(router.priority)",
            "state \(router.isMaster ? "MASTER" : "BACKUP")",
            "advert_int \(seconds(router.intervalMilliseconds))",
            "down_timer_adverts \(router.downTimerAdverts)", "garp_master_repeat \(router.repeats)",
            "garp_master_delay \(router.delaySeconds)",
            "garp_lower_prio_repeat \(router.lowerPriorityRepeats)",
        ]
        if !router.isPreempting { lines.append("nopreempt") }
        if router.preemptDelaySeconds > 0 { lines.append("preempt_delay \(router.preemptDelaySeconds)") }
        if router.refreshSeconds > 0 { lines.append("garp_master_refresh \(router.refreshSeconds)") }
        if let group = router.multicastGroup { lines.append("mcast_dst_ip \(group)") }
        if let password = router.password {
            lines += ["authentication {", "auth_type PASS", "auth_pass \(password)", "}"]
        }
        if router.sendsMessageChecksum { lines.append("v3_checksum_as_v2") }
        if !router.answersLowerPriority { lines.append("lower_prio_no_advert") }
        if router.sendsBeforeYielding { lines.append("higher_prio_send_advert") }
        if router.skipsAddressCheck { lines.append("skip_check_adv_addr") }
        if router.checksSource { lines.append("check_unicast_src") }
        if !router.isPrimaryTracked { lines.append("dont_track_primary") }
        if !router.peers.isEmpty { lines += ["unicast_peer {"] + router.peers.map { "\($0)" } + ["}"] }
        let label = router.label.map { " label \($0)" } ?? ""
        lines += ["virtual_ipaddress {"]
        lines += router.addresses.map { "\($0)/\(router.family == .ipv4 ? router.prefixLength : 64)\(label)" }
        lines += ["}"]
        if !router.excluded.isEmpty {
            lines += ["virtual_ipaddress_excluded {"] + router.excluded.map { "\($0)" } + ["}"]
        }
        if let weight = router.scriptWeight {
            let reverse = router.isScriptReversed ? " reverse" : ""
            lines += ["track_script {", "check weight \(weight)\(reverse)", "}"]
        }
        if let weight = router.fileWeight { lines += ["track_file {", "number weight \(weight)", "}"] }
        if let weight = router.sessionWeight {
            let reverse = router.isSessionReversed ? " reverse" : ""
            lines += ["track_bfd {", "peer weight \(weight)\(reverse)", "}"]
        }
        if router.takesOverOnPathLoss { lines.append("bfd_takeover") }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let digits = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

/// The machine that a configuration is read on: it has one file, and whatever that names.
struct SimulatedHost: ConfigurationHost {
    static let path = "/etc/keepalived/keepalived.conf"
    var text: [UInt8]

    static func load(_ file: NodeFile) -> ConfigurationResult { load(text: file.text) }

    static func load(text: String) -> ConfigurationResult {
        var host = SimulatedHost(text: Array(text.utf8))
        return Configuration.load(path: path, scope: .virtualRouters, host: &host)
    }

    func contents(of path: String) -> Result<[UInt8], FileProblem> {
        path == Self.path ? .success(text) : .failure(.missing)
    }
    func paths(matching pattern: String) -> [String] { pattern == Self.path ? [pattern] : [] }
    func kind(of path: String) -> FileKind {
        path == Self.path ? .regular(isExecutable: false) : file(at: path) == nil ? .missing : .directory
    }
    func environmentVariable(_ name: String) -> String? { name == "PATH" ? "/usr/bin" : nil }
    func nodeName() -> String { "node" }
    func currentDirectory() -> String { "/" }
    func randomSeed() -> UInt64 { 1 }
    func interface(named name: String, inNetworkNamespace namespace: String?) -> InterfaceFacts? {
        InterfaceFacts(index: 2, mtuBytes: 9000, isLoopback: false)
    }
    func user(named name: String) -> UserFacts? { UserFacts(userID: 0, groupID: 0) }
    func groupID(named name: String) -> UInt32? { 0 }
    func currentUser() -> UserFacts { UserFacts(userID: 0, groupID: 0) }
    func file(at path: String) -> FileFacts? {
        switch path {
        case "/", "/usr", "/usr/bin": FileFacts(kind: .directory, mode: 0o755, ownerID: 0, groupID: 0)
        case "/usr/bin/true": FileFacts(kind: .regular, mode: 0o755, ownerID: 0, groupID: 0)
        default: nil
        }
    }
    func programFormat(of path: String) -> ProgramFormat { .runnable }
    func processorCount() -> Int { 2 }
}
