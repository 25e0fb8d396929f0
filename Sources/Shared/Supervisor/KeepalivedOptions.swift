import CommandLine
import Logging

/// keepalived's command line (keepalived(8)), which `vrrp daemon` takes as well.
struct KeepalivedOptions: Equatable {
    /// What the command line asks for.
    enum Action: Equatable {
        case run
        case help
        case version
        /// Print the number of a signal.
        case signalNumber(String)
        /// Test the configuration, with the messages in this file or on standard error.
        case test(log: String?)
    }

    var action = Action.run
    var configurationFile = "/etc/keepalived/keepalived.conf"
    var runsVRRP = true
    var runsCheckers = true
    var runsSessions = true
    var startsWithoutConfiguration = false
    var logsToConsole = false
    var detailLevel = 0
    var facility = LogFacility.daemon
    var logFile: String?
    var logsToSyslog = true
    var fileModeMask: UInt32?
    var keepsAddressesAtStop = false
    var keepsServicesAtStop = false
    var respawns = true
    var staysInForeground = false
    var dumpsConfiguration = false
    var parentPIDFile: String?
    var vrrpPIDFile: String?
    var checkersPIDFile: String?
    var sessionsPIDFile: String?
    var logsAddressChanges = false
    var dumpsCore = false
    var networkNamespace: String?
    var requiresAllFiles = false
    var configurationID: String?
    var ignoresInterrupt = false
    /// Options given that have no effect in this release, as spelled in the table.
    var withoutEffect: [String] = []
    /// Arguments that are not options.
    var operands: [String] = []

    /// Parses a command line.
    init(_ arguments: [String]) throws(Problem) {
        let parsed: ParsedOptions
        do throws(ParsedOptions.Problem) {
            parsed = try ParsedOptions(arguments, specifications: Self.table.map(\.specification))
        } catch {
            throw Problem(text: error.description)
        }
        operands = parsed.operands
        for occurrence in parsed.occurrences {
            let entry = Self.table[occurrence.index]
            if entry.specification.argument == .required, occurrence.value?.isEmpty ?? true {
                throw Problem(text: "Missing parameter for option --\(entry.specification.long ?? "")")
            }
            switch entry.effect {
            case .none: withoutEffect.append("--\(entry.specification.long ?? "")")
            case .set(let set): try set(&self, occurrence.value ?? "")
            }
        }
    }
}

extension KeepalivedOptions {
    /// An error in the command line.
    struct Problem: Error, Equatable {
        var text: String
    }

    struct Entry {
        enum Effect {
            /// A known option that has no effect in this release.
            case none
            case set((inout KeepalivedOptions, String) throws(Problem) -> Void)
        }

        var specification: OptionSpecification
        var effect: Effect

        init(
            _ long: String, _ short: Character? = nil, _ argument: OptionSpecification.Argument = .none,
            _ set: @escaping (inout KeepalivedOptions, String) throws(Problem) -> Void
        ) {
            specification = OptionSpecification(long: long, short: short, argument)
            effect = .set(set)
        }

        init(
            withoutEffect long: String, _ short: Character? = nil,
            _ argument: OptionSpecification.Argument = .none
        ) {
            specification = OptionSpecification(long: long, short: short, argument)
            effect = .none
        }
    }

    /// Every option of keepalived 2.2.7 and current ones, in the order of keepalived(8).
    static var table: [Entry] {
        [
            Entry("use-file", "f", .required) { options, value in options.configurationFile = value },
            Entry("vrrp", "P") { options, _ in options.runsCheckers = false },
            Entry("check", "C") { options, _ in options.runsVRRP = false },
            Entry("no_bfd", "B") { options, _ in options.runsSessions = false },
            Entry("all") { options, _ in options.startsWithoutConfiguration = true },
            Entry("log-console", "l") { options, _ in options.logsToConsole = true },
            Entry("log-detail", "D") { options, _ in options.detailLevel += 1 },
            Entry("log-facility", "S", .required, Self.setFacility),
            Entry("log-file", "g", .optional) { options, value in
                options.logFile = value.isEmpty ? "/tmp/keepalived.log" : value
            },
            // No effect: each line is written at once.
            Entry("flush-log-file") { _, _ in },
            Entry("no-syslog", "G") { options, _ in options.logsToSyslog = false },
            Entry("umask", "u", .required, Self.setFileModeMask),
            // No effect: addresses are always released at a stop.
            Entry("release-vips", "X") { _, _ in },
            Entry("dont-release-vrrp", "V") { options, _ in options.keepsAddressesAtStop = true },
            Entry("dont-release-ipvs", "I") { options, _ in options.keepsServicesAtStop = true },
            Entry("dont-respawn", "R") { options, _ in options.respawns = false },
            Entry("dont-fork", "n") { options, _ in options.staysInForeground = true },
            Entry("dump-conf", "d") { options, _ in options.dumpsConfiguration = true },
            Entry("pid", "p", .required) { options, value in options.parentPIDFile = value },
            Entry("vrrp_pid", "r", .required) { options, value in options.vrrpPIDFile = value },
            Entry("checkers_pid", "c", .required) { options, value in options.checkersPIDFile = value },
            Entry("bfd_pid", "b", .required) { options, value in options.sessionsPIDFile = value },
            Entry(withoutEffect: "genhash", "T"),
            Entry("address-monitoring", "a") { options, _ in options.logsAddressChanges = true },
            Entry(withoutEffect: "snmp", "x"),
            Entry(withoutEffect: "snmp-agent-socket", "A", .required),
            Entry("core-dump", "m") { options, _ in options.dumpsCore = true },
            Entry(withoutEffect: "core-dump-pattern", "M", .optional),
            Entry("namespace", "s", .required) { options, value in options.networkNamespace = value },
            Entry("all-config", "e") { options, _ in options.requiresAllFiles = true },
            Entry("config-id", "i", .required) { options, value in options.configurationID = value },
            Entry("signum", nil, .required) { options, value in options.action = .signalNumber(value) },
            Entry("config-test", "t", .optional) { options, value in
                options.action = .test(log: value.isEmpty ? nil : value)
            },
            Entry(withoutEffect: "config-fd", nil, .required),
            Entry("ignore-sigint") { options, _ in options.ignoresInterrupt = true },
            Entry(withoutEffect: "debug", nil, .optional),
            Entry(withoutEffect: "perf", nil, .optional),
            Entry(withoutEffect: "no-mem-check"),
            Entry(withoutEffect: "mem-check-log", "L"),
            Entry("version", "v") { options, _ in options.action = .version },
            Entry("help", "h") { options, _ in options.action = .help },
        ]
    }

    /// Accepts `0` to `7`, `local0` to `local7`, `user` and `daemon`.
    private static func setFacility(_ options: inout Self, _ value: String) throws(Problem) {
        let local = UInt8(value.hasPrefix("local") ? String(value.dropFirst(5)) : value)
        switch (value, local) {
        case ("user", _): options.facility = .user
        case ("daemon", _): options.facility = .daemon
        case (_, .some(let number)) where number <= 7: options.facility = .local(number)
        default:
            throw Problem(
                text: "Invalid log facility '\(value)': use 0 to 7, local0 to local7, user or daemon")
        }
    }

    /// Accepts octal numbers with a leading 0, hexadecimal ones with 0x, and decimal ones, up to 0777.
    private static func setFileModeMask(_ options: inout Self, _ value: String) throws(Problem) {
        let mask: UInt32? =
            if value.hasPrefix("0x") {
                UInt32(value.dropFirst(2), radix: 16)
            } else {
                UInt32(value, radix: value.hasPrefix("0") ? 8 : 10)
            }
        guard let mask, mask <= 0o777 else {
            throw Problem(text: "Invalid umask '\(value)': use a number up to 0777")
        }
        options.fileModeMask = mask
    }
}
