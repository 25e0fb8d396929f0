import Configuration
import HealthChecks
import Logging
import NetworkTypes
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// `keepalived_check.data`; nil for the other kinds, which contain nothing about checks.
    func dump(_ kind: DumpKind) -> ChildDump? {
        guard kind == .data else { return nil }
        // Without its name the dump lacks the router's, unless the file names it.
        let host = (try? Machine.hostName()) ?? ""
        return ChildDump(
            name: "keepalived_check.data",
            text: CheckDump(checking, hostName: host, at: MonotonicClock.now()).text)
    }
}

/// keepalived_check.data in the layout of keepalived 2.2.7: every virtual server, its real servers, and their checks.
struct CheckDump {
    private(set) var text: String
    let checking: Checking
    let now: MonotonicInstant

    init(_ checking: Checking, hostName: String, at now: MonotonicInstant) {
        self.checking = checking
        self.now = now
        let model = checking.model
        text = ModelDump.global(model.global, hostName: hostName)
        text += "------< SSL definitions >------\n" + ModelDump.lines(of: model.tls)
        text += "------< LVS Topology >------\n System is compiled with LVS v1.2.1\n"
        if !model.virtualServerGroups.isEmpty { text += " ------< Virtual server group >------\n" }
        for group in model.virtualServerGroups { text += Self.lines(of: group) }
        for (index, server) in model.virtualServers.enumerated() { add(server, index) }
        text += "------< Health checkers >------\n"
        for check in checking.register.checks { add(check) }
    }

    private static func lines(of group: VirtualServerGroup) -> String {
        let families = Set(group.members.flatMap(\.families))
        var lines: [String] = []
        for member in group.members {
            switch member {
            case .addresses(let first, let last, let port):
                let range = first == last ? "VIP = \(first)" : "VIP Range = \(first)-\(last)"
                lines.append("\(range), VPORT = \(port)")
            case .firewallMark(let mark, _): lines.append("FWMARK = \(mark)")
            }
        }
        let (ipv4, ipv6) = (families.contains(.ipv4) ? "yes" : "no", families.contains(.ipv6) ? "yes" : "no")
        return " Virtual Server Group = \(group.name), IPv4 = \(ipv4), IPv6 = \(ipv6)\n"
            + ModelDump.indented(lines)
    }

    private mutating func add(_ server: VirtualServerDefinition, _ index: Int) {
        let supervision = checking.supervision
        let count = supervision.count(service: index)
        let title =
            switch server.name {
            case .service(.address(_, let address, let port)): "VIP = \(address), VPORT = \(port)"
            case .service(.firewallMark(let mark, _)): "FWMARK = \(mark)"
            case .group(let name, _): "GROUP = [\(name)]:0"
            }
        var lines = server.dumpLines(quorum: count.quorum)
        lines += [
            "alive = 1", "quorum_state_up = \(supervision.quorum(service: index) == .up ? 1 : 0)",
            "alive weight = \(count.weight)",
        ]
        if supervision.areChecksSuspended(service: index) {
            lines.append("checks suspended: this host has none of its addresses")
        }
        text += " ------< Virtual server >------\n VS \(title)\n" + ModelDump.indented(lines)
        let wanted = Set(
            supervision.wanted(service: index).flatMap { $0.destinations.map(\.id) })
        for (place, realServer) in server.realServers.enumerated() {
            add(realServer, service: index, server: place, isSet: wanted.contains(realServer.destination.id))
        }
    }

    private mutating func add(_ server: RealServerDefinition, service: Int, server place: Int, isSet: Bool) {
        let supervision = checking.supervision
        let weight = supervision.weight(service: service, server: place)
        let id = server.destination.id
        var lines = [
            "------< Real server >------",
            "RIP = \(id.address), RPORT = \(id.port), WEIGHT = \(server.destination.weight) EFF WEIGHT = \(weight)",
            "forwarding method = \(server.destination.dumpText)", "Alpha is \(server.startsDown.dumpText)",
            "connection limit range = \(server.destination.lowerThreshold) -> \(server.destination.upperThreshold)",
            "Inhibit on failure is \(server.inhibitsOnFailure.dumpText)",
        ]
        if let command = server.notifyUp {
            lines.append("  RS up notify script = \(command.dumpText), \(command.ownerText)")
        }
        if let command = server.notifyDown {
            lines.append("  RS down notify script = \(command.dumpText), \(command.ownerText)")
        }
        let failed = supervision.failedCheckerCount(service: service, server: place)
        lines += [
            "Using smtp notification = \(server.alertsByMail ? "yes" : "no")",
            "initial weight = \(server.destination.weight)", "effective weight = \(weight)",
            "alive = \(supervision.liveness(service: service, server: place) == .up ? 1 : 0)",
            "num failed checkers = \(failed)", "RS set = \(isSet ? 1 : 0)",
        ]
        text += ModelDump.indented(lines)
    }

    private mutating func add(_ check: SharedCheck) {
        guard let index = checking.register.index(of: check.id) else { return }
        for place in check.places {
            let service = checking.model.virtualServers[place.service]
            let server = ServerName(service.realServers[place.server].destination.id, of: service.name)
            text += " \(service.name) -> \(server)\n"
        }
        text += ModelDump.indented(lines(of: check, index))
    }
}

extension VirtualServerGroup.Member {
    /// The families of its addresses; a mark without one is of IPv4.
    fileprivate var families: [AddressFamily] {
        switch self {
        case .addresses(let first, _, _): [first.family]
        case .firewallMark(_, let family): [family ?? .ipv4]
        }
    }
}

extension Bool {
    /// The word of keepalived's dump.
    fileprivate var dumpText: String { self ? "ON" : "OFF" }
}
