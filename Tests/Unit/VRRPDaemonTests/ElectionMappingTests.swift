import Configuration
import Election
import NetworkTypes
import Testing

@testable import VRRPDaemon

@Suite("A configuration as the election runs it")
struct ElectionMappingTests {
    private func instance(_ name: String, _ interface: String = "eth0") -> VRRPInstance {
        var instance = VRRPInstance(name: name)
        instance.interface = interface
        instance.virtualRouterID = 51
        return instance
    }

    private func mapping(_ instances: [VRRPInstance], _ change: (inout Model) -> Void = { _ in })
        -> ElectionMapping
    {
        var model = Model()
        model.instances = instances
        change(&model)
        return ElectionMapping(model)
    }

    @Test("Instances keep their order and share the numbers of their interfaces")
    func interfaces() {
        let settings = mapping([instance("A"), instance("B", "eth1"), instance("C")]).settings
        #expect(settings.instances.map(\.name) == ["A", "B", "C"])
        #expect(settings.instances.map(\.interface) == [0, 1, 0])
        #expect(settings.interfaces == ["eth0", "eth1"])
    }

    @Test("Every setting of an instance arrives")
    func settings() throws {
        var instance = instance("A")
        instance.family = .ipv6
        instance.version = 3
        instance.startsAsMaster = true
        instance.priority = 200
        instance.advertisementInterval = .milliseconds(100)
        instance.isPreempting = false
        instance.preemptDelay = .seconds(7)
        instance.downTimerAdverts = 5
        instance.authentication = .password(Array("1111".utf8))
        instance.peers = [.init(address: try Samples.address("fd00::1"))]
        instance.checksUnicastSource = true
        instance.skipsAddressCheck = true
        instance.sendsChecksumWithoutPseudoHeader = true
        instance.ignoresLowerPriority = true
        instance.sendsBeforeYielding = true
        instance.ownerIgnoresAdvertisements = true
        let mapped = try #require(mapping([instance]).settings.instances.first)
        var expected = InstanceSettings(name: "A", interface: 0, virtualRouterID: 51)
        expected.family = .ipv6
        expected.version = .v3
        expected.startsAsMaster = true
        expected.basePriority = 200
        expected.advertisementInterval = .milliseconds(100)
        expected.isPreempting = false
        expected.preemptDelay = .seconds(7)
        expected.downTimerAdverts = 5
        expected.password = Array("1111".utf8)
        expected.peers = [try Samples.address("fd00::1")]
        expected.checksUnicastSource = true
        expected.skipsAddressCheckOfKnownMaster = true
        expected.checksumStyle = .messageOnly
        expected.answersLowerPriority = false
        expected.sendsBeforeYielding = true
        expected.ownerIgnoresAdvertisements = true
        expected.announcement = mapped.announcement
        expected.trackings = mapped.trackings
        #expect(mapped == expected)
    }

    @Test("Authentication headers put an instance into FAULT")
    func authenticationHeader() {
        var instance = instance("A")
        instance.authentication = .header([1])
        let mapped = mapping([instance]).settings.instances
        #expect(mapped.map(\.configurationFault) == ["auth_type AH is not available"])
    }

    @Test("An instance follows its own interface and those of its tracked addresses, each once")
    func ownInterfaces() throws {
        var instance = instance("A")
        instance.addresses = [
            VirtualAddress(address: try Samples.address("10.0.0.1"), prefixLength: 24, interface: "eth1"),
            VirtualAddress(address: try Samples.address("10.0.0.2"), prefixLength: 24, interface: "eth1"),
        ]
        var untracked = VirtualAddress(
            address: try Samples.address("10.0.0.3"), prefixLength: 24, interface: "eth2")
        untracked.isUntracked = true
        instance.excludedAddresses = [untracked]
        instance.trackedInterfaces = [
            .init(name: "eth0", weight: 0, isReversed: false),
            .init(name: "eth3", weight: -10, isReversed: true),
        ]
        let mapped = mapping([instance])
        #expect(mapped.trackerSources == [.interface("eth0"), .interface("eth1"), .interface("eth3")])
        #expect(mapped.settings.instances.first?.trackings.map(\.weight) == [0, 0, -10])
        #expect(mapped.settings.instances.first?.trackings.map(\.isReversed) == [false, false, true])
        #expect(mapped.settings.instances.first?.announcedAddressCount == 3)
    }

    @Test("dont_track_primary leaves the own interface out")
    func ignoredInterface() {
        var instance = instance("A")
        instance.ignoresOwnInterface = true
        #expect(mapping([instance]).trackerSources == [])
    }

    @Test("A script is one tracker for all who follow it; a disabled one is none")
    func scripts() {
        var first = instance("A")
        first.ignoresOwnInterface = true
        first.trackedScripts = [
            .init(name: "good", weight: 10, isReversed: false),
            .init(name: "bad", weight: 0, isReversed: false),
        ]
        var second = first
        second.name = "B"
        let mapped = mapping([first, second]) { model in
            var good = VRRPScript(name: "good", command: Command(words: ["/g"], text: "/g"))
            good.rise = 2
            good.fall = 3
            good.startsFailed = true
            var bad = VRRPScript(name: "bad", command: Command(words: ["/b"], text: "/b"))
            bad.disabledBecause = "it is missing"
            model.scripts = [bad, good]
        }
        #expect(mapped.trackerSources == [.script(1)])
        #expect(mapped.settings.trackers.map(\.kind) == [.script(rise: 2, fall: 3, startsFailed: true)])
        #expect(mapped.settings.instances.map { $0.trackings.map(\.tracker) } == [[0], [0]])
    }

    @Test("A sync group names its members by number and follows trackers of its own")
    func groups() {
        let mapped = mapping([instance("A"), instance("B")]) { model in
            var group = SyncGroup(name: "G")
            group.members = ["B", "A"]
            group.membersTrackWeights = true
            group.trackedInterfaces = [.init(name: "wan0", weight: 0, isReversed: false)]
            model.groups = [group]
        }
        #expect(mapped.settings.groups.map(\.members) == [[1, 0]])
        #expect(mapped.settings.groups.map(\.membersTrackWeights) == [true])
        #expect(mapped.settings.groups.first?.trackings.map(\.tracker) == [1])
        #expect(mapped.trackerSources == [.interface("eth0"), .interface("wan0")])
    }

    @Test("Announcements are paced by garp_group, else by interface")
    func pacing() {
        let mapped = mapping([instance("A"), instance("B", "eth1"), instance("C", "eth2")]) { model in
            var group = AnnouncementGroup()
            group.interfaces = ["eth2"]
            model.announcementGroups = [group]
        }
        #expect(mapped.settings.instances.map(\.announcement.pacingGroup) == [1, 2, 0])
    }
}
