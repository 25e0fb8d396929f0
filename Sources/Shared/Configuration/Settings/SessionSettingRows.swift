import BFD
import ConfigurationSyntax

/// The scalar keywords of `bfd_instance`, in the order in which keepalived_bfd.data shows them.
enum SessionSettingRows {
    static let hopLimit = Setting<BFDInstance>(
        "ttl", .number(1...255), .byte(\.session.hopLimit), label: "TTL",
        "The TTL or hop limit of what is sent, and what is expected of the neighbor's packets; defaults to 255 for IPv4 and 64 for IPv6. RFC 5881 wants 255 for both."
    )
    static let maximumHops = Setting<BFDInstance>(
        "max_hops", .number((-1)...255),
        .cases(
            set: { $0.session.maximumHops = $1 < 0 ? 255 : UInt8(clamping: $1) },
            text: { "\($0.session.maximumHops)" }), default: .value(0), label: "max_hops",
        "How many hops a packet of the neighbor may have lost on the way; -1, or as many as there are, turns the check off."
    )

    static let all = [
        interval(
            "min_rx", 1000...4_294_967_000, \.session.requiredMinRxInterval, default: 10_000,
            label: "Required min RX interval",
            "The least interval between packets of the neighbor that this host can take."),
        interval(
            "min_tx", 1000...4_294_967_000, \.session.desiredMinTxInterval, default: 10_000,
            label: "Desired min TX interval",
            "The interval between packets while the session is up; longer if the neighbor wants it so."),
        interval(
            "idle_tx", 1_000_000...4_294_967_000, \.session.idleTxInterval, default: 1_000_000,
            label: "Desired idle TX interval", "The interval between packets while it is not."),
        Setting<BFDInstance>(
            "multiplier", .number(1...255), .byte(\.session.detectionMultiplier), default: .value(5),
            label: "Detection multiplier",
            "How many packets of this host the neighbor misses before it counts the session as down."),
        hopLimit, maximumHops,
        Setting<BFDInstance>(
            "passive", .flag, .on(\.session.isPassive), default: .value(0), label: "passive",
            "Send nothing until the neighbor is heard."),
        Setting<BFDInstance>(
            "multihop", .boolean, .on(\.session.isMultihop), default: .value(0), label: "multihop",
            "The neighbor is behind routers: use port 4784 (RFC 5883) in place of 3784."),
    ]

    private static func interval(
        _ word: String, _ range: ClosedRange<Int>,
        _ path: any WritableKeyPath<BFDInstance, Duration> & Sendable,
        default fallback: Int, label: String, _ explanation: String
    ) -> Setting<BFDInstance> {
        Setting(
            word, .milliseconds(range),
            .cases(
                set: { $0[keyPath: path] = .microseconds($1) },
                text: { "\(Numbers.microseconds($0[keyPath: path])) us" }), default: .value(fallback),
            label: label, accepts: { $0.isUsualInterval(&$1) }, explanation)
    }
}

extension Interpreter {
    /// Tells of an interval that is rarely meant; it is used.
    fileprivate mutating func isUsualInterval(_ value: inout Value) -> Bool {
        guard value.number > 10_000_000 else { return true }
        report(
            .warning, "\(text(value)) ms is a long interval: the unit is milliseconds", at: value.word,
            of: value.statement)
        return true
    }
}
