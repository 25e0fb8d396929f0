import Configuration
import ConfigurationSyntax
import Election
import Testing

/// What an instance or group follows, as the election has it.
@Suite("What decides over an instance")
struct TrackingRuleTests {
    private func load(_ text: String) -> Model {
        var machine = FakeMachine(interfaces: ["eth0", "eth1", "eth2"])
        return machine.load(text).model
    }

    private static let scripts = """
        vrrp_script good {
        script /usr/bin/true
        rise 2
        fall 3
        init_fail
        weight 10
        }
        vrrp_script bad {
        script /srv/none.sh
        }

        """

    @Test("Its own interface and those of its tracked addresses, each once, then what it names")
    func interfaces() {
        let model = load(
            RuleTests.file(
                "track_interface {\neth0\neth1 weight -10 reverse\n}",
                addresses: "10.0.0.1/24 dev eth1\n10.0.0.2/24 dev eth1\n10.0.0.3/24 dev eth2 no_track"))
        #expect(
            model.instances.first?.election.trackings == [
                .init(.interface("eth0"), weight: 0), .init(.interface("eth1"), weight: 0),
                .init(.interface("eth1"), weight: -10, isReversed: true),
            ])
        #expect(model.instances.first?.election.announcedAddressCount == 3)
    }

    @Test("dont_track_primary leaves the own interface out")
    func ignoredInterface() {
        #expect(load(RuleTests.file("dont_track_primary")).instances.first?.election.trackings == [])
    }

    @Test("A script with what it counts")
    func script() {
        let model = load(Self.scripts + RuleTests.file("dont_track_primary\ntrack_script {\ngood\n}"))
        #expect(model.instances.first?.election.trackings == [.init(.script("good"), weight: 10)])
        var expected = ScriptSettings(name: "good")
        (expected.rise, expected.fall, expected.startsFailed) = (2, 3, true)
        #expect(model.scripts.first?.election == expected)
    }

    /// What a file with these words tracks in a member of a group, and for an owner.
    @Test(
        "keepalived: where weights are ignored, weight 1 counts as 0, and another file is left out",
        arguments: [
            ("", [.init(.file("number"), weight: 0)]), ("weight 1", [.init(.file("number"), weight: 0)]),
            ("weight 1 reverse", [.init(.file("number"), weight: 0, isReversed: true)]), ("weight -1", []),
            ("weight 2", []), ("weight 0 reverse", [.init(.file("number"), weight: 0, isReversed: true)]),
        ] as [(String, [InstanceSettings.Tracking])], [true, false])
    func withoutWeights(
        _ example: (words: String, trackings: [InstanceSettings.Tracking]), _ isOwner: Bool
    ) {
        let group = isOwner ? "" : "vrrp_sync_group G {\ngroup { A }\n}\n"
        let model = load(
            "track_file number {\nfile /run/number\n}\n"
                + RuleTests.file(
                    "\(isOwner ? "priority 255" : "")\ndont_track_primary\ntrack_file {\nnumber \(example.words)\n}"
                )
                + group)
        #expect(model.instances.first?.election.trackings == example.trackings)
    }

    private static let file = "track_file number {\nfile /run/number\nweight 3 reverse\n}\n"

    @Test(
        "A file with its own weight, or that of the line",
        arguments: [
            ("", .init(.file("number"), weight: 3, isReversed: true)),
            ("weight 2", .init(.file("number"), weight: 2, isReversed: false)),
            ("weight -254 reverse", .init(.file("number"), weight: -254, isReversed: true)),
        ] as [(String, InstanceSettings.Tracking)])
    func file(_ words: String, _ expected: InstanceSettings.Tracking) {
        let text = Self.file + RuleTests.file("dont_track_primary\ntrack_file {\nnumber \(words)\n}")
        #expect(load(text).instances.first?.election.trackings == [expected])
    }

    @Test(
        "init_file: a number, and whether it is written over another",
        arguments: [
            ("", nil, false), ("init_file", 0, false), ("init_file -5", -5, false),
            ("init_file 7 overwrite", 7, true), ("init_file overwrite 7", 7, true),
            ("init_file overwrite", 0, true),
        ] as [(String, Int?, Bool)])
    func initialNumber(_ line: String, _ number: Int?, _ isOverwritten: Bool) throws {
        let model = load("track_file f {\nfile /run/f\n\(line)\n}\n")
        let file = try #require(model.files.first)
        #expect(file.initialNumber == number && file.isOverwritten == isOverwritten)
    }

    /// What the errors say, and how the instance, which owns its addresses or is in a group, tracks the file.
    @Test(
        "The weight of a member of a group, and of an owner, is an error",
        arguments: [
            (
                "priority 255", "",
                "'number' has a weight, which an owner of its addresses (priority 255) ignores", []
            ),
            (
                "", "vrrp_sync_group G {\ngroup { A }\n}\n",
                "'number' has a weight, which members of the sync group 'G' ignore",
                []
            ),
        ] as [(String, String, String, [InstanceSettings.Tracking])])
    func ignoredWeight(
        _ line: String, _ group: String, _ error: String, _ expected: [InstanceSettings.Tracking]
    ) {
        var machine = FakeMachine(interfaces: ["eth0", "eth1", "eth2"])
        let result = machine.load(
            Self.file + RuleTests.file("\(line)\ndont_track_primary\ntrack_file {\nnumber\n}") + group)
        #expect(result.errors.map(\.message) == [error])
        #expect(result.testStatus == 5)
        #expect(result.model.instances.first?.election.trackings == expected)
    }

    @Test(
        "A BFD session is left out where weights are ignored, with weight 1 too",
        arguments: [("weight 1", []), ("weight 0", [.init(.session("peer"), weight: 0)])]
            as [(String, [InstanceSettings.Tracking])], [true, false])
    func sessionWithoutWeights(
        _ example: (words: String, trackings: [InstanceSettings.Tracking]), _ isOwner: Bool
    ) {
        let group = isOwner ? "" : "vrrp_sync_group G {\ngroup { A }\n}\n"
        let priority = isOwner ? "priority 255" : ""
        var machine = FakeMachine(interfaces: ["eth0", "eth1", "eth2"])
        let result = machine.load(
            "bfd_instance peer {\nneighbor_ip 10.0.0.9\n}\n"
                + RuleTests.file("\(priority)\ndont_track_primary\ntrack_bfd {\npeer \(example.words)\n}")
                + group)
        #expect(result.model.instances.first?.election.trackings == example.trackings)
        #expect(result.errors.count == (example.trackings.isEmpty ? 1 : 0))
    }

    @Test("A group names its members and follows trackers of its own")
    func group() {
        let one = RuleTests.file("")
        let other = one.replacing("vrrp_instance A", with: "vrrp_instance B")
            .replacing("virtual_router_id 5", with: "virtual_router_id 6")
        let model = load(
            one + other
                + "vrrp_sync_group G {\ngroup {\nB\nA\n}\nsync_group_tracking_weight\ntrack_interface {\neth1\n}\n}"
        )
        var expected = GroupSettings(name: "G", members: ["B", "A"])
        expected.membersTrackWeights = true
        expected.trackings = [.init(.interface("eth1"), weight: 0)]
        #expect(model.groups.map(\.election) == [expected])
    }

    @Test("Announcements are paced by garp_group, else by interface")
    func pacing() {
        let files = ["A", "B", "C"].enumerated().map { index, name in
            RuleTests.file("").replacing("vrrp_instance A", with: "vrrp_instance \(name)")
                .replacing("interface eth0", with: "interface eth\(index)")
        }
        let model = load("garp_group {\ngarp_interval 1\ninterfaces { eth2 }\n}\n" + files.joined())
        #expect(model.instances.map(\.election.announcement.pacingGroup) == [1, 2, 0])
    }
}
