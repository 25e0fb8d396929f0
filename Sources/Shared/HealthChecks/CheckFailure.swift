public import ApplicationFormats

/// What a check is waiting for.
public enum CheckStage: String, Equatable, Sendable {
    /// The resolution of a host name.
    case name
    /// The connection.
    case connection
    /// The end of the TLS handshake.
    case tlsHandshake = "TLS handshake"
    /// The header of a page.
    case header
    /// The rest of a page.
    case page = "whole page"
    /// The greeting of a mail server.
    case banner
    /// Its reply to HELO.
    case helo = "reply to HELO"
    /// Its reply to QUIT.
    case quit = "reply to QUIT"
    /// The answer to a datagram.
    case reply
    /// The end of a script.
    case script = "end of the command"
}

/// Why a server is not healthy.
public enum CheckFailure: Error, Equatable, Sendable {
    /// It did not arrive within the limit of a step.
    case timedOut(CheckStage, milliseconds: Int64)
    /// It did not arrive before the limit of the whole check, although the server was active.
    case tooSlow(CheckStage, milliseconds: Int64)
    /// The server closed the connection.
    case closed(CheckStage)
    /// The connection failed or was lost, for a reason of the operating system or TLS.
    case connection(CheckStage, problem: String)
    /// The answer is not a complete HTTP response.
    case http(HTTPResponseError)
    /// A page with an unexpected status.
    case status(Int, wanted: StatusSet)
    /// A page with a digest other than the expected one.
    case digest([UInt8], wanted: [UInt8])
    /// The page is longer than `HTTPDialogue.pageLimitBytes`.
    case pageTooLong(limitBytes: Int)
    /// The pattern is not in the page.
    case patternMissing
    /// The pattern is in the page, but must not be.
    case patternPresent
    /// The search for the pattern was given up, for this reason.
    case patternTooCostly(problem: String)
    /// The answer is not an SMTP reply.
    case smtp(SMTPReplyError)
    /// A mail server refused.
    case smtpReply(CheckStage, SMTPReply, wanted: Int)
    /// A name server answered with this error.
    case dns(code: String)
    /// Only datagrams that were not the answer arrived.
    case strayReplies(count: Int)
    /// A reply shorter or longer than expected.
    case replyLength(bytes: Int, wanted: ClosedRange<Int>)
    /// A reply that differs from the expected one, first at this byte.
    case replyContent(offsetBytes: Int)
    /// A script ended with this code.
    case exited(code: Int32)
    /// The check was interrupted.
    case interrupted
    /// The BFD session of this name is not up.
    case sessionDown(name: String)
    /// A script was terminated by this signal.
    case signalled(Int32)
    /// A script could not be started, for this reason.
    case notStarted(problem: String)
}

extension CheckFailure {
    /// The kind of failure as a word for programs to read.
    public var reason: String {
        switch self {
        case .timedOut(.connection, _): "connect_timeout"
        case .timedOut, .tooSlow: "timeout"
        case .connection(.name, _): "name"
        case .connection(.connection, _): "connect"
        case .connection(.tlsHandshake, _): "tls"
        case .connection(.reply, _): "unreachable"
        case .connection: "connection_lost"
        case .closed: "closed"
        case .http: "http"
        case .status: "status"
        case .digest: "digest"
        case .pageTooLong: "page_length"
        case .patternMissing, .patternPresent: "pattern"
        case .patternTooCostly: "pattern_cost"
        case .smtp: "smtp"
        case .smtpReply: "smtp_reply"
        case .dns: "dns_code"
        case .strayReplies: "stray_replies"
        case .replyLength: "reply_length"
        case .replyContent: "reply_content"
        case .interrupted: "interrupted"
        case .sessionDown: "bfd"
        case .exited: "exit_code"
        case .signalled: "signal"
        case .notStarted: "not_started"
        }
    }
}

extension CheckFailure: CustomStringConvertible {
    /// The failure in words.
    public var description: String {
        switch self {
        case .timedOut(let stage, let limit): "no \(stage.rawValue) within \(limit) ms"
        case .tooSlow(let stage, let limit): "no \(stage.rawValue) after \(limit) ms in total"
        case .closed(let stage): "the server closed the connection: no \(stage.rawValue)"
        case .connection(_, let problem): problem
        case .http(let error): "\(error)"
        case .status(let code, let wanted): "status \(code), expected \(wanted)"
        case .digest(let got, let wanted): "digest \(Self.digits(got)), expected \(Self.digits(wanted))"
        case .pageTooLong(let limit): "the page is longer than \(limit) bytes"
        case .patternMissing: "the pattern is not in the page"
        case .patternPresent: "the pattern is in the page, but must not be"
        case .patternTooCostly(let problem): "the search for the pattern was aborted: \(problem)"
        case .smtp(let error): "\(error)"
        case .smtpReply(let stage, let reply, let wanted):
            "\(stage.rawValue): \(reply.code)\(reply.text.isEmpty ? "" : " \(Self.printable(reply.text))")"
                + ", expected \(wanted)"
        case .dns(let code): "the name server answered \(code)"
        case .strayReplies(let count): "\(count) datagrams arrived, but none was the answer"
        case .replyLength(let count, let wanted):
            "a reply of \(count) bytes, expected \(wanted.lowerBound) to \(wanted.upperBound)"
        case .replyContent(let offset): "the reply differs from the expected one at byte \(offset)"
        case .interrupted: "the check was interrupted"
        case .sessionDown(let name): "the BFD session \(name) is not up"
        case .exited(let code): "exited with status \(code)"
        case .signalled(let number): "terminated by signal \(number)"
        case .notStarted(let problem): problem
        }
    }

    /// Bytes in hexadecimal.
    static func digits(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for nibble in bytes.flatMap({ [$0 >> 4, $0 & 15] }) {
            text.append(nibble + (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Text from a server, made fit for a terminal and a log line: control characters become question marks.
    static func printable(_ text: String) -> String {
        let limit = 200
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(limit).map { scalar in
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "?" : scalar
                }))
    }
}
