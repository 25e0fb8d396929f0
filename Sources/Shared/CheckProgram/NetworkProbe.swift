import ApplicationFormats
import HealthChecks
import NetworkTypes
import Patterns
import Probing
import SystemCalls
import TLS
import Timing

/// One attempt at a check: of each address of the server, until one accepts.
struct NetworkProbe {
    private let options: CheckOptions
    private let pattern: Pattern?
    private let context: TLSContext?
    private let query: DNSQuery
    /// The address of the last attempt.
    private(set) var address: IPAddress?
    /// What the last attempt found.
    private(set) var findings: [Finding] = []

    /// Compiles the pattern and loads TLS, if needed.
    init(_ options: CheckOptions) throws(UsageProblem) {
        self.options = options
        do throws(PatternError) {
            pattern = try options.pattern.map { text throws(PatternError) in
                try Pattern(text, latestOffset: options.latestOffset)
            }
        } catch {
            throw UsageProblem(text: "--regex: \(error)")
        }
        do throws(DNSNameError) {
            query = try DNSQuery(
                identifier: UInt16.random(in: 0...UInt16.max), name: options.recordName,
                type: options.recordType)
        } catch {
            throw UsageProblem(text: "--name: \(error)")
        }
        guard options.kind == .https else {
            context = nil
            return
        }
        let settings = TLSSettings(verification: options.isVerifying ? .required(authorityFile: nil) : .none)
        do throws(TLSError) { context = try TLSContext(settings) } catch {
            throw UsageProblem(text: "\(error)")
        }
    }

    /// Checks once, within the time limit of the options.
    mutating func run(at addresses: [IPAddress], _ log: inout PhaseLog) -> Verdict {
        let end = MonotonicClock.now() + options.timeout
        var verdict = Verdict.failure(.connection(.connection, problem: "\(options.host) has no address"))
        for (index, address) in addresses.enumerated() {
            let left = end - MonotonicClock.now()
            let share = left / (addresses.count - index)
            let limits = TimeLimits(connection: share, step: left, whole: left)
            self.address = address
            findings = []
            log.restart(keeping: ["name"], at: MonotonicClock.now())
            do throws(SystemError) {
                verdict = try run(at: address, limits, &log)
            } catch {
                verdict = .failure(.connection(.connection, problem: "\(error)"))
            }
            guard case .failure(let failure) = verdict, failure.isOfAddress else { return verdict }
        }
        return verdict
    }

    private mutating func run(
        at address: IPAddress, _ limits: TimeLimits, _ log: inout PhaseLog
    ) throws(SystemError) -> Verdict {
        let now = MonotonicClock.now()
        switch options.kind {
        case .tcp:
            return try stream(TCPDialogue(limits, at: now), address, &log)
        case .smtp:
            return try stream(SMTPDialogue(name: options.clientName, limits, at: now), address, &log)
        case .http, .https:
            let transport: HTTPDialogue.Transport = options.kind == .https ? .tls : .plain
            return try stream(
                HTTPDialogue(request, over: transport, criteria, limits, at: now), address, &log)
        case .dns:
            return try datagrams(DNSDialogue(query, limits, at: now), address, &log)
        case .udp:
            return try datagrams(
                UDPDialogue(payload: options.payload, expecting: expectation, limits, at: now), address, &log)
        case .ping:
            let socket = try DatagramConnection.echo(to: address, from: options.origin)
            var dialogue = EchoDialogue(
                identifier: socket.identifier, payload: Self.echoPayload, address.family, limits, at: now)
            return DatagramTalk.converse(&dialogue, over: socket, &log)
        case .misc:
            preconditionFailure("a command has no server")
        }
    }

    /// The payload of an echo request; as long as that of ping(8).
    private static let echoPayload = (0..<56).map { UInt8($0) }

    private mutating func stream(
        _ dialogue: some Dialogue, _ address: IPAddress, _ log: inout PhaseLog
    ) throws(SystemError) -> Verdict {
        let socket = try StreamSocket(connectingTo: address, port: options.port, from: options.origin)
        let (context, name, isVerifying) = (context, serverName, options.isVerifying)
        var conversation = StreamConversation(dialogue) { () throws(TLSError) in
            guard let context else { throw .unavailable(reason: "TLS was not loaded") }
            return try TLSConnection(
                context, serverName: name.flatMap { IPAddress($0) == nil ? $0 : nil },
                verifiedName: isVerifying ? name : nil)
        }
        let verdict = StreamTalk(socket).converse(&conversation, &log)
        findings = conversation.findings
        return verdict
    }

    private mutating func datagrams(
        _ dialogue: some Dialogue, _ address: IPAddress, _ log: inout PhaseLog
    ) throws(SystemError) -> Verdict {
        var dialogue = dialogue
        let socket = try DatagramConnection.udp(to: address, port: options.port, from: options.origin)
        let verdict = DatagramTalk.converse(&dialogue, over: socket, &log)
        findings = dialogue.findings
        return verdict
    }

    /// The name that the certificate must have. Unless it is an address, it is sent with SNI.
    private var serverName: String? {
        if let name = options.serverName { return name }
        guard let host = options.virtualHost, let url = try? PageURL("https://\(host)/") else {
            return options.host
        }
        return url.host
    }

    private var request: HTTPRequest {
        HTTPRequest(
            path: options.path, host: options.virtualHost ?? options.host, version: options.version)
    }

    private var criteria: PageCriteria {
        PageCriteria(
            statuses: options.statuses, digest: options.digest.flatMap { PageCriteria.ExpectedDigest($0) },
            pattern: pattern.map {
                PageCriteria.PatternRule($0, earliestOffset: options.earliestOffset, options.presence)
            })
    }

    private var expectation: ReplyExpectation? {
        guard options.reply != nil || options.shortestReply != nil || options.longestReply != nil else {
            return nil
        }
        let bounds = ReplyExpectation.defaultLengthBytes
        return ReplyExpectation(
            content: options.reply ?? .any,
            lengthBytes: (options.shortestReply ?? bounds.lowerBound)...(options.longestReply
                ?? bounds.upperBound))
    }
}

extension CheckFailure {
    /// Whether the failure belongs to this address, so that another one is worth a try: the server was not heard.
    fileprivate var isOfAddress: Bool {
        switch self {
        case .timedOut(.connection, _), .tooSlow(.connection, _), .connection(.connection, _),
            .connection(.reply, _):
            true
        default: false
        }
    }
}
