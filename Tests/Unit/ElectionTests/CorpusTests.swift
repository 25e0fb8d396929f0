import Election
import Foundation
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Packet corpus") struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/Corpus/packets")

    private static func inputs() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
            .map { ($0, Array(try Data(contentsOf: folder.appending(path: $0)))) }
    }

    @Test("What the fuzzer starts from and has found is decoded, and leaves an election that runs")
    func replay() throws {
        let inputs = try Self.inputs()
        #expect(inputs.count >= 6)
        for (name, bytes) in inputs {
            let message = Array(bytes.dropFirst())
            for version in [InstanceSettings.Version.v2, .v3] {
                var scenario = Scenario.started {
                    $0.version = version
                    $0.virtualRouterID = message.count > 1 ? message[1] : 1
                }
                scenario.hear(
                    bytes: message,
                    ReceivedDatagram(
                        source: Scenario.lower, destination: Scenario.group, timeToLive: 255, interface: 0))
                #expect(scenario.election.deadline.map { $0 > scenario.now } ?? false, "\(name)")
            }
        }
    }

    @Test(
        "keepalived's own packets are followed",
        arguments: [("v2-backup", AddressFamily.ipv4), ("v3-ipv4", .ipv4), ("v3-ipv6", .ipv6)])
    func observed(name: String, family: AddressFamily) throws {
        let input = try #require(try Self.inputs().first { $0.name == name })
        let message = Array(input.bytes.dropFirst())
        let read = try #require(Self.header(message, family))
        #expect(read.type == VRRPHeader.advertisementType)
        #expect(read.priority == 150)
    }

    private static func header(_ bytes: [UInt8], _ family: AddressFamily) -> VRRPHeader? {
        try? VRRPHeader(bytes.span, family: family)
    }
}
