import IPVSControl
import NetworkTypes
import Testing
import VirtualServers

@testable import IPVSTools

@Suite("Applying a state")
struct StateApplicationTests {
    private static func service(_ number: UInt8) -> ServiceID {
        .address(.tcp, .ipv4(IPv4Address(192, 0, 2, number)), port: 80)
    }

    private static func server(_ number: UInt8, weight: UInt32 = 1) -> Destination {
        Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, number)), port: 80), weight: weight)
    }

    private static let have = [
        VirtualServer(VirtualService(service(1), scheduler: "rr"), destinations: [server(1), server(2)]),
        VirtualServer(VirtualService(service(9)), destinations: [server(9)]),
    ]
    private static let want = [
        VirtualServer(VirtualService(service(1)), destinations: [server(2, weight: 5), server(3)]),
        VirtualServer(VirtualService(service(2)), destinations: [server(1)]),
    ]

    private static func facts(_ servers: [VirtualServer]) -> [VirtualService: Set<Destination>] {
        Dictionary(uniqueKeysWithValues: servers.map { ($0.service, Set($0.destinations)) })
    }

    @Test("Services that are not mentioned stay, unless they are pruned")
    func scope() throws {
        let kernel = try FakeKernel(Self.have)
        _ = try StateApplication(to: kernel, scope: .mentioned).apply(IPVSState(servers: Self.want))
        #expect(Self.facts(kernel.table.servers) == Self.facts(Self.want + [Self.have[1]]))
        _ = try StateApplication(to: kernel, scope: .everything).apply(IPVSState(servers: Self.want))
        #expect(Self.facts(kernel.table.servers) == Self.facts(Self.want))
    }

    @Test("When nothing differs, nothing is written")
    func unchanged() throws {
        let kernel = try FakeKernel(Self.have)
        let plan = try StateApplication(to: kernel, scope: .everything).apply(IPVSState(servers: Self.have))
        #expect(plan.requests.isEmpty)
        #expect(kernel.performed.isEmpty)
    }

    @Test("A refusal at any step leaves the table as it was", arguments: 0..<7)
    func refusal(step: Int) throws {
        let kernel = try FakeKernel(Self.have)
        kernel.refused = step
        let application = StateApplication(to: kernel, scope: .everything)
        let count = try application.plan(IPVSState(servers: Self.want)).requests.count
        #expect(count == 7)
        #expect {
            try application.apply(IPVSState(servers: Self.want))
        } throws: { error in
            if case .refused(let errors) = error as? StateApplication.Failure {
                errors[0].errno == 22
            } else {
                false
            }
        }
        #expect(Self.facts(kernel.table.servers) == Self.facts(Self.have))
    }

    @Test("A listing that repeats entries is applied to like any other")
    func repeated() throws {
        let kernel = try FakeKernel(Self.have)
        kernel.repeats = true
        let application = StateApplication(to: kernel, scope: .everything)
        _ = try application.apply(IPVSState(servers: Self.want))
        #expect(Self.facts(kernel.table.servers) == Self.facts(Self.want))
        #expect(try application.plan(IPVSState(servers: Self.want)).requests.isEmpty)
    }

    @Test("A time-out of 0 means whatever the kernel has")
    func timeouts() throws {
        let kernel = try FakeKernel([])
        var want = IPVSState(servers: [])
        want.timeouts = ConnectionTimeouts(tcpSeconds: 900, tcpFINSeconds: 0, udpSeconds: 300)
        let application = StateApplication(to: kernel, scope: .mentioned)
        #expect(try application.plan(want).requests.isEmpty)
        want.timeouts?.udpSeconds = 10
        #expect(try application.plan(want).requests.count == 1)
    }
}
