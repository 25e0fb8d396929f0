import ApplicationFormats
import CommandLine
import HealthChecks
import NetworkTypes
import SystemCalls

/// The kind of check, which the first argument names.
enum CheckKind: String, CaseIterable {
    case tcp
    case http
    case https
    case smtp
    case dns
    case udp
    case ping
    case misc
}

/// An error in the command line.
struct UsageProblem: Error, Equatable {
    var text: String
}

/// check's command line (check(1)). Each kind uses a part of it.
struct CheckOptions {
    /// What is printed if the server is healthy.
    enum Output {
        case nothing
        case phases
        case json
    }

    var kind: CheckKind
    var timeout = Duration.seconds(5)
    var retries = 0
    var delay = Duration.seconds(1)
    var output = Output.nothing
    var origin = ConnectionOrigin()
    /// The address or host name, without the brackets of an IPv6 address.
    var host = ""
    var port: UInt16 = 0
    var path = "/"
    var statuses = StatusSet.success
    var digest: [UInt8]?
    var version = HTTPRequest.Version.http10
    var virtualHost: String?
    var pattern: String?
    var presence = PageCriteria.Presence.required
    var earliestOffset = 0
    var latestOffset: Int?
    var serverName: String?
    var isVerifying = false
    var clientName = SMTPDialogue.defaultName
    var recordType = DNSRecordType.soa
    var recordName = "."
    var payload: [UInt8] = []
    var reply: BytePattern?
    var shortestReply: Int?
    var longestReply: Int?
    var words: [String] = []
    var isDynamic = false

    /// Parses a command line, the kind's name first.
    init(_ arguments: [String]) throws(UsageProblem) {
        let name = arguments.first ?? ""
        guard let kind = CheckKind(rawValue: name) else {
            let kinds = CheckKind.allCases.map(\.rawValue).joined(separator: ", ")
            let problem = name.isEmpty ? "The kind of check is missing" : "unknown kind of check '\(name)'"
            throw UsageProblem(text: "\(problem): \(kinds)")
        }
        self.kind = kind
        if kind == .misc { timeout = .seconds(60) }
        var rest = Array(arguments.dropFirst())
        if kind == .misc, let end = rest.firstIndex(of: "--") {
            words = Array(rest[(end + 1)...])
            rest = Array(rest[..<end])
        }
        let table = CheckOption.table.filter { $0.kinds.contains(kind) }
        let parsed: ParsedOptions
        do throws(ParsedOptions.Problem) {
            parsed = try ParsedOptions(rest, specifications: table.map(\.specification))
        } catch {
            throw Self.problem(error, of: kind)
        }
        for occurrence in parsed.occurrences {
            try table[occurrence.index].set(&self, occurrence.value ?? "")
        }
        try take(parsed.operands)
        try checkTogether()
    }

    /// Explains an option that belongs to another kind.
    private static func problem(_ error: ParsedOptions.Problem, of kind: CheckKind) -> UsageProblem {
        guard case .unknown(let word) = error else { return UsageProblem(text: "\(error)") }
        let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
        let owners = CheckOption.table.first { $0.specification.long == String(name) }?.kinds ?? []
        guard !owners.isEmpty else { return UsageProblem(text: "\(error)") }
        let others = owners.map(\.rawValue).joined(separator: ", ")
        return UsageProblem(text: "--\(name) is for \(others), not for \(kind.rawValue)")
    }

    private mutating func take(_ operands: [String]) throws(UsageProblem) {
        switch kind {
        case .http, .https:
            guard operands.count == 1 else { throw Self.wanted("URL", operands) }
            try take(url: operands[0])
        case .ping:
            guard operands.count == 1 else { throw Self.wanted("HOST", operands) }
            host = try Self.host(operands[0])
        case .tcp, .udp:
            guard operands.count == 2 else { throw Self.wanted("HOST PORT", operands) }
            host = try Self.host(operands[0])
            port = try CheckOption.number(operands[1], "port", 1...UInt16.max)
        case .smtp, .dns:
            guard (1...2).contains(operands.count) else { throw Self.wanted("HOST [PORT]", operands) }
            host = try Self.host(operands[0])
            port = kind == .smtp ? 25 : 53
            if operands.count == 2 {
                port = try CheckOption.number(operands[1], "port", 1...UInt16.max)
            }
        case .misc:
            guard operands.isEmpty, !words.isEmpty else { throw Self.wanted("-- COMMAND...", operands) }
        }
    }

    private mutating func take(url text: String) throws(UsageProblem) {
        let url: PageURL
        do throws(PageURLProblem) { url = try PageURL(text) } catch { throw UsageProblem(text: "\(error)") }
        guard url.scheme == kind.rawValue else {
            throw UsageProblem(text: "'\(text)' is \(url.scheme), not \(kind.rawValue)")
        }
        (host, path) = (url.host, url.path)
        port = url.port ?? (kind == .https ? 443 : 80)
        virtualHost = virtualHost ?? url.authority
    }

    private func checkTogether() throws(UsageProblem) {
        if pattern == nil {
            guard presence == .required, earliestOffset == 0, latestOffset == nil else {
                throw UsageProblem(text: "--no-match, --min-offset and --max-offset need --regex")
            }
        }
        if let latestOffset, latestOffset < earliestOffset {
            throw UsageProblem(text: "--max-offset is below --min-offset")
        }
        let bounds = ReplyExpectation.defaultLengthBytes
        guard shortestReply ?? bounds.lowerBound <= longestReply ?? bounds.upperBound else {
            throw UsageProblem(text: "--min-length is above --max-length, which defaults to 255")
        }
    }

    private static func wanted(_ operands: String, _ found: [String]) -> UsageProblem {
        let words = found.isEmpty ? "nothing" : "'\(found.joined(separator: " "))'"
        return UsageProblem(text: "Expected \(operands), found \(words)")
    }

    /// Removes the brackets of an IPv6 address.
    private static func host(_ text: String) throws(UsageProblem) -> String {
        guard text.hasPrefix("[") else {
            guard !text.isEmpty else { throw UsageProblem(text: "HOST is empty") }
            return try CheckOption.text(text, "HOST")
        }
        let inner = String(text.dropFirst().dropLast())
        guard text.hasSuffix("]"), IPv6Address(inner) != nil else {
            throw UsageProblem(text: "'\(text)' is not an IPv6 address in brackets")
        }
        return inner
    }
}
