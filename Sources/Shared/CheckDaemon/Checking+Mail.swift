import Configuration
import HealthChecks
import Notifications
import VirtualServers

extension Checking {
    /// Has mail sent about a check that has just been reported for this place, if `before` was different.
    ///
    /// As with keepalived, each checker of a server sends mail, unless `no_checker_emails` limits it to changes of the
    /// server's state.
    func mail(
        _ index: Int, _ place: CheckerPlace, since before: (verdict: Liveness, server: Liveness),
        into acts: inout [Act]
    ) {
        let settings = model.global.mail
        let service = model.virtualServers[place.service]
        let server = service.realServers[place.server]
        let verdict = supervision.verdict(of: place)
        let liveness = supervision.liveness(service: place.service, server: place.server)
        guard settings.isComplete, supervision.isRunning, server.alertsByMail, verdict != before.verdict,
            liveness != before.server || !settings.omitsOtherChecks
        else { return }
        let name = ServerName(server.destination.id, of: service.name)
        acts.append(.mail(Mail(server: name, liveness, text: mailText(of: index, isUp: verdict == .up))))
    }

    /// keepalived's words for the result of a check.
    private func mailText(of index: Int, isUp: Bool) -> String {
        let check = register[index]
        var failure: CheckFailure?
        if case .failure(let found) = check.last?.verdict { failure = found }
        let result = isUp ? "succeed" : "failed"
        switch check.kind {
        case .tcp: return "TCP CHECK \(result) on service"
        case .udp: return "UDP CHECK \(result) on service"
        case .ping: return "ICMP CHECK \(result) on service"
        case .file: return "FILE CHECK \(result) on service"
        case .session: return "BFD CHECK \(result) on service"
        case .dns: return "DNS_CHECK: \(result) on service"
        case .misc:
            if isUp { return "MISC CHECK succeeded on service" }
            if case .timedOut = failure { return "MISC CHECK timed out on service" }
            return "MISC CHECK failed on service"
        case .http:
            return isUp ? "CHECK succeed on service" : "CHECK failed on service : HTTP request failed"
        case .smtp(let hosts, _):
            if isUp { return "CHECK succeed on service" }
            let host = hosts[min(check.last?.step ?? 0, hosts.count - 1)]
            return
                "CHECK failed on service : \(Self.words(for: failure)) server [\(host.address)]:\(host.port)"
        }
    }

    private static func words(for failure: CheckFailure?) -> String {
        switch failure {
        case .timedOut(.connection, _): "Connection timeout to"
        case .connection(.connection, _): "Could not connect to"
        case .timedOut, .tooSlow: "Read timeout from"
        case .smtpReply(.banner, _, _): "Bad greeting banner from"
        case .smtpReply(.helo, _, _): "Bad HELO response from"
        default: "Read error from"
        }
    }
}
