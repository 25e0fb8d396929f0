import Configuration
import HealthChecks
import NetworkTypes
import Timing
import VirtualServers

extension CheckDump {
    /// The lines of a check, in keepalived's order; those about its last run and the next one are ours.
    func lines(of check: SharedCheck, _ index: Int) -> [String] {
        let pace = check.key.pace
        let hasRun = check.last != nil
        let isSuspended = check.places.allSatisfy {
            checking.supervision.areChecksSuspended(service: $0.service)
        }
        var lines = [
            "Enabled = \(check.isPeriodic && !isSuspended ? "yes" : "no")",
            "Up = \(check.machine.isUp ? "yes" : "no")",
            "Has run = \(hasRun ? "yes" : "no")",
            "Current weight = \(check.machine.weight ?? check.fileOffset)",
            "Alpha = \(pace.startsDown ? "yes" : "no")",
            "Delay loop = \(pace.interval.wholeMicroseconds) us",
            "Warmup = \(pace.warmup.wholeMicroseconds) us", "Retries = \(pace.retries)",
        ]
        if pace.retries > 0 { lines.append("Delay before retry = \(pace.retryDelay.wholeMicroseconds) us") }
        lines.append("Log all failures = \(pace.logsAllFailures ? "yes" : "no")")
        lines += check.kind.dumpLines
        lines.append("Last result = \(lastResult(of: check))")
        if check.isInTrouble { lines.append("Trouble = this machine cannot run the check: see the log") }
        lines.append("Next run = \(nextRun(of: check, index))")
        return lines
    }

    private func lastResult(of check: SharedCheck) -> String {
        guard let last = check.last else { return "none" }
        let age = "\(Self.seconds(now - last.endedAt)) s ago, it took \(Self.milliseconds(last.duration)) ms"
        switch last.verdict {
        case .success: return "success \(age)"
        case .failure(let failure):
            return "\(failure.reason): \(check.kind.text(of: failure, step: last.step)); \(age)"
        }
    }

    private func nextRun(of check: SharedCheck, _ index: Int) -> String {
        if let since = check.runningSince { return "running for \(Self.milliseconds(now - since)) ms" }
        if case .misc(let program) = check.kind, let why = program.disabledBecause { return "never: \(why)" }
        if case .file(let file) = check.kind { return "when \(file.path) changes" }
        if case .session(let name) = check.kind { return "when the BFD session \(name) changes" }
        guard let due = checking.register.deadlines[index] else { return "none" }
        return "in \(Self.seconds(due - now)) s"
    }

    private static func milliseconds(_ duration: Duration) -> Int64 { duration.wholeNanoseconds / 1_000_000 }

    /// Seconds with one decimal.
    private static func seconds(_ duration: Duration) -> String {
        let tenths = max(0, duration.wholeNanoseconds / 100_000_000)
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Checker.Kind {
    /// What it does, as keepalived's dump shows it.
    fileprivate var dumpLines: [String] {
        switch self {
        case .tcp(let connection): connection.dumpLines + [method]
        case .ping(let connection): connection.dumpLines + [method]
        case .http(let connection, let check): connection.dumpLines + check.dumpLines(method)
        case .smtp(let hosts, let name): hosts.flatMap(\.dumpLines) + [method, "helo = \(name)"]
        case .dns(let connection, let question):
            connection.dumpLines + [method, "Type = \(question.kind)", "Name = \(question.name)"]
        case .udp(let connection, let exchange): connection.dumpLines + [method] + exchange.dumpLines
        case .misc(let program):
            [
                method, "script = \(program.command.dumpText)",
                "timeout = \(program.timeout.components.seconds)",
                "dynamic = \(program.setsWeight ? "YES" : "NO")",
                "uid:gid = \(program.command.ownerNumbers)",
            ]
        case .file(let file):
            [
                method,
                "Track file = \(file.name) \(file.path) weight \(file.weight)\(file.isReversed ? " reverse" : "")",
            ]
        case .session(let name): [method, "Session = \(name)"]
        }
    }

    private var method: String { "Keepalive method = \(blockName)" }
}

extension CheckConnection {
    fileprivate var dumpLines: [String] {
        var lines = ["Connection", "  Dest = [\(address)]:\(port)"]
        if let sourceAddress { lines.append("  Bind to = [\(sourceAddress)]:\(sourcePort)") }
        if let interface { lines.append("  Bind i/f = \(interface)") }
        if firewallMark != 0 { lines.append("  Mark = \(firewallMark)") }
        return lines + ["  Timeout = \(ModelDump.sixDecimals(timeout))"]
    }
}

extension PageCheck {
    fileprivate func dumpLines(_ method: String) -> [String] {
        var lines = ["\(method), http protocol \(version.rawValue)"]
        lines.append("Enable SNI \(security?.sendsServerName == true ? "set" : "unset")")
        lines.append("Fast recovery \(recoversFast ? "set" : "unset")")
        for page in pages {
            lines.append("Checked url = \(page.path)")
            if let host = page.virtualHost { lines.append("  VirtualHost = \(host)") }
            if let digest = page.digest {
                let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                lines.append("  digest = \(digits)")
            }
            lines.append("  HTTP Status Code(s)")
            lines += page.statusCodes.map { codes in
                "    \(codes.lowerBound)" + (codes.count == 1 ? "" : "-\(codes.upperBound)")
            }
            if let pattern = page.pattern {
                let expression = String(decoding: pattern.expression, as: UTF8.self)
                lines.append("  Regex = \(expression)\(pattern.failsOnMatch ? ", must not match" : "")")
            }
        }
        return lines
    }
}

extension DatagramExchange {
    fileprivate var dumpLines: [String] {
        var lines: [String] = []
        if let payload { lines.append("Payload len = \(payload.count)") }
        guard let reply = requiredReply else { return lines + ["Require reply = no"] }
        lines += [
            "Require reply = yes", "  Min reply length = \(minimumReplyBytes)",
            "  Max reply length = \(maximumReplyBytes)", "  Reply data len = \(reply.bytes.count)",
            "  Reply data mask = \(reply.mask.allSatisfy { $0 == 0xFF } ? "no" : "yes")",
        ]
        return lines
    }
}
