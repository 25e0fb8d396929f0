import NetworkTypes
import Notifications

@testable import VirtualServers

/// A supervision before a table that takes changes as the kernel does.
struct Scene {
    var supervision: ServiceSupervision
    var kernel = VirtualServerTable()

    init(_ services: SupervisedService...) {
        supervision = ServiceSupervision(services)
    }

    /// Lets an event happen, and has the kernel follow; gives the effects.
    @discardableResult
    mutating func on(
        _ event: (inout ServiceSupervision, inout [SupervisionEffect]) -> Void
    ) throws -> [SupervisionEffect] {
        var effects: [SupervisionEffect] = []
        event(&supervision, &effects)
        for change in diff(have: kernel.servers, want: supervision.wanted) { try kernel.make(change) }
        return effects
    }

    @discardableResult
    mutating func start() throws -> [SupervisionEffect] { try on { $0.start(into: &$1) } }

    @discardableResult
    mutating func stop() throws -> [SupervisionEffect] { try on { $0.stop(into: &$1) } }

    @discardableResult
    mutating func reload(_ services: SupervisedService...) throws -> [SupervisionEffect] {
        try on { $0.reload(services, into: &$1) }
    }

    /// A verdict about a server of the first service.
    @discardableResult
    mutating func report(
        _ verdict: Liveness, server: Int, checker: Int = 0
    ) throws -> [SupervisionEffect] {
        let place = CheckerPlace(service: 0, server: server, checker: checker)
        return try on { $0.report(verdict, by: place, into: &$1) }
    }

    /// A weight that a checker of the first service adds.
    @discardableResult
    mutating func add(_ offset: Int, server: Int, checker: Int = 0) throws -> [SupervisionEffect] {
        let place = CheckerPlace(service: 0, server: server, checker: checker)
        return try on { $0.setWeightOffset(offset, by: place, into: &$1) }
    }

    /// The kernel's servers as text, those of each service in a line: `.1=2 .9=0`.
    var table: [String] {
        kernel.servers.map { server in
            let servers = server.destinations.sorted { $0.id < $1.id }
            return servers.map { "\($0.id.address.lastByte)=\($0.weight)" }.joined(separator: " ")
        }
    }
}

extension [SupervisionEffect] {
    var logLines: [String] { compactMap(\.logLine) }
    var fifoLines: [String] { compactMap { Notification($0)?.fifoLine } }
}

extension IPAddress {
    fileprivate var lastByte: String { ".\(description.split(separator: ".").last ?? "")" }
}

/// What scenes are made of.
enum Sample {
    static let webID = ServiceID.address(.tcp, .ipv4(IPv4Address(10, 7, 7, 1)), port: 80)
    static let web = ServiceName.service(webID)

    static func id(_ number: UInt8, port: UInt16 = 80) -> DestinationID {
        DestinationID(.ipv4(IPv4Address(10, 0, 1, number)), port: port)
    }

    static func name(_ number: UInt8) -> ServerName { ServerName(id(number), of: web) }

    /// A server with one checker, unless said otherwise.
    static func server(
        _ number: UInt8, weight: UInt32 = 1, inhibits: Bool = false,
        _ checkers: [SupervisedChecker] = [SupervisedChecker("TCP_CHECK")]
    ) -> SupervisedServer {
        SupervisedServer(
            Destination(id(number), weight: weight), isInhibitedOnFailure: inhibits, checkers: checkers)
    }

    /// The service 10.7.7.1:80.
    static func web(
        _ servers: SupervisedServer..., quorum: UInt32 = 1, hysteresis: UInt32 = 0,
        sorry: SorryServer? = nil, initial: Bool = false, omega: Bool = false, suspends: Bool = false
    ) -> SupervisedService {
        SupervisedService(
            web, services: [VirtualService(webID)], servers: servers, quorum: quorum, hysteresis: hysteresis,
            sorryServer: sorry, notifiesAtStart: initial, notifiesAtStop: omega, suspendsChecks: suspends)
    }

    /// 10.0.1.99:80, with weight 1.
    static func sorry(inhibited: Bool = false) -> SorryServer {
        SorryServer(Destination(id(99)), isInhibited: inhibited)
    }

    static let alpha = [SupervisedChecker("TCP_CHECK", startsDown: true)]
}
