import CommandLine

/// The options with which a supervisor starts a child. They travel in the environment, because the command line of a
/// child is that of its supervisor, by which other programs find all processes of a daemon.
public struct ChildOptions: Equatable, Sendable {
    /// The descriptor of the channel to the supervisor.
    public var channel: Int32 = -1
    /// The path of the main configuration file, for diagnostics.
    public var configurationFile = ""
    /// keepalived: `--config-id`.
    public var configurationID: String?
    /// keepalived: `--namespace`.
    public var networkNamespace: String?
    /// keepalived: `--all-config`.
    public var requiresAllFiles = false
    /// How many times `-D` was given.
    public var detailLevel = 0
    /// The syslog facility for log lines; nil for none.
    public var syslogFacility: UInt8?
    /// keepalived: `--vrrp_pid`, `--checkers_pid` or `--bfd_pid`, with its default.
    public var pidFile = ""
    /// keepalived: `--dont-release-vrrp`.
    public var keepsAddressesAtStop = false
    /// keepalived: `--dont-release-ipvs`.
    public var keepsServicesAtStop = false
    /// Whether it replaces a process that the same supervisor started before.
    public var isSuccessor = false
    /// keepalived: `--address-monitoring`.
    public var logsAddressChanges = false
    /// keepalived: `--ignore-sigint`.
    public var ignoresInterrupt = false

    /// Options without a channel.
    public init() {}

    private static let specifications: [OptionSpecification] = [
        .init(long: "supervised", .required), .init(long: "use-file", .required),
        .init(long: "config-id", .required),
        .init(long: "namespace", .required), .init(long: "all-config"),
        .init(long: "log-detail", .required), .init(long: "syslog", .required),
        .init(long: "pid", .required), .init(long: "dont-release-vrrp"),
        .init(long: "dont-release-ipvs"), .init(long: "successor"),
        .init(long: "address-monitoring"), .init(long: "ignore-sigint"),
    ]

    /// The arguments from which another process reads these options.
    public var arguments: [String] {
        var words = [
            "--supervised=\(channel)", "--use-file=\(configurationFile)", "--log-detail=\(detailLevel)",
            "--pid=\(pidFile)",
        ]
        if let configurationID { words.append("--config-id=\(configurationID)") }
        if let networkNamespace { words.append("--namespace=\(networkNamespace)") }
        if requiresAllFiles { words.append("--all-config") }
        if let syslogFacility { words.append("--syslog=\(syslogFacility)") }
        if keepsAddressesAtStop { words.append("--dont-release-vrrp") }
        if keepsServicesAtStop { words.append("--dont-release-ipvs") }
        if isSuccessor { words.append("--successor") }
        if logsAddressChanges { words.append("--address-monitoring") }
        if ignoresInterrupt { words.append("--ignore-sigint") }
        return words
    }

    /// The name of the variable with the options.
    private static let variable = "KEEPALIVED_CHILD"
    /// Separates them; it is in no path that a terminal can enter.
    private static let separator: Character = "\u{1F}"

    /// The name and value of the variable with the options, for the process of that word.
    public func environment(for word: String) -> (name: String, value: String) {
        (Self.variable, ([word] + arguments).joined(separator: String(Self.separator)))
    }

    /// The word and the `arguments` in an environment; nil if there are none.
    public static func child(
        inEnvironment value: (String) -> String?
    ) -> (word: String, arguments: [String])? {
        guard let words = value(variable)?.split(separator: separator).map(String.init),
            let word = words.first
        else { return nil }
        return (word, Array(words.dropFirst()))
    }

    /// Reads `arguments`; nil if a supervisor did not write them.
    public init?(_ arguments: [String]) {
        // Only `arguments` above writes these words, so the kind of error does not matter.
        guard let parsed = try? ParsedOptions(arguments, specifications: Self.specifications) else {
            return nil
        }
        for occurrence in parsed.occurrences {
            let value = occurrence.value ?? ""
            switch Self.specifications[occurrence.index].long {
            case "supervised": channel = Int32(value) ?? -1
            case "use-file": configurationFile = value
            case "config-id": configurationID = value
            case "namespace": networkNamespace = value
            case "all-config": requiresAllFiles = true
            case "log-detail": detailLevel = Int(value) ?? 0
            case "syslog": syslogFacility = UInt8(value)
            case "pid": pidFile = value
            case "dont-release-vrrp": keepsAddressesAtStop = true
            case "dont-release-ipvs": keepsServicesAtStop = true
            case "successor": isSuccessor = true
            case "address-monitoring": logsAddressChanges = true
            case "ignore-sigint": ignoresInterrupt = true
            default: return nil
            }
        }
        guard channel >= 0 else { return nil }
    }
}
