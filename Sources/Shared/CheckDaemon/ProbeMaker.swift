import ApplicationFormats
import Configuration
import HealthChecks
import NetworkTypes
import Patterns
import Probing
import SystemCalls
import TLS
import Timing

/// Why a check could not begin.
enum ProbeProblem: Error {
    /// The network refused at once, which counts as an answer of the server.
    case refused(SystemError)
    /// This machine lacks what the check needs, which is not the server's fault.
    case local(String)
}

/// Begins the checks that use sockets.
final class ProbeMaker {
    /// The configuration's `SSL`. Setting it reads its files again, because certificates are renewed in place.
    var material: TLSMaterial? { didSet { contexts = [:] } }
    /// The TLS contexts that verify the server (true) and those that do not.
    private var contexts: [Bool: TLSContext] = [:]
    private var patterns: [PagePattern: Pattern] = [:]

    /// Drops the compiled patterns, so that those of an old configuration are not kept.
    func forgetPatterns() { patterns = [:] }

    /// The payload of an echo request; as long as that of ping(8).
    private static let echoPayload = (0..<56).map { UInt8($0) }
    /// The length of the random payload of a datagram whose configuration gives none.
    private static let randomPayloadBytes = 20

    /// Begins a step of a check: one page, or one mail server.
    func begin(_ kind: Checker.Kind, step: Int, at now: MonotonicInstant) throws(ProbeProblem) -> any Run {
        switch kind {
        case .tcp(let connection):
            return try stream(TCPDialogue(limits(connection), at: now), connection)
        case .http(let connection, let check):
            return try page(check, check.pages[step], connection, at: now)
        case .smtp(let connections, let heloName):
            let dialogue = SMTPDialogue(name: heloName, limits(connections[step]), at: now)
            return try stream(dialogue, connections[step])
        case .dns(let connection, let question):
            let dialogue = DNSDialogue(try query(question), limits(connection), at: now)
            return try datagrams(dialogue, connection)
        case .udp(let connection, let exchange):
            let payload =
                exchange.payload
                ?? (0..<Self.randomPayloadBytes).map { _ in UInt8.random(in: 0...UInt8.max) }
            let dialogue = UDPDialogue(
                payload: payload, expecting: exchange.expectation, limits(connection), at: now)
            return try datagrams(dialogue, connection)
        case .ping(let connection):
            return try echo(connection, at: now)
        case .misc, .file, .session:
            preconditionFailure("no check over a socket")
        }
    }

    // MARK: - Sockets

    private func stream(
        _ dialogue: any Dialogue, _ connection: CheckConnection, closesInOrder: Bool = false,
        _ makeTLS: @escaping StreamConversation.TLSMaker = { () throws(TLSError) in
            throw .unavailable(reason: "no TLS is wanted")
        }
    ) throws(ProbeProblem) -> StreamRun {
        let socket: StreamSocket
        do throws(SystemError) {
            socket = try StreamSocket(
                connectingTo: connection.address, port: connection.port, from: connection.origin)
        } catch {
            throw ProbeProblem(error)
        }
        return StreamRun(
            socket, StreamConversation(dialogue, closesInOrder: closesInOrder, makeTLS))
    }

    private func datagrams(
        _ dialogue: any Dialogue, _ connection: CheckConnection
    ) throws(ProbeProblem) -> DatagramRun {
        do throws(SystemError) {
            return DatagramRun(
                try .udp(to: connection.address, port: connection.port, from: connection.origin), dialogue)
        } catch {
            throw ProbeProblem(error)
        }
    }

    private func echo(
        _ connection: CheckConnection, at now: MonotonicInstant
    ) throws(ProbeProblem) -> DatagramRun {
        do throws(SystemError) {
            let socket = try DatagramConnection.echo(to: connection.address, from: connection.origin)
            let dialogue = EchoDialogue(
                identifier: socket.identifier, sequence: UInt16.random(in: 0...UInt16.max),
                payload: Self.echoPayload, connection.address.family, limits(connection), at: now)
            return DatagramRun(socket, dialogue)
        } catch {
            throw ProbeProblem(error)
        }
    }

    /// The time limits of a check. keepalived limits each step; here the whole check is limited as well.
    private func limits(_ connection: CheckConnection) -> TimeLimits {
        TimeLimits(step: connection.timeout, whole: connection.timeout * Self.stepsPerCheck)
    }

    /// The limit of a whole check, in multiples of `connect_timeout`, however actively the server answers.
    private static let stepsPerCheck = 3

    // MARK: - Pages

    private func page(
        _ check: PageCheck, _ page: Page, _ connection: CheckConnection, at now: MonotonicInstant
    ) throws(ProbeProblem) -> StreamRun {
        let target = connection.address.text(port: connection.port)
        let request = HTTPRequest(
            path: page.path, host: page.virtualHost ?? target, version: check.version.forRequests)
        var criteria = PageCriteria(
            statuses: StatusSet(
                ranges: page.statusCodes.map { Int($0.lowerBound)...Int($0.upperBound) }))
        criteria.digest = page.digest.flatMap(PageCriteria.ExpectedDigest.init)
        if let wanted = page.pattern {
            criteria.pattern = PageCriteria.PatternRule(
                try pattern(wanted), earliestOffset: wanted.minimumOffsetBytes,
                wanted.failsOnMatch ? .forbidden : .required)
        }
        guard let security = check.security else {
            return try stream(
                HTTPDialogue(request, over: .plain, criteria, limits(connection), at: now), connection)
        }
        let context = try context(verifies: security.verifiesPeer)
        let name = security.serverName ?? page.virtualHost.map(Self.hostName)
        let asked = security.sendsServerName || security.serverName != nil ? name : nil
        let verified = security.verifiesPeer ? name ?? "\(connection.address)" : nil
        return try stream(
            HTTPDialogue(request, over: .tls, criteria, limits(connection), at: now), connection,
            closesInOrder: security.closesInOrder || page.closesInOrder
        ) { () throws(TLSError) in
            try TLSConnection(
                context, serverName: asked.flatMap { IPAddress($0) == nil ? $0 : nil }, verifiedName: verified
            )
        }
    }

    /// The host without the port.
    private static func hostName(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), !host[..<colon].contains(":") || host.hasPrefix("[")
        else { return host }
        return String(host[..<colon])
    }

    private func pattern(_ wanted: PagePattern) throws(ProbeProblem) -> Pattern {
        if let pattern = patterns[wanted] { return pattern }
        do throws(PatternError) {
            let pattern = try Pattern(
                wanted.expression,
                options: Pattern.Options(
                    wanted.options.compactMap { Pattern.Options($0.rawValue) }),
                heapLimitBytes: wanted.stack?.maximumBytes, latestOffset: wanted.maximumOffsetBytes)
            patterns[wanted] = pattern
            return pattern
        } catch {
            throw .local("regex: \(error)")
        }
    }

    private func context(verifies: Bool) throws(ProbeProblem) -> TLSContext {
        if let context = contexts[verifies] { return context }
        var settings = TLSSettings(
            verification: verifies ? .required(authorityFile: material?.authorities) : .none)
        if let certificate = material?.certificate, let key = material?.key {
            settings.identity = TLSSettings.Identity(
                certificateFile: certificate, keyFile: key, password: material?.password)
        }
        do throws(TLSError) {
            let context = try TLSContext(settings)
            contexts[verifies] = context
            return context
        } catch {
            throw .local("\(error)")
        }
    }

    private func query(_ question: NameQuestion) throws(ProbeProblem) -> DNSQuery {
        guard let type = DNSRecordType(name: question.kind.rawValue) else {
            throw .local("DNS type \(question.kind.rawValue)")
        }
        do throws(DNSNameError) {
            return try DNSQuery(
                identifier: UInt16.random(in: 0...UInt16.max), name: question.name, type: type)
        } catch {
            throw .local("name: \(error)")
        }
    }
}

extension ProbeProblem {
    /// Classifies a failure to create or connect a socket.
    fileprivate init(_ error: SystemError) {
        self = error.isShortage || error.call == "bind" ? .local("\(error)") : .refused(error)
    }
}

extension CheckConnection {
    fileprivate var origin: ConnectionOrigin {
        ConnectionOrigin(
            source: sourceAddress, sourcePort: sourcePort, interface: interface,
            firewallMark: firewallMark == 0 ? nil : firewallMark)
    }
}

extension DatagramExchange {
    fileprivate var expectation: ReplyExpectation? {
        guard let requiredReply else { return nil }
        return ReplyExpectation(
            content: BytePattern(bytes: requiredReply.bytes, mask: requiredReply.mask),
            lengthBytes: minimumReplyBytes...max(minimumReplyBytes, maximumReplyBytes))
    }
}

extension PageCheck.Version {
    fileprivate var forRequests: HTTPRequest.Version {
        switch self {
        case .http10: .http10
        case .http10Close: .http10Close
        case .http11: .http11
        }
    }
}
