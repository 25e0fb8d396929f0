import Configuration
import HealthChecks
import NetworkTypes

extension Checker.Kind {
    /// The name of the block in the configuration.
    var blockName: String {
        switch self {
        case .tcp: "TCP_CHECK"
        case .http(_, let page): page.security == nil ? "HTTP_GET" : "SSL_GET"
        case .smtp: "SMTP_CHECK"
        case .dns: "DNS_CHECK"
        case .udp: "UDP_CHECK"
        case .ping: "PING_CHECK"
        case .misc: "MISC_CHECK"
        case .file: "FILE_CHECK"
        case .session: "BFD_CHECK"
        }
    }

    /// The number of steps of a complete check: one for each page or mail server.
    var stepCount: Int {
        switch self {
        case .http(_, let page): page.pages.count
        case .smtp(let hosts, _): hosts.count
        default: 1
        }
    }

    /// The name of a step: `url /status`, `host 192.0.2.1:25`; nil if there is only one step.
    func name(ofStep step: Int) -> String? {
        guard stepCount > 1 else { return nil }
        switch self {
        case .http(_, let check):
            let page = check.pages[step]
            return "url \(page.path)\(page.virtualHost.map { " of \($0)" } ?? "")"
        case .smtp(let hosts, _):
            return "host \(hosts[step].address.text(port: hosts[step].port))"
        default: return nil
        }
    }

    /// The failure as text, with the step that failed if there are several.
    func text(of failure: CheckFailure, step: Int) -> String {
        name(ofStep: step).map { "\($0): \(failure)" } ?? "\(failure)"
    }

    /// What it checks, as text; nil if that has no single address.
    var target: String? {
        switch self {
        case .tcp(let connection), .http(let connection, _), .dns(let connection, _), .udp(let connection, _):
            connection.address.text(port: connection.port)
        case .smtp(let hosts, _):
            hosts.map { $0.address.text(port: $0.port) }.joined(separator: ", ")
        case .ping(let connection): "\(connection.address)"
        case .misc(let program): program.command.text
        case .file(let file): file.path
        case .session(let name): name
        }
    }
}

extension FileCheck {
    /// What a number in the file means. With a weight of 0, 0 means healthy and anything else failed (`reverse`: the
    /// other way round). With another weight, the product is an offset to the weight, and the lowest one a failure.
    func outcome(of value: Int) -> (isUp: Bool, offset: Int) {
        guard weight != 0 else { return (isReversed ? value != 0 : value == 0, 0) }
        let (product, isOverflow) = value.multipliedReportingOverflow(by: isReversed ? -weight : weight)
        if isOverflow { return (((value > 0) == (weight > 0)) != isReversed, 0) }
        return (product > Int(Int32.min), product > Int(Int32.min) ? product : 0)
    }

    /// The same as a verdict.
    func verdict(of value: Int) -> Verdict {
        outcome(of: value).isUp ? .success : .failure(.exited(code: Int32(clamping: value)))
    }
}
