/// The counters of one instance, as keepalived writes them to `keepalived.stats` and `keepalived.json`.
public struct InstanceStatistics: Equatable, Sendable {
    /// Advertisements that passed every check before the address list. keepalived: `advert_rcvd`.
    public var advertisementsReceived: UInt64 = 0
    /// Advertisements sent, those with priority 0 included. keepalived: `advert_sent`.
    public var advertisementsSent: UInt64 = 0
    /// keepalived: `become_master`.
    public var becameMaster: UInt64 = 0
    /// keepalived: `release_master`.
    public var releasedMaster: UInt64 = 0
    /// keepalived: `pri_zero_rcvd`.
    public var priorityZeroReceived: UInt64 = 0
    /// keepalived: `pri_zero_sent`.
    public var priorityZeroSent: UInt64 = 0
    /// By the raw value of the reason.
    private var drops = InlineArray<16, UInt64>(repeating: 0)

    /// All zero.
    public init() {}

    /// How often that was found; an address list that differs is counted although the advertisement is
    /// followed. keepalived: `packet_len_err` (`length`), `ip_ttl_err` (`timeToLive`), `vers_err`
    /// (`version`), `invalid_authtype` (`authenticationType`), `authtype_mismatch`
    /// (`authenticationMismatch`), `auth_failure` (`authenticationFailure`), `advert_interval_err`
    /// (`advertisementInterval`), `invalid_type_rcvd` (`packetType`), `chk_err` (`checksum`), `addr_list_err`
    /// (`addressList`).
    public subscript(reason: DropReason) -> UInt64 {
        get { drops[Int(reason.rawValue)] }
        set { drops[Int(reason.rawValue)] = newValue }
    }

    /// Whether all counters are the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.advertisementsReceived == right.advertisementsReceived
            && left.advertisementsSent == right.advertisementsSent && left.becameMaster == right.becameMaster
            && left.releasedMaster == right.releasedMaster
            && left.priorityZeroReceived == right.priorityZeroReceived
            && left.priorityZeroSent == right.priorityZeroSent
            && DropReason.allCases.allSatisfy { left[$0] == right[$0] }
    }
}
