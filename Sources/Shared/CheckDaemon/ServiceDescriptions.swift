import Configuration
import VirtualServers

extension Model {
    /// Describes this configuration to the supervision of services.
    ///
    /// - Parameter checker: Returns the next checker, in the order of the file; called once for each.
    /// - Returns: One description for each virtual server, in the order of the file.
    func supervisedServices(_ checker: () -> SupervisedChecker) -> [SupervisedService] {
        virtualServers.map { server in
            SupervisedService(
                server.name, services: services(of: server).map(server.service),
                servers: server.realServers.map { realServer in
                    SupervisedServer(
                        realServer.destination, isInhibitedOnFailure: realServer.inhibitsOnFailure,
                        checkers: realServer.checkers.map { _ in checker() })
                }, quorum: server.quorum, hysteresis: server.hysteresis,
                sorryServer: server.sorryServer, notifiesAtStart: global.ipvs.reportsInitialServers,
                notifiesAtStop: server.notifiesAtEnd,
                suspendsChecks: server.suspendsWithoutAddress)
        }
    }

    /// The virtual server of that name.
    func virtualServer(_ name: ServiceName) -> VirtualServerDefinition? {
        virtualServers.first { $0.name == name }
    }
}
