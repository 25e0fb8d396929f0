import Foundation
import Lab
import Testing

@Suite("What both programs put on the wire and on the interface")
struct WireTests {
    @Test("Twenty addresses with labels, scopes and broadcasts look the same on the interface")
    func addresses() throws {
        var instance = InstanceText(priority: 150)
        instance.addresses = (1...17).map { "10.99.0.\(100 + $0)/24 dev eth0 label eth0:\($0)" }
        instance.addresses += [
            "10.99.1.1/25 brd + scope link", "10.99.2.1", "10.99.3.1/24 broadcast 10.99.3.9",
        ]
        let shown = try Implementation.allCases.map { implementation in
            try Self.withMaster(implementation, instance.text, last: "10.99.3.1") { host in
                try host.ip("-4", "-o", "address", "show", "dev", "eth0").split(separator: "\n").map(
                    String.init
                ).sorted()
            }
        }
        #expect(shown[0] == shown[1])
        #expect(shown[0].count == 21)
    }

    @Test("IPv6 addresses look the same, without duplicate address detection")
    func addresses6() throws {
        var instance = InstanceText(priority: 150)
        instance.addresses = ["fe80::51", "fd00:99::100/64", "fd00:99::101"]
        let shown = try Implementation.allCases.map { implementation in
            try Self.withMaster(implementation, instance.text, last: "fd00:99::101") { host in
                try host.ip("-6", "-o", "address", "show", "dev", "eth0").split(separator: "\n").map(
                    String.init
                )
                .filter { $0.contains("fe80::51") || $0.contains("::10") }.sorted()
            }
        }
        #expect(shown[0] == shown[1])
        #expect(shown[0].count == 3)
    }

    @Test("The gratuitous ARP frames are the same, byte for byte")
    func announcements() throws {
        let frames = try Implementation.allCases.map { implementation in
            let (frames, hardware) = try Self.capture(
                implementation, InstanceText(priority: 150), filter: "arp")
            let announced = frames.compactMap(CapturedAnnouncement.init)
            #expect(announced.count == 5)
            return announced.map { Self.withoutHardwareAddress($0.bytes, hardware) }
        }
        #expect(frames[0] == frames[1])
    }

    @Test("The advertisements are the same but for IP identification", arguments: [2, 3])
    func advertisements(_ version: Int) throws {
        var instance = InstanceText(priority: 150)
        instance.version = version
        instance.interval = version == 2 ? "1" : "0.1"
        instance.addresses.append("10.99.0.101/24")
        if version == 2 { instance.lines = ["authentication {\n auth_type PASS\n auth_pass secret12\n }"] }
        let packets = try Implementation.allCases.map { implementation in
            let (frames, _) = try Self.capture(implementation, instance, filter: "ip proto 112")
            let first = try #require(frames.first { CapturedAdvertisement($0)?.priority == 150 })
            // From the IP header on; identification and its checksum are the sender's own business.
            return Array(first.bytes[14..<18]) + Array(first.bytes[20..<24]) + Array(first.bytes[26...])
        }
        #expect(packets[0] == packets[1])
    }

    @Test("The neighbour advertisements are the same, byte for byte")
    func neighbourAdvertisements() throws {
        var instance = InstanceText(priority: 150)
        instance.addresses = ["fe80::51", "fd00:99::100/64"]
        let frames = try Implementation.allCases.map { implementation in
            let (frames, hardware) = try Self.capture(
                implementation, instance, last: "fd00:99::100", filter: "icmp6 and ip6[40] == 136")
            let announced = frames.filter {
                $0.bytes.count == 86 && $0.bytes[54] == 136 && $0.bytes[62 + 15] == 0
            }
            // The checksum covers the hardware address, which is another one each time.
            return Set(
                announced.map { frame in
                    var bytes = Self.withoutHardwareAddress(frame.bytes, hardware)
                    bytes[56] = 0
                    bytes[57] = 0
                    return bytes
                })
        }
        #expect(frames[0] == frames[1])
        #expect(!frames[0].isEmpty)
    }

    private static func withMaster<Result>(
        _ implementation: Implementation, _ configuration: String, last: String,
        _ body: (LabHost) throws -> Result
    ) throws -> Result {
        let network = try Network(["a", "client"])
        let daemon = try implementation.start(on: network["a"], configuration: configuration)
        let isMaster = try eventually(within: .seconds(5)) { try network["a"].has(last) }
        try #require(isMaster, "\(implementation) does not become master: \(daemon.log)")
        return try body(network["a"])
    }

    private static func capture(
        _ implementation: Implementation, _ instance: InstanceText, last: String = "10.99.0.100",
        filter: String
    ) throws -> ([CapturedFrame], hardware: [UInt8]) {
        let network = try Network(["a", "client"])
        let capture = try Capture(on: network["client"], filter: filter)
        let daemon = try implementation.start(on: network["a"], configuration: instance.text)
        let isMaster = try eventually(within: .seconds(6)) { try network["a"].has(last) }
        try #require(isMaster, "\(implementation) does not become master: \(daemon.log)")
        usleep(200_000)
        let frames = capture.stop()
        let text = try network["a"].run("cat", "/sys/class/net/eth0/address")
        let hardware = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ":")
            .compactMap { UInt8($0, radix: 16) }
        return (frames, hardware)
    }

    private static func withoutHardwareAddress(_ frame: [UInt8], _ hardware: [UInt8]) -> [UInt8] {
        var frame = frame
        guard hardware.count == 6 else { return frame }
        for start in 0...(frame.count - 6) where Array(frame[start..<start + 6]) == hardware {
            frame.replaceSubrange(start..<start + 6, with: [0, 0, 0, 0, 0, 0])
        }
        return frame
    }
}
