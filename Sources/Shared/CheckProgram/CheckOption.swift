import ApplicationFormats
import CommandLine
import HealthChecks
import NetworkTypes
import SystemCalls

/// An option and the kinds of check that accept it.
struct CheckOption {
    var specification: OptionSpecification
    var kinds: [CheckKind]
    var set: (inout CheckOptions, String) throws(UsageProblem) -> Void

    private init(
        _ long: String, _ short: Character? = nil, _ argument: OptionSpecification.Argument = .none,
        for kinds: [CheckKind] = CheckKind.allCases,
        _ set: @escaping (inout CheckOptions, String) throws(UsageProblem) -> Void
    ) {
        specification = OptionSpecification(long: long, short: short, argument)
        self.kinds = kinds
        self.set = set
    }

    /// All options but `--help` and `--version`.
    static var table: [CheckOption] { common + network + page + others }

    private static let connecting = CheckKind.allCases.filter { $0 != .misc }

    private static var common: [CheckOption] {
        [
            CheckOption("timeout", nil, .required) { (options, value) throws(UsageProblem) in
                options.timeout = try seconds(value, "--timeout", atLeast: .milliseconds(1))
            },
            CheckOption("retry", nil, .required) { (options, value) throws(UsageProblem) in
                options.retries = try number(value, "--retry", 0...1_000_000)
            },
            CheckOption("delay", nil, .required) { (options, value) throws(UsageProblem) in
                options.delay = try seconds(value, "--delay", atLeast: .zero)
            },
            CheckOption("json") { (options, _) in options.output = .json },
            CheckOption("verbose", "v") { (options, _) in
                if options.output != .json { options.output = .phases }
            },
        ]
    }

    private static var network: [CheckOption] {
        [
            CheckOption("bind", nil, .required, for: connecting) { (options, value) throws(UsageProblem) in
                if let address = IPAddress(value) {
                    options.origin.source = address
                } else {
                    guard (1...15).contains(value.utf8.count) else {
                        throw UsageProblem(
                            text: "--bind: '\(value)' is neither an address nor an interface name")
                    }
                    options.origin.interface = value
                }
            },
            CheckOption("mark", nil, .required, for: connecting) { (options, value) throws(UsageProblem) in
                options.origin.firewallMark = try number(value, "--mark", 0...UInt32.max)
            },
        ]
    }

    private static let web: [CheckKind] = [.http, .https]

    private static var page: [CheckOption] {
        [
            CheckOption("status", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                guard let statuses = StatusSet(value) else {
                    throw UsageProblem(
                        text: "--status: '\(value)' is not a list of status codes such as 200-299,404")
                }
                options.statuses = statuses
            },
            CheckOption("digest", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                guard let digest = BytePattern(value)?.bytes, [16, 32].contains(digest.count) else {
                    throw UsageProblem(
                        text: "--digest: '\(value)' is neither an MD5 (32 digits) nor a SHA-256 (64 digits)")
                }
                options.digest = digest
            },
            CheckOption("regex", nil, .required, for: web) { (options, value) in options.pattern = value },
            CheckOption("no-match", for: web) { (options, _) in options.presence = .forbidden },
            CheckOption("min-offset", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                options.earliestOffset = try number(value, "--min-offset", 0...HTTPDialogue.pageLimitBytes)
            },
            CheckOption("max-offset", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                options.latestOffset = try number(value, "--max-offset", 0...HTTPDialogue.pageLimitBytes)
            },
            CheckOption("virtualhost", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                options.virtualHost = try line(value, "--virtualhost")
            },
            CheckOption("protocol", nil, .required, for: web) { (options, value) throws(UsageProblem) in
                guard let version = HTTPRequest.Version(value) else {
                    throw UsageProblem(text: "--protocol: '\(value)' is not 1.0, 1.0c or 1.1")
                }
                options.version = version
            },
            CheckOption("sni", nil, .required, for: [.https]) { (options, value) throws(UsageProblem) in
                options.serverName = try line(value, "--sni")
            },
            CheckOption("verify", for: [.https]) { (options, _) in options.isVerifying = true },
        ]
    }

    private static var others: [CheckOption] {
        [
            CheckOption("helo", nil, .required, for: [.smtp]) { (options, value) throws(UsageProblem) in
                options.clientName = try line(value, "--helo")
            },
            CheckOption("type", nil, .required, for: [.dns]) { (options, value) throws(UsageProblem) in
                guard let type = DNSRecordType(name: value) else {
                    let types = DNSRecordType.allCases.map(\.name).joined(separator: ", ")
                    throw UsageProblem(text: "--type: '\(value)' is not one of \(types)")
                }
                options.recordType = type
            },
            CheckOption("name", nil, .required, for: [.dns]) { (options, value) throws(UsageProblem) in
                options.recordName = try text(value, "--name")
            },
            CheckOption("payload", nil, .required, for: [.udp]) { (options, value) throws(UsageProblem) in
                guard let bytes = BytePattern(value)?.bytes else {
                    throw UsageProblem(text: "--payload: '\(value)' is not a sequence of hexadecimal bytes")
                }
                options.payload = bytes
            },
            CheckOption("reply", nil, .required, for: [.udp]) { (options, value) throws(UsageProblem) in
                guard let pattern = BytePattern(value) else {
                    throw UsageProblem(
                        text:
                            "--reply: '\(value)' is not a sequence of hexadecimal bytes, with x for any digit"
                    )
                }
                options.reply = pattern
            },
            CheckOption("min-length", nil, .required, for: [.udp]) { (options, value) throws(UsageProblem) in
                options.shortestReply = try number(value, "--min-length", 0...65_535)
            },
            CheckOption("max-length", nil, .required, for: [.udp]) { (options, value) throws(UsageProblem) in
                options.longestReply = try number(value, "--max-length", 0...65_535)
            },
            CheckOption("dynamic", for: [.misc]) { (options, _) in options.isDynamic = true },
        ]
    }
}

extension CheckOption {
    /// Parses a whole number in that range.
    static func number<Number: FixedWidthInteger>(
        _ text: String, _ what: String, _ range: ClosedRange<Number>
    ) throws(UsageProblem) -> Number {
        guard let number = Number(text), range.contains(number) else {
            throw UsageProblem(
                text: "\(what): '\(text)' is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Checks that a text has no control characters.
    static func text(_ text: String, _ what: String) throws(UsageProblem) -> String {
        if let control = LineText.control(in: text.utf8) {
            throw UsageProblem(text: "\(what): the text contains \(LineText.name(ofControl: control))")
        }
        return text
    }

    /// Checks that a text can stand as a word in a line of a protocol.
    private static func line(_ value: String, _ what: String) throws(UsageProblem) -> String {
        guard try !text(value, what).isEmpty, !value.utf8.contains(UInt8(ascii: " ")) else {
            throw UsageProblem(text: "\(what): '\(value)' is empty or contains blanks")
        }
        return value
    }

    /// Parses seconds with an optional fraction, to the microsecond, up to a million.
    private static func seconds(
        _ text: String, _ what: String, atLeast least: Duration
    ) throws(UsageProblem) -> Duration {
        let limit = 1_000_000.0
        guard let number = Double(text), (0...limit).contains(number) else {
            throw UsageProblem(text: "\(what): '\(text)' is not a number of seconds up to \(Int(limit))")
        }
        let duration = Duration.microseconds(Int64((number * 1_000_000).rounded()))
        guard duration >= least else { throw UsageProblem(text: "\(what): '\(text)' is too short") }
        return duration
    }
}
