import Election
import NetworkState
import NetworkTypes
import Testing
import Timing

@testable import VirtualRouting

@Suite("The status that the VRRP process publishes")
struct StatusTests {
    private static func status() throws -> Status {
        var statistics = InstanceStatistics()
        statistics.advertisementsReceived = 7
        statistics[.tooMany] = .max
        let instance = InstanceStatus(
            name: "VI_1", state: .fault, wantedState: .master,
            faultReasons: [
                .configuration("it is wrong"), .interfaceDown("eth0"), .interfaceUp("eth1"),
                .noSourceAddress("eth2"), .sourceAddressMissing(try Samples.address("10.0.0.1")),
                .socket(interface: "eth0", "no room"), .tracker("check", isUp: true),
                .tracker("other", isUp: false), .trackerPending("third"), .fileNumber("number", -300),
                .session("b", isUp: true), .session("b", isUp: false),
                .quorum("p", isThere: true), .quorum("p", isThere: false), .syncGroup("G", member: "VI_2"),
            ],
            source: try Samples.address("fe80::1"), masterAddress: nil, masterPriority: 255,
            masterInterval: .milliseconds(10), effectivePriority: 1,
            lastTransition: MonotonicInstant(nanoseconds: 42), deadline: MonotonicInstant(nanoseconds: 43),
            masterDownInterval: .milliseconds(31), addressesSet: [true, false], statistics: statistics)
        let statuses: [ScriptResult?] = [
            nil, .exited(-1), .signalled(9), .timedOut, .notStarted("posix_spawn: errno 2"),
        ]
        return Status(
            instances: [instance], groups: [.init(name: "G", state: .backup)],
            scripts: statuses.enumerated().map { index, last in
                .init(
                    name: "s\(index)", isUp: index == 0 ? nil : index == 1, last: last,
                    isRunning: index == 2, result: index)
            },
            sockets: [
                SocketStatus(
                    number: 3, interface: "eth0", family: .ipv6, isUnicast: true,
                    address: try Samples.address("fe80::1"), receiveBufferBytes: 5000, isOpen: true,
                    instances: ["VI_1"])
            ],
            interfaces: [
                InterfaceStatus(
                    index: 2, name: "eth0", traits: [.isUp, .supportsMulticast],
                    macAddress: MACAddress(bits: 0x0200_0000_0001), mtu: 1500, hardwareType: 1,
                    addressIPv4: try Samples.address("10.0.0.1"), addressIPv6: nil)
            ])
    }

    @Test("It is the same after a journey as bytes")
    func bytes() throws {
        let status = try Self.status()
        #expect(Status(status.encoded) == status)
    }

    @Test("Bytes that are cut off or changed are none, or another status, and never a crash")
    func damaged() throws {
        let bytes = try Self.status().encoded
        for count in bytes.indices { #expect(Status(Array(bytes[..<count])) == nil) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0xFF
            _ = Status(changed)
        }
    }

    @Test("It is encoded a few instances at a time, and the counters of those begin anew if they shall")
    func parts() throws {
        var scene = try Scene()
        scene.start(
            (1...40).map { id in
                """
                vrrp_instance V\(id) {
                    interface eth0
                    virtual_router_id \(id)
                    priority 255
                    virtual_ipaddress { 10.44.0.\(id)/32 }
                }

                """
            }.joined())
        scene.wait(.milliseconds(500))
        let status = scene.routing.status
        #expect(status.instances.allSatisfy { $0.statistics.advertisementsSent == 1 })
        var encoding = StatusEncoding(clearingStatistics: true)
        var left: [Int] = []
        var value: [UInt8]?
        while value == nil {
            value = encoding.advance(in: &scene.routing)
            left.append(scene.routing.status.instances.count { $0.statistics.advertisementsSent > 0 })
        }
        #expect(left == [24, 8, 0, 0])
        #expect(value.flatMap { Status($0) } == status)
    }
}
