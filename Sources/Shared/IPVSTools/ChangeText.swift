import IPVSControl
import NetworkTypes
import VirtualServers

/// Describes requests in words, given what the kernel has before them.
struct ChangeText {
    private let services: [ServiceID: VirtualServer]

    init(have: IPVSState) {
        services = Dictionary(have.servers.map { ($0.service.id, $0) }) { first, _ in first }
    }

    /// `add server 10.0.0.5:80 to TCP 10.0.0.1:80: route, weight 1`
    func text(_ request: IPVSRequest) -> String {
        switch request {
        case .change(let change): text(change)
        case .flush: "remove all services"
        case .zero(let id): "zero the counters of \(id.map(\.description) ?? "all services")"
        case .setTimeouts(let timeouts):
            "set timeouts to tcp \(timeouts.tcpSeconds), tcp_fin \(timeouts.tcpFINSeconds), "
                + "udp \(timeouts.udpSeconds) seconds"
        case .startDaemon(let daemon):
            "start the \(daemon.role) synchronization daemon on \(daemon.interface), syncid \(daemon.syncID)"
        case .stopDaemon(let role): "stop the \(role) synchronization daemon"
        }
    }

    private func text(_ change: Change) -> String {
        switch change {
        case .addService(let service): "add service \(service.id): \(service.facts.joined(separator: ", "))"
        case .editService(let service):
            "edit service \(service.id): \(Self.edit(services[service.id]?.service.facts ?? [], service.facts))"
        case .deleteService(let id): "remove service \(id)"
        case .addDestination(let id, let destination):
            "add server \(destination.id) to \(id): \(destination.facts.joined(separator: ", "))"
        case .editDestination(let id, let destination):
            "edit server \(destination.id) of \(id): \(Self.edit(facts(of: destination.id, in: id), destination.facts))"
        case .deleteDestination(let id, let destination): "remove server \(destination) from \(id)"
        }
    }

    private func facts(of destination: DestinationID, in service: ServiceID) -> [String] {
        services[service]?.destinations.first { $0.id == destination }?.facts ?? []
    }

    /// What is removed and what replaces it: `weight 1 -> weight 3`.
    private static func edit(_ old: [String], _ new: [String]) -> String {
        let gone = old.filter { !new.contains($0) }.joined(separator: ", ")
        let come = new.filter { !old.contains($0) }.joined(separator: ", ")
        return "\(gone.isEmpty ? "-" : gone) -> \(come.isEmpty ? "-" : come)"
    }
}

extension VirtualService {
    fileprivate var facts: [String] {
        var facts = ["scheduler \(scheduler)"]
        facts += DocumentWords.flags.filter { flags.contains($0.1) }.map(\.0)
        if flags.contains(.onePacket) { facts.append("one-packet") }
        if flags.contains(.persistent) { facts.append("persistent \(persistenceSeconds) s") }
        if clientMask != .host(id.family) {
            switch clientMask {
            case .ipv4(let mask): facts.append("mask \(mask)")
            case .ipv6(let length): facts.append("mask /\(length)")
            }
        }
        if let persistenceEngine { facts.append("engine \(persistenceEngine)") }
        return facts
    }
}

extension Destination {
    fileprivate var facts: [String] {
        var facts = [DocumentWords.name(of: method, in: DocumentWords.methods), "weight \(weight)"]
        if upperThreshold != 0 { facts.append("at most \(upperThreshold) connections") }
        if lowerThreshold != 0 { facts.append("again below \(lowerThreshold)") }
        if method == .tunnel {
            facts[0] += " \(DocumentWords.name(of: tunnel.kind, in: DocumentWords.tunnels))"
            if tunnel.kind == .gue { facts[0] += " port \(tunnel.port)" }
            if tunnel.checksum != .none {
                facts[0] +=
                    " checksum \(DocumentWords.name(of: tunnel.checksum, in: DocumentWords.checksums))"
            }
        }
        return facts
    }
}
