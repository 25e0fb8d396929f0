import VirtualServers

extension Checker {
    /// The dump's lines: what the checker does, and when.
    var lines: [(key: String, value: String)] {
        var lines = [(key: String, value: String)]()
        switch kind {
        case .tcp(let connection): lines = [("  Checker", "TCP_CHECK " + connection.line)]
        case .ping(let connection): lines = [("  Checker", "PING_CHECK " + connection.line)]
        case .http(let connection, let check):
            let keyword = check.security == nil ? "HTTP_GET " : "SSL_GET "
            lines = [("  Checker", keyword + connection.line), ("    Protocol", check.line)]
            lines += check.pages.map { ("    URL", $0.line) }
        case .smtp(let hosts, let name):
            lines = hosts.map { ("  Checker", "SMTP_CHECK \($0.line) helo \(name)") }
        case .dns(let connection, let question):
            lines = [("  Checker", "DNS_CHECK \(connection.line) \(question.kind) \(question.name)")]
        case .udp(let connection, let exchange):
            lines = [("  Checker", "UDP_CHECK \(connection.line) \(exchange.line)")]
        case .misc(let check): lines = [("  Checker", "MISC_CHECK " + check.line)]
        case .file(let check):
            let reverse = check.isReversed ? " reverse" : ""
            lines = [("  Checker", "FILE_CHECK \(check.name) \(check.path) weight \(check.weight)\(reverse)")]
        case .session(let name): lines = [("  Checker", "BFD_CHECK \(name)")]
        }
        return lines + [("    Pace", pace.line)]
    }
}

extension CheckPace {
    fileprivate var line: String {
        "every \(interval), retry \(retries) every \(retryDelay), warmup \(warmup)"
            + (startsDown ? ", alpha" : "") + (logsAllFailures ? ", log all failures" : "")
    }
}

extension CheckConnection {
    fileprivate var line: String {
        var line = "\(DestinationID(address, port: port))"
        if sourceAddress != nil || sourcePort != 0 {
            line += " from \(sourceAddress.map { "\($0)" } ?? "any") port \(sourcePort)"
        }
        if let interface { line += " by \(interface)" }
        if firewallMark != 0 { line += " fwmark \(firewallMark)" }
        return line + " timeout \(timeout)"
    }
}

extension PageCheck {
    fileprivate var line: String {
        var line = "HTTP/\(version.rawValue)" + (recoversFast ? ", fast recovery" : "")
        if let security {
            if security.sendsServerName { line += ", SNI \(security.serverName ?? "of the virtual host")" }
            line += security.verifiesPeer ? ", verified" : ", not verified"
            if security.closesInOrder { line += ", TLS compliant" }
        }
        return line
    }
}

extension Page {
    fileprivate var line: String {
        let codes = statusCodes.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }
        var line = "\(path) host \(virtualHost ?? "by address") status \(codes.joined(separator: " "))"
        if let digest { line += " digest \(DatagramExchange.text(digest))" }
        if let pattern {
            line += pattern.failsOnMatch ? " without regex " : " with regex "
            line += String(decoding: pattern.expression, as: UTF8.self)
            line += pattern.options.map { " \($0.rawValue)" }.joined()
            let end = pattern.maximumOffsetBytes.map { "\($0)" } ?? "the end"
            line += " from \(pattern.minimumOffsetBytes) to \(end)"
            if let stack = pattern.stack { line += " stack \(stack.initialBytes) \(stack.maximumBytes)" }
        }
        return line + (closesInOrder ? " TLS compliant" : "")
    }
}

extension DatagramExchange {
    fileprivate var line: String {
        let sent = payload.map { Self.text($0) } ?? "random"
        guard let reply = requiredReply else { return "payload \(sent)" }
        let wanted = zip(reply.bytes, reply.mask).map { Self.text($0, $1) }.joined()
        return "payload \(sent) reply \(wanted.isEmpty ? "any" : wanted) of \(minimumReplyBytes) to "
            + "\(maximumReplyBytes) bytes"
    }

    fileprivate static func text(_ bytes: [UInt8]) -> String { bytes.map { text($0, 0xFF) }.joined() }

    private static func text(_ byte: UInt8, _ mask: UInt8) -> String {
        (mask & 0xF0 == 0 ? "x" : String(byte >> 4, radix: 16))
            + (mask & 0xF == 0 ? "x" : String(byte & 0xF, radix: 16))
    }
}

extension ProgramCheck {
    fileprivate var line: String {
        "\(command.text) timeout \(timeout)" + (setsWeight ? " dynamic" : "")
            + (command.credentials.map { " as \($0.userID):\($0.groupID)" } ?? "")
            + (disabledBecause.map { " disabled: \($0)" } ?? "")
    }
}
