import ApplicationFormats
import CommandLine
import Digests

/// genhash's command line (genhash(1)).
struct GenhashOptions: Equatable {
    /// What is printed.
    enum Output: String {
        /// The digest alone.
        case digest
        /// The header, the page and the digest as dumps: `--verbose`.
        case dump = "--verbose"
        /// One JSON object: `--json`.
        case json = "--json"
        /// A `url` block for keepalived.conf: `--config`.
        case configuration = "--config"
    }

    /// An address or a host name.
    var server = ""
    var port: UInt16 = 0
    var path: String?
    var virtualHost: String?
    var usesTLS = false
    var asksForName = false
    var version = HTTPRequest.Version.http10
    var firewallMark: UInt32?
    /// The limit of each wait for the server; nil for none.
    var timeoutSeconds: UInt32?
    var algorithm = DigestAlgorithm.md5
    var output = Output.digest
    var isHelpWanted = false

    /// Parses a command line.
    init(_ arguments: [String]) throws(GenhashUsageProblem) {
        let table = Self.table
        let parsed: ParsedOptions
        do throws(ParsedOptions.Problem) {
            parsed = try ParsedOptions(arguments, specifications: table.map(\.specification))
        } catch {
            throw GenhashUsageProblem(text: error.description)
        }
        for occurrence in parsed.occurrences {
            try table[occurrence.index].set(&self, occurrence.value ?? "")
        }
        guard parsed.operands.isEmpty else {
            throw GenhashUsageProblem(
                text: "Unexpected argument(s): \(parsed.operands.joined(separator: " "))")
        }
        if !isHelpWanted { try check() }
    }

    private func check() throws(GenhashUsageProblem) {
        let missing = [
            server.isEmpty ? "--server" : nil, port == 0 ? "--port" : nil, path == nil ? "--url" : nil,
        ].compactMap(\.self)
        guard missing.isEmpty else {
            throw GenhashUsageProblem(text: "Missing: \(missing.joined(separator: ", "))")
        }
        guard output == .configuration else { return }
        guard algorithm == .md5 else {
            throw GenhashUsageProblem(text: "--config requires MD5: keepalived.conf has no other digest")
        }
        guard !"\(path ?? "")\(virtualHost ?? "")".contains("\"") else {
            throw GenhashUsageProblem(
                text: "--config: keepalived.conf cannot express a quotation mark")
        }
    }
}

/// An error in the command line.
struct GenhashUsageProblem: Error, Equatable {
    var text: String
}

extension GenhashOptions {
    struct Entry {
        var specification: OptionSpecification
        var set: (inout GenhashOptions, String) throws(GenhashUsageProblem) -> Void

        init(
            _ long: String, _ short: Character? = nil, _ argument: OptionSpecification.Argument = .none,
            _ set: @escaping (inout GenhashOptions, String) throws(GenhashUsageProblem) -> Void
        ) {
            specification = OptionSpecification(long: long, short: short, argument)
            self.set = set
        }
    }

    /// All options, those of Debian's genhash first.
    static var table: [Entry] {
        [
            Entry("use-ssl", "S") { (options, _) in options.usesTLS = true },
            Entry("use-sni", "I") { (options, _) in options.asksForName = true },
            Entry("server", "s", .required) { (options, value) throws(GenhashUsageProblem) in
                options.server = try text(value, "--server")
            },
            Entry("port", "p", .required) { (options, value) throws(GenhashUsageProblem) in
                options.port = try number(value, "port number", atLeast: 1)
            },
            Entry("url", "u", .required) { (options, value) throws(GenhashUsageProblem) in
                options.path = try text(value, "--url")
            },
            Entry("use-virtualhost", "V", .required) { (options, value) throws(GenhashUsageProblem) in
                options.virtualHost = try text(value, "--use-virtualhost")
            },
            Entry("verbose", "v") { (options, _) throws(GenhashUsageProblem) in try options.print(.dump) },
            Entry("help", "h") { (options, _) in options.isHelpWanted = true },
            Entry("fwmark", "m", .required) { (options, value) throws(GenhashUsageProblem) in
                options.firewallMark = try number(value, "fwmark")
            },
            Entry("protocol", "P", .required) { (options, value) throws(GenhashUsageProblem) in
                guard let version = HTTPRequest.Version(value) else {
                    throw GenhashUsageProblem(
                        text: "invalid HTTP protocol version '\(value)': use 1.0, 1.0c or 1.1")
                }
                options.version = version
            },
            Entry("timeout", "t", .required) { (options, value) throws(GenhashUsageProblem) in
                options.timeoutSeconds = try number(value, "timeout")
            },
            Entry("sha256") { (options, _) in options.algorithm = .sha256 },
            Entry("json") { (options, _) throws(GenhashUsageProblem) in try options.print(.json) },
            Entry("config") { (options, _) throws(GenhashUsageProblem) in try options.print(.configuration) },
        ]
    }

    private mutating func print(_ wanted: Output) throws(GenhashUsageProblem) {
        guard output == .digest || output == wanted else {
            throw GenhashUsageProblem(text: "\(output.rawValue) and \(wanted.rawValue) cannot be combined")
        }
        output = wanted
    }

    /// Checks that a text can stand in a line of the request.
    private static func text(_ text: String, _ option: String) throws(GenhashUsageProblem) -> String {
        if let control = LineText.control(in: text.utf8) {
            throw GenhashUsageProblem(
                text: "\(option): the text contains \(LineText.name(ofControl: control))")
        }
        return text
    }

    private static func number<Number: FixedWidthInteger>(
        _ text: String, _ what: String, atLeast least: Number = 0
    ) throws(GenhashUsageProblem) -> Number {
        guard let number = Number(text), number >= least else {
            throw GenhashUsageProblem(text: "invalid \(what) '\(text)': use \(least) to \(Number.max)")
        }
        return number
    }
}
