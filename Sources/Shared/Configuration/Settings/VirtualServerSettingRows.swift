import NetworkTypes
import VirtualServers

/// The scalar keywords of `virtual_server`, in the order in which keepalived_check.data shows them.
enum VirtualServerSettingRows {
    typealias Row = Setting<VirtualServerDefinition>

    /// Looked up last: what the VRRP process asks of the machine must not depend on virtual servers.
    static let commands = [quorumUp, quorumDown]
    static let all = service + hashing + suspending + deciding + reporting
    /// Those that the dump shows.
    static let shown = service + suspending + [quorum] + commands + reporting

    static let family = Setting<VirtualServerDefinition>(
        "ip_family", .choice(["inet", "inet6"]), Property(set: { _, _ in }, text: { "\($0.family)" }),
        label: "Address family", accepts: { $0.acceptsServerFamily($1) },
        "`inet` or `inet6`, for marks and groups; defaults to the family of the first server. Servers of the other family need the method `TUN`. Services of a group are left out, with a warning, if no server can serve their family."
    )
    static let scheduler = Setting<VirtualServerDefinition>(
        "lb_algo", spellings: [.other("lvs_sched")], .choice(schedulers), .text(\.scheduler),
        label: "lvs_sched", placeholder: "scheduler",
        "`rr`, `wrr`, `lc`, `wlc`, `lblc`, `sh`, `mh`, `dh`, `fo`, `ovf`, `lblcr`, `sed`, `nq` or `twos`. If it is missing, that is an error, and `wlc` is used."
    )
    private static let schedulers = [
        "rr", "wrr", "lc", "wlc", "lblc", "sh", "mh", "dh", "fo", "ovf", "lblcr", "sed", "nq", "twos",
    ]
    static let onePacket = Setting<VirtualServerDefinition>(
        "ops", .flag, Property(set: { _, _ in }, text: { $0.flags.words }), label: "Flags",
        "Schedule each datagram anew. UDP only.")
    static let persistence = Setting<VirtualServerDefinition>(
        "persistence_timeout",
        .optionalNumber(1...2_678_400, absent: Int(VirtualService.defaultPersistenceSeconds)),
        Property(set: { _, _ in }, text: { $0.persistence }), label: "Persistence", placeholder: "seconds",
        "How long a client keeps its server after its last connection. Off by default.")
    static let granularity = Setting<VirtualServerDefinition>(
        "persistence_granularity", .text, placeholder: "mask",
        "Treat clients that are equal under this mask as one: an IPv4 mask, or an IPv6 prefix length of 1 to 128. Defaults to the whole address, which a group always uses. Enables persistence."
    )
    static let transport = Setting<VirtualServerDefinition>(
        "protocol", .choiceInAnyCase(["TCP", "UDP", "SCTP"]), nil,
        "`TCP`, `UDP` or `SCTP`. If it is missing, that is an error, and UDP is used; with a mark it is an error, as a mark has no protocol."
    )
    private static let service = [
        family, scheduler, transport, onePacket, persistence, granularity,
        Row(
            "persistence_engine", .text, .optionalName(\.persistenceEngine, absent: "none"),
            label: "Persistence engine", accepts: { $0.acceptsPersistenceEngine($1) },
            "The persistence engine, such as `sip`; at most 15 bytes."),
    ]

    private static let hashing =
        [
            Row("flag-1", .flag, .member(\.flags, .scheduler1), "The first flag of any scheduler."),
            Row("flag-2", .flag, .member(\.flags, .scheduler2), "The second flag of any scheduler."),
            Row("flag-3", .flag, .member(\.flags, .scheduler3), "The third flag of any scheduler."),
        ] + ["sh", "mh"].flatMap { hashing(by: $0) }

    /// The flags by the names that they have for a scheduler.
    private static func hashing(by scheduler: String) -> [Row] {
        let place = "Must come after `lb_algo \(scheduler)`."
        return [
            Row(
                "\(scheduler)-port", .flag, .member(\.flags, .scheduler2),
                accepts: { $0.acceptsHashing($1, for: [scheduler]) }, "Also hash the port. \(place)"),
            Row(
                "\(scheduler)-fallback", .flag, .member(\.flags, .scheduler1),
                accepts: { $0.acceptsHashing($1, for: [scheduler]) },
                "Choose another server if the first one has weight 0. \(place)"),
        ]
    }

    static let suspension = Setting<VirtualServerDefinition>(
        "ha_suspend", .flag, .on(\.suspendsWithoutAddress, shown: (on: "on", off: "off")),
        label: "ha_suspend",
        "Suspend the checks while the address is not on this host. Not allowed with a mark.")
    private static let suspending = [
        suspension,
        Row(
            "omega", .flag, .on(\.notifiesAtEnd, shown: (on: "on", off: "off")), label: "omega",
            "Run the down scripts when the daemon stops."),
    ]

    static let quorum = Setting<VirtualServerDefinition>(
        "quorum", .number(Bounds.positive32),
        Property(
            set: { $0.quorum = UInt32(clamping: $1.number) },
            text: { "\($0.quorum), hysteresis \($0.hysteresis)" }),
        default: .initial(1), label: "Quorum", placeholder: "weight",
        "The total weight of healthy servers that the service needs. More than the weight of all servers is an error, and their weight is used."
    )
    static let hysteresis = Setting<VirtualServerDefinition>(
        "hysteresis", .number(Bounds.unsigned32), .number(\.hysteresis), default: .initial(0),
        placeholder: "weight",
        "How far above the quorum it is gained, and how far below it is lost; less than the quorum.")
    private static let deciding = [quorum, hysteresis]

    static let quorumUp = Setting<VirtualServerDefinition>(
        "quorum_up", .script, repetition: .firstCounts, .command(\.quorumUp, absent: "none"),
        label: "Quorum up notify script", "Run when the quorum is gained.")
    static let quorumDown = Setting<VirtualServerDefinition>(
        "quorum_down", .script, repetition: .firstCounts, .command(\.quorumDown, absent: "none"),
        label: "Quorum down notify script", "Run when the quorum is lost.")

    static let mail = Row(
        "smtp_alert", global: "smtp_alert_checker", .boolean,
        .on(\.alertsByMail, shown: (on: "on", off: "off")), default: .common(allMail), label: "SMTP alert",
        "Send mail when the quorum is gained or lost.")
    private static let reporting = [
        mail,
        Row(
            "snmp_name", .text, effect: .none, .optionalText(\.managementName, absent: "none"),
            label: "SNMP name", "The name in SNMP."),
    ]
    private static let allMail = Row(
        "smtp_alert", global: "smtp_alert", .boolean, default: .initial(0),
        "Send mail about everything.")
    /// Those with a keyword of `global_defs`.
    static let global = [mail, allMail]
}

/// The scalar keywords of `real_server`, in the order in which keepalived_check.data shows them.
enum RealServerSettingRows {
    typealias Row = Setting<RealServerDefinition>

    /// Looked up last, as those of virtual servers.
    static let commands = [notifyUp, notifyDown]
    static let all = inherited + thresholds + reporting
    /// Those that the dump shows.
    static let shown = inherited + commands + reporting

    /// A virtual server may give the default.
    static let inherited = [
        Row(
            "weight", .number(0...2_147_483_647), outerArguments: .number(1...2_147_483_647),
            .number(\.destination.weight), default: .initial(1), "The share of the server."),
        Row(
            "inhibit_on_failure", .boolean, outerArguments: .flag,
            .on(\.inhibitsOnFailure, shown: (on: "on", off: "off")), default: .initial(0),
            label: "  Inhibit on failure", "Give a failed server weight 0 instead of removing it."),
        Row(
            "alpha", .boolean, outerArguments: .flag, .on(\.startsDown, shown: (on: "on", off: "off")),
            default: .initial(0), label: "  Alpha", "The server is down until its checkers succeed."),
    ]

    static let thresholds = [
        Row(
            "uthreshold", .number(Bounds.unsigned32), .number(\.destination.upperThreshold),
            default: .initial(0),
            "The number of connections from which on the server gets no new ones; 0 for no limit."),
        Row(
            "lthreshold", .number(Bounds.unsigned32), .number(\.destination.lowerThreshold),
            default: .initial(0),
            "The number of connections below which the server gets new ones again; 0 for three quarters of `uthreshold`."
        ),
    ]

    private static let notifyUp = Row(
        "notify_up", .script, repetition: .firstCounts, .command(\.notifyUp, absent: "none"),
        label: "  Notify up script", "Run when the server comes up.")
    private static let notifyDown = Row(
        "notify_down", .script, repetition: .firstCounts, .command(\.notifyDown, absent: "none"),
        label: "  Notify down script", "Run when the server goes down.")

    static let mail = Row(
        "smtp_alert", global: "smtp_alert_checker", .boolean,
        .on(\.alertsByMail, shown: (on: "on", off: "off")), default: .common(allMail),
        label: "  SMTP alert", "Send mail when the server comes up or goes down.")
    private static let reporting = [
        mail,
        Row(
            "snmp_name", .text, effect: .none, .optionalText(\.managementName, absent: "none"),
            label: "  SNMP name", "The name in SNMP."),
    ]
    private static let allMail = Row(
        "smtp_alert", global: "smtp_alert", .boolean, default: .initial(1),
        "Send mail about everything.")
}

/// The keywords of `SSL`.
enum TLSSettingRows {
    static let all = [
        Setting<TLSMaterial>(
            "password", .text,
            Property(\.password, .secret, absent: "none"), label: "Password", placeholder: "word",
            "The key's password; never shown in dumps and messages."),
        Setting<TLSMaterial>(
            "ca", .text, .optionalText(\.authorities, absent: "the system's"), label: "CA-file",
            placeholder: "path", "The certificates of the authorities."),
        Setting<TLSMaterial>(
            "certificate", .text, .optionalText(\.certificate, absent: "none"), label: "Certificate file",
            placeholder: "path", "The client's certificate."),
        Setting<TLSMaterial>(
            "key", .text, .optionalText(\.key, absent: "none"), label: "Key file", placeholder: "path",
            "Its private key."),
    ]
}
