import PoptOptions
import VirtualServers

/// The meaning of an option.
enum OptionMeaning: Equatable {
    case command(CommandName)
    case flag(OptionName)
    case service(TransportProtocol)
    case firewallMark
    case ipv6
    case forwarding(ForwardingMethod)
    case tunnelChecksum(OptionName, Tunnel.Checksum)
    case value(OptionName)
    /// Accepted without effect (`--sort`).
    case nothing
}

/// All options.
enum OptionList {
    /// The table for `popt(3)`. The index of an option is its index in `meanings`.
    static func table() -> PoptTable { PoptTable(rows.map(\.option)) }

    static var meanings: [OptionMeaning] { rows.map(\.meaning) }

    private struct Row {
        let option: PoptOption
        let meaning: OptionMeaning

        init(
            _ long: String?, _ letter: Character?, _ meaning: OptionMeaning, _ value: PoptOption.Value = .none
        ) {
            option = PoptOption(long: long, letter: letter, value)
            self.meaning = meaning
        }
    }

    private static var rows: [Row] { commands + services + servers + listings + daemons }

    private static let commands: [Row] = [
        Row("add-service", "A", .command(.addService)),
        Row("edit-service", "E", .command(.editService)),
        Row("delete-service", "D", .command(.deleteService)),
        Row("clear", "C", .command(.flush)),
        Row("list", "L", .command(.list)),
        Row(nil, "l", .command(.list)),
        Row("zero", "Z", .command(.zero)),
        Row("add-server", "a", .command(.addServer)),
        Row("edit-server", "e", .command(.editServer)),
        Row("delete-server", "d", .command(.deleteServer)),
        Row("restore", "R", .command(.restore)),
        Row("save", "S", .command(.save)),
        Row("set", nil, .command(.timeout)),
        Row("start-daemon", nil, .command(.startDaemon), .required),
        Row("stop-daemon", nil, .command(.stopDaemon), .required),
        Row("version", "v", .command(.version)),
        Row("help", "h", .command(.help)),
    ]

    private static let services: [Row] = [
        Row("tcp-service", "t", .service(.tcp), .required),
        Row("udp-service", "u", .service(.udp), .required),
        Row("sctp-service", nil, .service(.sctp), .required),
        Row("fwmark-service", "f", .firewallMark, .required),
        Row("ipv6", "6", .ipv6),
        Row("scheduler", "s", .value(.scheduler), .required),
        Row("persistent", "p", .value(.persistent), .optional),
        Row("netmask", "M", .value(.netmask), .required),
        Row("ops", "o", .flag(.onePacket)),
        Row("pe", nil, .value(.engine), .required),
        Row("sched-flags", "b", .value(.schedulerFlags), .required),
    ]

    private static let servers: [Row] = [
        Row("real-server", "r", .value(.server), .required),
        Row("masquerading", "m", .forwarding(.masquerade)),
        Row("ipip", "i", .forwarding(.tunnel)),
        Row("gatewaying", "g", .forwarding(.route)),
        Row("weight", "w", .value(.weight), .required),
        Row("u-threshold", "x", .value(.upperThreshold), .required),
        Row("l-threshold", "y", .value(.lowerThreshold), .required),
        Row("tun-type", nil, .value(.tunnelKind), .required),
        Row("tun-port", nil, .value(.tunnelPort), .required),
        Row("tun-nocsum", nil, .tunnelChecksum(.tunnelNoChecksum, .none)),
        Row("tun-csum", nil, .tunnelChecksum(.tunnelChecksum, .outer)),
        Row("tun-remcsum", nil, .tunnelChecksum(.tunnelRemoteChecksum, .remote)),
    ]

    private static let listings: [Row] = [
        Row("numeric", "n", .flag(.numeric)),
        Row("connection", "c", .flag(.connection)),
        Row("timeout", nil, .flag(.timeout)),
        Row("daemon", nil, .flag(.daemon)),
        Row("stats", nil, .flag(.statistics)),
        Row("rate", nil, .flag(.rate)),
        Row("thresholds", nil, .flag(.thresholds)),
        Row("persistent-conn", nil, .flag(.persistentConnections)),
        Row("tun-info", nil, .flag(.tunnelInformation)),
        Row("exact", nil, .flag(.exact)),
        Row("nosort", nil, .flag(.unsorted)),
        Row("sort", nil, .nothing),
        Row("all", nil, .flag(.everything)),
    ]

    private static let daemons: [Row] = [
        Row("syncid", nil, .value(.syncID), .required),
        Row("sync-maxlen", nil, .value(.maximumLength), .required),
        Row("mcast-interface", nil, .value(.multicastInterface), .required),
        Row("mcast-group", nil, .value(.multicastGroup), .required),
        Row("mcast-port", nil, .value(.multicastPort), .required),
        Row("mcast-ttl", nil, .value(.multicastTTL), .required),
    ]
}
