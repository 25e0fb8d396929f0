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
    private var drops = [UInt64](repeating: 0, count: DropReason.allCases.count)

    /// All zero.
    public init() {}

    /// How often this check failed; a different address list is counted although the advertisement is
    /// accepted. keepalived: `packet_len_err` (`length`), `ip_ttl_err` (`timeToLive`), `vers_err`
    /// (`version`), `invalid_authtype` (`authenticationType`), `authtype_mismatch`
    /// (`authenticationMismatch`), `auth_failure` (`authenticationFailure`), `advert_interval_err`
    /// (`advertisementInterval`), `invalid_type_rcvd` (`packetType`), `chk_err` (`checksum`), `addr_list_err`
    /// (`addressList`).
    public subscript(reason: DropReason) -> UInt64 {
        get { drops[Int(reason.rawValue)] }
        set { drops[Int(reason.rawValue)] = newValue }
    }
}
