import NetworkTypes
import Testing
import VirtualServers

@Suite("A table of virtual servers")
struct VirtualServerTableTests {
    private let web = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
    private let server = Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, 1)), port: 80))
    private let other = Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, 2)), port: 80))

    @Test("It refuses what the kernel refuses, and stays as it was")
    func refusals() throws {
        var table = VirtualServerTable()
        #expect(throws: ChangeRefusal.noService(web)) { try table.make(.editService(VirtualService(web))) }
        #expect(throws: ChangeRefusal.noService(web)) { try table.make(.deleteService(web)) }
        #expect(throws: ChangeRefusal.noService(web)) { try table.make(.addDestination(web, server)) }
        try table.make(.addService(VirtualService(web)))
        #expect(throws: ChangeRefusal.serviceExists(web)) { try table.make(.addService(VirtualService(web))) }
        #expect(throws: ChangeRefusal.noDestination(web, server.id)) {
            try table.make(.editDestination(web, server))
        }
        try table.make(.addDestination(web, server))
        #expect(throws: ChangeRefusal.destinationExists(web, server.id)) {
            try table.make(.addDestination(web, server))
        }
        #expect(table.servers == [VirtualServer(VirtualService(web), destinations: [server])])
    }

    @Test("A server that goes leaves the others where they can be found")
    func removal() throws {
        var table = VirtualServerTable()
        try table.make(.addService(VirtualService(web)))
        try table.make(.addDestination(web, server))
        try table.make(.addDestination(web, other))
        try table.make(.deleteDestination(web, server.id))
        var heavier = other
        heavier.weight = 9
        try table.make(.editDestination(web, heavier))
        #expect(table.servers == [VirtualServer(VirtualService(web), destinations: [heavier])])
    }
}
