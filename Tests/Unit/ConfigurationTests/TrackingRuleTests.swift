import Configuration
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
