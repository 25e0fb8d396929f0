import PoptOptions

/// A command of `ipvsadm(8)`: the first option of a command line. The raw value is its name in messages.
enum CommandName: String, CaseIterable {
    case addService = "add-service"
    case editService = "edit-service"
    case deleteService = "delete-service"
    case flush
    case restore
    case save
    case addServer = "add-server"
    case editServer = "edit-server"
    case deleteServer = "delete-server"
    case list
    case zero
    case timeout = "set"
    case startDaemon = "start-daemon"
    case stopDaemon = "stop-daemon"
    case version
    case help
}

/// The options besides the command. The raw value is the name in messages; missing and misplaced options are looked
/// for in this order.
enum OptionName: String, CaseIterable {
    case numeric
    case connection
    case service = "service-address"
    case scheduler
    case persistent
    case netmask
    case server = "real-server"
    case forwarding = "forwarding-method"
    case weight
    case upperThreshold = "u-threshold"
    case lowerThreshold = "l-threshold"
    case multicastInterface = "mcast-interface"
    case timeout
    case daemon
    case statistics = "stats"
    case rate
    case thresholds
    case persistentConnections = "persistent-conn"
    case unsorted = "nosort"
    case syncID = "syncid"
    case exact
    case onePacket = "ops"
    case engine = "pe"
    case schedulerFlags = "sched-flags"
    case multicastGroup = "mcast-group"
    case multicastPort = "mcast-port"
    case multicastTTL = "mcast-ttl"
    case maximumLength = "sync-maxlen"
    case tunnelInformation = "tun-info"
    case tunnelKind = "tun-type"
    case tunnelPort = "tun-port"
    case tunnelNoChecksum = "tun-nocsum"
    case tunnelChecksum = "tun-csum"
    case tunnelRemoteChecksum = "tun-remcsum"
    case everything = "all"
}

/// The options that a command requires and accepts.
struct CommandRule {
    let needed: [OptionName]
    let allowed: [OptionName]

    /// Options in neither list are not accepted.
    static func rule(of command: CommandName) -> Self {
        switch command {
        case .addService, .editService:
            Self([.service], [.scheduler, .persistent, .netmask, .onePacket, .engine, .schedulerFlags])
        case .deleteService: Self([.service])
        case .addServer, .editServer:
            Self(
                [.service, .server],
                [
                    .forwarding, .weight, .upperThreshold, .lowerThreshold, .tunnelKind, .tunnelPort,
                    .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum,
                ])
        case .deleteServer: Self([.service, .server])
        case .list:
            Self(
                [],
                [
                    .numeric, .connection, .service, .timeout, .daemon, .statistics, .rate, .thresholds,
                    .persistentConnections, .unsorted, .exact, .tunnelInformation,
                    // It has no effect, but ipvsadm accepts it.
                    .syncID,
                ])
        case .zero: Self([], [.service])
        case .save: Self([], [.numeric, .everything])
        case .startDaemon:
            Self(
                [],
                [
                    .multicastInterface, .syncID, .multicastGroup, .multicastPort, .multicastTTL,
                    .maximumLength,
                ])
        // It has no effect, but ipvsadm accepts it.
        case .stopDaemon: Self([], [.syncID])
        case .flush, .restore, .timeout, .version, .help: Self([])
        }
    }

    private init(_ needed: [OptionName], _ allowed: [OptionName] = []) {
        self.needed = needed
        self.allowed = allowed
    }
}
