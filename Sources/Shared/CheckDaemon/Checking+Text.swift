import Configuration
import HealthChecks
import VirtualServers

/// Log texts of checks: keepalived's words, which people grep for, followed by the reason.
extension Checking {
    /// A server, its check, and the number of other servers that share it.
    func subject(of index: Int) -> String {
        let check = register[index]
        let name = serverName(of: index)
        switch check.kind {
        case .misc(let program):
            let command = program.command.words.first ?? program.command.text
            return "Misc check for [\(name) VS \(name.service)]\(others(of: index)) by [\(command)]"
        case .http(_, let page):
            let word = page.security == nil ? "HTTP_CHECK" : "SSL_CHECK"
            return "\(word) on service \(name)\(others(of: index))"
        case .ping: return "ICMP CHECK on service \(name) of \(name.service)\(others(of: index))"
        default: return "\(check.kind.blockName) on service \(name)\(others(of: index))"
        }
    }

    func successLine(of index: Int) -> String {
        let server = "\(serverName(of: index))\(others(of: index))"
        return switch register[index].kind {
        case .tcp: "TCP connection to \(server) success."
        case .udp: "UDP connection to \(server) success."
        case .ping: "ICMP connection to \(server) success."
        case .http: "Remote Web server \(server) succeed on service."
        case .smtp: "Remote SMTP server \(server) succeed on service."
        case .dns, .misc, .file, .session: "\(subject(of: index)) succeeded."
        }
    }

    func failureLine(of index: Int, _ reason: String, retries: Int) -> String {
        if case .misc = register[index].kind {
            let after = retries == 1 ? "after 1 retry" : "after \(retries) retries"
            return
                "\(subject(of: index)) failed \(retries == 0 ? "with retry disabled" : after) (\(reason))."
        }
        return
            "\(subject(of: index)) failed\(retries == 0 ? "" : " after \(retries) retries"). Reason: \(reason)"
    }

    func attemptLine(of index: Int, _ reason: String, _ attempt: Int, _ attempts: Int) -> String {
        "\(subject(of: index)) failed (attempt \(attempt) of \(attempts)). Reason: \(reason)"
    }

    private func serverName(of index: Int) -> ServerName {
        let place = register[index].place
        let server = model.virtualServers[place.service]
        return ServerName(server.realServers[place.server].destination.id, of: server.name)
    }

    private func others(of index: Int) -> String {
        let count = register[index].others.count
        return count > 0 ? " (and \(count) more)" : ""
    }
}
