import CommandLine
import Logging
import Testing

@testable import Supervisor

@Suite("keepalived's command line")
struct KeepalivedOptionsTests {
    /// What one option does; the same for its long and its short spelling.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { long }
        var long: String
        var short: String?
        var value: String?
        var expected: @Sendable (inout KeepalivedOptions) -> Void

        init(
            _ long: String, _ short: String? = nil, _ value: String? = nil,
            _ expected: @escaping @Sendable (inout KeepalivedOptions) -> Void
        ) {
            self.long = long
            self.short = short
            self.value = value
            self.expected = expected
        }
    }

    static let cases: [Case] = [
        Case("use-file", "f", "/x.conf") { $0.configurationFile = "/x.conf" },
        Case("vrrp", "P") { $0.runsCheckers = false },
        Case("check", "C") { $0.runsVRRP = false },
        Case("no_bfd", "B") { $0.runsSessions = false },
        Case("all") { $0.startsWithoutConfiguration = true },
        Case("log-console", "l") { $0.logsToConsole = true },
        Case("log-detail", "D") { $0.detailLevel = 1 },
        Case("log-facility", "S", "local3") { $0.facility = .local(3) },
        Case("log-file", "g", "/x.log") { $0.logFile = "/x.log" },
        Case("flush-log-file") { _ in },
        Case("no-syslog", "G") { $0.logsToSyslog = false },
        Case("umask", "u", "022") { $0.fileModeMask = 0o22 },
        Case("release-vips", "X") { _ in },
        Case("dont-release-vrrp", "V") { $0.keepsAddressesAtStop = true },
        Case("dont-release-ipvs", "I") { $0.keepsServicesAtStop = true },
        Case("dont-respawn", "R") { $0.respawns = false },
        Case("dont-fork", "n") { $0.staysInForeground = true },
        Case("dump-conf", "d") { $0.dumpsConfiguration = true },
        Case("pid", "p", "/p") { $0.parentPIDFile = "/p" },
        Case("vrrp_pid", "r", "/r") { $0.vrrpPIDFile = "/r" },
        Case("checkers_pid", "c", "/c") { $0.checkersPIDFile = "/c" },
        Case("bfd_pid", "b", "/b") { $0.sessionsPIDFile = "/b" },
        Case("genhash", "T") { $0.withoutEffect = ["--genhash"] },
        Case("address-monitoring", "a") { $0.logsAddressChanges = true },
        Case("snmp", "x") { $0.withoutEffect = ["--snmp"] },
        Case("snmp-agent-socket", "A", "/s") { $0.withoutEffect = ["--snmp-agent-socket"] },
        Case("core-dump", "m") { $0.dumpsCore = true },
        Case("core-dump-pattern", "M", "x") { $0.withoutEffect = ["--core-dump-pattern"] },
        Case("namespace", "s", "ns") { $0.networkNamespace = "ns" },
        Case("all-config", "e") { $0.requiresAllFiles = true },
        Case("config-id", "i", "id") { $0.configurationID = "id" },
        Case("signum", nil, "STOP") { $0.action = .signalNumber("STOP") },
        Case("config-test", "t", "/log") { $0.action = .test(log: "/log") },
        Case("config-fd", nil, "3") { $0.withoutEffect = ["--config-fd"] },
        Case("ignore-sigint") { $0.ignoresInterrupt = true },
        Case("debug", nil, "x") { $0.withoutEffect = ["--debug"] },
        Case("perf", nil, "x") { $0.withoutEffect = ["--perf"] },
        Case("no-mem-check") { $0.withoutEffect = ["--no-mem-check"] },
        Case("mem-check-log", "L") { $0.withoutEffect = ["--mem-check-log"] },
        Case("version", "v") { $0.action = .version },
        Case("help", "h") { $0.action = .help },
    ]

    @Test("The cases of this suite are the options of the table")
    func complete() {
        let table = KeepalivedOptions.table.map(\.specification)
        #expect(table.map(\.long) == Self.cases.map(\.long))
        #expect(table.map(\.short) == Self.cases.map { $0.short.map(Character.init) })
    }

    @Test("An option does what it says, in both spellings", arguments: cases)
    func option(_ item: Case) throws {
        var expected = try KeepalivedOptions([])
        item.expected(&expected)
        let long = "--\(item.long)" + (item.value.map { "=\($0)" } ?? "")
        #expect(try KeepalivedOptions([long]) == expected)
        guard let short = item.short else { return }
        #expect(try KeepalivedOptions(["-\(short)\(item.value ?? "")"]) == expected)
    }

    @Test("An option that needs a value is refused without one, or with an empty one")
    func missingParameter() {
        for entry in KeepalivedOptions.table where entry.specification.argument == .required {
            let name = entry.specification.long ?? ""
            #expect(
                throws: KeepalivedOptions.Problem(text: "Missing parameter for option --\(name)"),
                performing: { _ = try KeepalivedOptions(["--\(name)"]) })
            #expect(
                throws: KeepalivedOptions.Problem(text: "Missing parameter for option --\(name)"),
                performing: { _ = try KeepalivedOptions(["--\(name)="]) })
            guard let short = entry.specification.short else { continue }
            #expect(
                throws: KeepalivedOptions.Problem(text: "Missing parameter for option -\(short)"),
                performing: { _ = try KeepalivedOptions(["-\(short)"]) })
        }
    }

    @Test("An unknown option is named in the refusal", arguments: ["--frob", "-Z"])
    func unknown(_ option: String) {
        #expect(throws: KeepalivedOptions.Problem(text: "Unknown option \(option)")) {
            _ = try KeepalivedOptions(["-n", option, "-l"])
        }
    }

    @Test("Optional values have their defaults")
    func optionalValues() throws {
        #expect(try KeepalivedOptions(["-t"]).action == .test(log: nil))
        #expect(try KeepalivedOptions(["-g"]).logFile == "/tmp/keepalived.log")
    }

    @Test("Words are abbreviated, letters bundled, and stray words kept")
    func spellings() throws {
        let options = try KeepalivedOptions(["--dont-f", "-lDDf", "/x", "stray", "--config-t", "--", "-n"])
        #expect(options.staysInForeground && options.logsToConsole)
        #expect(options.detailLevel == 2)
        #expect(options.configurationFile == "/x")
        #expect(options.action == .test(log: nil))
        #expect(options.operands == ["stray", "-n"])
    }

    @Test("An abbreviation of several options is unknown")
    func ambiguous() {
        #expect(throws: KeepalivedOptions.Problem(text: "Unknown option --dont-re")) {
            _ = try KeepalivedOptions(["--dont-re"])
        }
    }

    @Test(
        "Facilities are numbers, local0 to local7, user or daemon",
        arguments: [
            ("0", LogFacility.local(0)), ("7", .local(7)), ("local5", .local(5)), ("user", .user),
            ("daemon", .daemon),
        ])
    func facility(_ word: String, _ expected: LogFacility) throws {
        #expect(try KeepalivedOptions(["-S", word]).facility == expected)
    }

    @Test("Other facilities are refused", arguments: ["8", "local8", "mail", "-1"])
    func facilityRefused(_ word: String) {
        #expect(throws: KeepalivedOptions.Problem.self) {
            _ = try KeepalivedOptions(["--log-facility=\(word)"])
        }
    }

    @Test(
        "A umask is octal, hexadecimal or decimal",
        arguments: [("022", 0o22), ("0x1f", 0x1F), ("18", 18), ("0777", 0o777), ("0", 0)]
            as [(String, UInt32)])
    func umask(_ word: String, _ expected: UInt32) throws {
        #expect(try KeepalivedOptions(["-u", word]).fileModeMask == expected)
    }

    @Test("Other umasks are refused", arguments: ["01000", "512", "0x200", "089", "many", "-5"])
    func umaskRefused(_ word: String) {
        #expect(throws: KeepalivedOptions.Problem.self) { _ = try KeepalivedOptions(["--umask=\(word)"]) }
    }
}
