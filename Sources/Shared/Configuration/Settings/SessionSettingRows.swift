import BFD
import ConfigurationSyntax
import NetworkTypes

/// The scalar keywords of `bfd_instance`, in the order in which keepalived_bfd.data shows them.
enum SessionSettingRows {
    typealias Row = Setting<BFDInstance>

    static let neighbor = Setting<BFDInstance>(
        "neighbor_ip", spellings: [.other("neighbour_ip")], .address, .address(\.session.neighbor),
        label: "Neighbor IP", accepts: { $0.acceptsNeighbor($1) },
        "The neighbor; required. Two sessions may have the same neighbor if each has a source of its own.")
    static let source = Setting<BFDInstance>(
        "source_ip", .address, .optionalAddress(\.session.source), label: "Source IP",
        "The source address of packets; defaults to that of the route to the neighbor. While this host does not have it, the session cannot come up."
    )
    static let hopLimit = Setting<BFDInstance>(
        "ttl", spellings: [.other("hoplimit")], .number(1...255), .number(\.session.hopLimit), label: "TTL",
        "The TTL or hop limit of packets to the neighbor, and the one that its packets are expected to have. Defaults to 255 for IPv4 and 64 for IPv6; RFC 5881 requires 255 for both."
    )
    static let maximumHops = Setting<BFDInstance>(
        "max_hops", .number((-1)...255),
        Property(
            set: { $0.session.maximumHops = $1.number < 0 ? 255 : UInt8(clamping: $1.number) },
            text: { "\($0.session.maximumHops)" }), default: .value(0), label: "max_hops",
        "How much lower than `ttl` the TTL or hop limit of a packet from the neighbor may be; -1, or the value of `ttl`, turns the check off."
    )
    static let isForRouters = Setting<BFDInstance>(
        "vrrp", .flag, .on(\.isForRouters, shown: (on: "Yes", off: "No")),
        label: "send event to VRRP process",
        "Only virtual routers may track the session, and checkers if `checker` is given as well.")
    static let isForCheckers = Setting<BFDInstance>(
        "checker", .flag, .on(\.isForCheckers, shown: (on: "Yes", off: "No")),
        label: "send event to checker process",
        "Only checkers may use the session, and virtual routers if `vrrp` is given as well.")

    static let all = [
        neighbor, source,
        Row(
            "min_rx", .milliseconds(1000...4_294_967_000), .milliseconds(\.session.requiredMinRxInterval),
            default: .value(10_000), label: "Required min RX interval",
            accepts: { $0.acceptsInterval($1) },
            "The shortest interval between packets of the neighbor that this host can handle."),
        Row(
            "min_tx", .milliseconds(1000...4_294_967_000), .milliseconds(\.session.desiredMinTxInterval),
            default: .value(10_000), label: "Desired min TX interval",
            accepts: { $0.acceptsInterval($1) },
            "The interval between packets while the session is up; longer if the neighbor requires it."),
        Row(
            "idle_tx", .milliseconds(1_000_000...4_294_967_000), .milliseconds(\.session.idleTxInterval),
            default: .value(1_000_000), label: "Desired idle TX interval",
            accepts: { $0.acceptsInterval($1) },
            "The interval between packets while the session is not up."),
        Row(
            "multiplier", .number(1...255), .number(\.session.detectionMultiplier), default: .value(5),
            label: "Detection multiplier",
            "How many packets of this host the neighbor must miss before it considers the session down."),
        hopLimit, maximumHops,
        Row(
            "passive", .flag, .on(\.session.isPassive), default: .value(0), label: "passive",
            "Send nothing until the neighbor is heard."),
        Row(
            "multihop", .boolean, .on(\.session.isMultihop), default: .value(0), label: "multihop",
            "The neighbor is behind routers: use port 4784 (RFC 5883) instead of 3784."),
        Row(
            "weight", .weight((-253)...253, allowsNoReverse: false),
            .weight(\.weight, isReversed: \.isReversed), default: .value(0), label: "Weight",
            "The weight of lines of `track_bfd` that give none."),
        isForRouters, isForCheckers,
    ]
}

extension Interpreter {
    /// Warns of an interval that is probably a mistake; it is used.
    fileprivate mutating func acceptsInterval(_ value: Value) -> Bool {
        if value.number > 10_000_000 {
            report(
                .warning, "\(text(value)) ms is a long interval: the unit is milliseconds", at: value.word,
                of: value.statement)
        }
        return true
    }

    /// Whether an address can be a neighbor's. Reports a diagnostic if not.
    fileprivate mutating func acceptsNeighbor(_ value: Value) -> Bool {
        guard let address = address(value), !address.isMulticast, !address.isUnspecified else {
            noteRefused(SessionSettingRows.neighbor.word)
            report(
                .error, "'\(text(value))' is not the address of a neighbor", at: value.word,
                of: value.statement)
            return false
        }
        return true
    }
}
