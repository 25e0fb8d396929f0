import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

/// A datagram with one thing wrong, and what is said about it.
struct Defect: Sendable, CustomTestStringConvertible {
    let reason: DropReason
    let received: Int
    let expected: Int
    var version = InstanceSettings.Version.v2
    var password: String?
    let change: @Sendable (inout [UInt8], inout ReceivedDatagram) -> Void

    var testDescription: String { "\(reason), \(received) instead of \(expected)" }

    static let all = [
        Defect(reason: .length, received: 24, expected: 20) { bytes, _ in bytes += [0, 0, 0, 0] },
        Defect(reason: .length, received: 19, expected: 20) { bytes, _ in bytes.removeLast() },
        Defect(reason: .timeToLive, received: 254, expected: 255) { $1.timeToLive = 254 },
        Defect(reason: .version, received: 3, expected: 2) { bytes, _ in
            bytes[0] = 0x31
            bytes.removeLast(8)
        },
        Defect(reason: .version, received: 2, expected: 3, version: .v3) { bytes, _ in
            bytes[0] = 0x21
            bytes += Array(repeating: 0, count: 8)
        },
        Defect(reason: .version, received: 15, expected: 2) { bytes, _ in
            bytes[0] = 0xF1
            bytes.removeLast(8)
        },
        Defect(reason: .authenticationType, received: 7, expected: 0) { bytes, _ in bytes[4] = 7 },
        Defect(reason: .authenticationMismatch, received: 1, expected: 0) { bytes, _ in bytes[4] = 1 },
        Defect(reason: .authenticationMismatch, received: 2, expected: 1, password: "secret") { bytes, _ in
            bytes[4] = 2
        },
        Defect(reason: .authenticationFailure, received: 0, expected: 0, password: "secret") { bytes, _ in
            bytes[12] ^= 1
        },
        Defect(reason: .advertisementInterval, received: 5, expected: 1) { bytes, _ in bytes[5] = 5 },
        Defect(reason: .packetType, received: 2, expected: 1) { bytes, _ in bytes[0] = 0x22 },
        Defect(reason: .packetType, received: 2, expected: 1, version: .v3) { bytes, _ in bytes[0] = 0x32 },
        Defect(reason: .destination, received: 0, expected: 1) { $1.destination = Scenario.own },
    ]
}

@Suite("Validation") struct ValidationTests {
    private static func datagram(_ source: IPAddress = Scenario.lower) -> ReceivedDatagram {
        ReceivedDatagram(
            source: source, destination: Scenario.group, timeToLive: 255, interface: 0)
    }

    private static func message(
        _ version: InstanceSettings.Version = .v2, password: String? = nil,
        addresses: [IPAddress] = [Scenario.virtual], checksum: VRRPChecksumCoverage? = nil
    ) -> [UInt8] {
        VRRPMessage(
            version: version == .v2 ? .v2 : .v3, virtualRouterID: 51, priority: 150, interval: .seconds(1),
            addresses: addresses, password: password.map { Array($0.utf8) }
        ).encoded(
            from: Scenario.lower, to: Scenario.group,
            checksum: checksum ?? (version == .v2 ? .message : .messageAndPseudoHeader))
    }

    @Test("A defect is dropped, counted under its reason, and noted once", arguments: Defect.all)
    func defects(defect: Defect) {
        var scenario = Scenario.started {
            $0.version = defect.version
            $0.password = defect.password.map { Array($0.utf8) }
        }
        var bytes = Self.message(defect.version, password: defect.password)
        var datagram = Self.datagram()
        defect.change(&bytes, &datagram)
        scenario.wait(.seconds(2))
        scenario.hear(bytes: bytes, datagram)
        let detail = DropDetail(received: defect.received, expected: defect.expected)
        #expect(
            scenario.effects == [
                .note(instance: 0, .dropped(defect.reason, from: Scenario.lower, detail: detail))
            ])
        scenario.hear(bytes: bytes, datagram)
        #expect(scenario.effects.isEmpty)
        let statistics = scenario.election.statistics(instance: 0)
        #expect(statistics[defect.reason] == 2)
        #expect(DropReason.allCases.reduce(0) { $0 + statistics[$1] } == 2)
        #expect(statistics.advertisementsReceived == 0)
        let last = scenario.election.lastDrop(instance: 0)
        #expect(last?.reason == defect.reason && last?.time == scenario.now && last?.detail == detail)
        #expect(scenario.remaining == .nanoseconds(1_609_375_000))
    }

    @Test("A wrong checksum is dropped in both versions", arguments: [InstanceSettings.Version.v2, .v3])
    func checksum(version: InstanceSettings.Version) {
        var scenario = Scenario.started { $0.version = version }
        var bytes = Self.message(version)
        bytes[2] ^= 0x40
        scenario.hear(bytes: bytes, Self.datagram())
        #expect(scenario.election.statistics(instance: 0)[.checksum] == 1)
    }

    @Test("keepalived: the checks have an order, and the first that fails counts")
    func order() {
        var scenario = Scenario.started { $0.password = Array("secret".utf8) }
        var bytes = Self.message(password: "wrong")
        var datagram = Self.datagram()
        bytes[5] = 9
        datagram.timeToLive = 1
        bytes.append(0)
        let repairs: [(inout [UInt8], inout ReceivedDatagram) -> Void] = [
            { bytes, _ in bytes.removeLast() }, { $1.timeToLive = 255 },
            { bytes, _ in bytes[12..<20] = Self.message(password: "secret")[12..<20] },
            { bytes, _ in bytes[5] = 1 }, { bytes, _ in bytes = Self.message(password: "secret") },
        ]
        let reasons: [DropReason?] = [
            .length, .timeToLive, .authenticationFailure, .advertisementInterval, .checksum, nil,
        ]
        for (step, reason) in reasons.enumerated() {
            var effects: [Effect] = []
            let found = scenario.election.receive(bytes.span, datagram, at: scenario.now, into: &effects)
            #expect(found == reason)
            if step < repairs.count { repairs[step](&bytes, &datagram) }
        }
    }

    @Test("Too short for a header, or an unknown VRID, is nobody's (keepalived: log_unknown_vrids)")
    func unclaimed() {
        var scenario = Scenario.started()
        var effects: [Effect] = []
        var bytes = Self.message()
        let short = Array(bytes.prefix(7))
        #expect(
            scenario.election.receive(short.span, Self.datagram(), at: scenario.now, into: &effects)
                == .belowMinimum)
        bytes[1] = 99
        #expect(
            scenario.election.receive(bytes.span, Self.datagram(), at: scenario.now, into: &effects)
                == .unknownVirtualRouter)
        #expect(effects.isEmpty)
        #expect(scenario.election.unclaimedDatagrams == 2)
    }

    @Test(
        "An address list that differs is counted and noted, but followed (keepalived 2.4, RFC 9568 §7.1)",
        arguments: [
            ([], 0, 1), ([Scenario.higher], 0, 1), ([Scenario.virtual, Scenario.higher], 2, 1),
        ] as [([IPAddress], Int, Int)])
    func addressList(addresses: [IPAddress], received: Int, expected: Int) {
        var scenario = Scenario.started()
        scenario.hear(150) { $0.addresses = addresses }
        let detail = DropDetail(received: received, expected: expected)
        #expect(scenario.notes == [.dropped(.addressList, from: Scenario.lower, detail: detail)])
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
        #expect(scenario.election.statistics(instance: 0)[.addressList] == 1)
        #expect(scenario.election.statistics(instance: 0).advertisementsReceived == 1)
    }

    @Test("The order of the addresses does not matter")
    func addressOrder() {
        var scenario = Scenario.started { $0.addresses = [Scenario.virtual, Scenario.higher] }
        scenario.hear(150) { $0.addresses.reverse() }
        #expect(scenario.effects.isEmpty)
    }

    @Test("keepalived: skip_check_adv_addr does not look at the list of the known master")
    func skipsAddressCheck() {
        var scenario = Scenario.started { $0.skipsAddressCheckOfKnownMaster = true }
        scenario.hear(150) { $0.addresses = [] }
        scenario.hear(150) { $0.addresses = [] }
        #expect(scenario.election.statistics(instance: 0)[.addressList] == 1)
        scenario.hear(150, from: Scenario.higher) { $0.addresses = [] }
        #expect(scenario.election.statistics(instance: 0)[.addressList] == 2)
    }

    @Test(
        "Both readings of the VRRPv3 checksum over IPv4 are accepted, and each is noted once",
        arguments: [InstanceSettings.ChecksumStyle.pseudoHeader, .messageOnly])
    func checksumStyles(own: InstanceSettings.ChecksumStyle) {
        var scenario = Scenario.started {
            $0.version = .v3
            $0.checksumStyle = own
        }
        scenario.hear(bytes: Self.message(.v3, checksum: .message), Self.datagram())
        #expect(scenario.notes == [.checksumStyle(.messageOnly, from: Scenario.lower)])
        scenario.hear(bytes: Self.message(.v3, checksum: .messageAndPseudoHeader), Self.datagram())
        #expect(scenario.notes == [.checksumStyle(.pseudoHeader, from: Scenario.lower)])
        scenario.hear(bytes: Self.message(.v3, checksum: .message), Self.datagram())
        #expect(scenario.effects.isEmpty)
        #expect(scenario.election.statistics(instance: 0).advertisementsReceived == 3)
    }

    @Test("An accepted change of master lets defects be noted again")
    func notesAgain() {
        var scenario = Scenario.started()
        let defect = Defect.all[2]
        var bytes = Self.message()
        var datagram = Self.datagram()
        defect.change(&bytes, &datagram)
        scenario.hear(bytes: bytes, datagram)
        scenario.hear(150)
        scenario.hear(bytes: bytes, datagram)
        #expect(scenario.notes.count == 1)
    }

    @Test("What arrives before the start is not listened to")
    func beforeStart() {
        var scenario = Scenario()
        scenario.hear(150)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.election.statistics(instance: 0)[.notListening] == 1)
    }

    @Test("Any bytes from anywhere leave an election that runs")
    func anyBytes() {
        var state: UInt64 = 99
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        var scenario = Scenario.started()
        let valid = Self.message()
        for round in 0..<5000 {
            var bytes = round % 2 == 0 ? valid : (0..<Int(next() % 48)).map { _ in next() }
            if !bytes.isEmpty { bytes[Int(next()) % bytes.count] = next() }
            scenario.hear(bytes: bytes, Self.datagram(.ipv4(IPv4Address(192, 0, 2, next()))))
            scenario.run(.milliseconds(100))
            #expect(scenario.election.deadline.map { $0 > scenario.now } ?? false)
        }
    }
}
