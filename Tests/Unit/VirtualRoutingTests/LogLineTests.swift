import Election
import NetworkTypes
import Testing

@testable import VirtualRouting

@Suite("Log lines")
struct LogLineTests {
    private static let peer = IPAddress.ipv4(IPv4Address(10, 0, 0, 2))
    private static let address = IPAddress.ipv4(IPv4Address(10, 0, 0, 100))
    private static let failure = "bind eth0: No such device (ENODEV)"
    private static let name = "VI_1"

    private static func note(_ note: Note) -> LogLine { .note(instance: name, note, ourPriority: 150) }

    private static func dropped(_ reason: DropReason, _ received: Int, _ expected: Int) -> LogLine {
        note(.dropped(reason, from: peer, detail: DropDetail(received: received, expected: expected)))
    }

    /// Texts that people search their logs for.
    static let golden: [(LogLine, String)] = [
        (.entering(instance: name, .master, isInitial: false), "(VI_1) Entering MASTER STATE"),
        (.entering(instance: name, .backup, isInitial: true), "(VI_1) Entering BACKUP STATE (init)"),
        (.entering(instance: name, .fault, isInitial: false), "(VI_1) Entering FAULT STATE"),
        (.settingAddresses(instance: name), "(VI_1) setting VIPs."),
        (.removingAddresses(instance: name), "(VI_1) removing VIPs."),
        (
            .announcing(instance: name, interface: "eth0", address: address),
            "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.0.0.100"
        ),
        (
            .announcing(instance: name, interface: "eth0", address: .ipv6(IPv6Address(bits: 1))),
            "(VI_1) Sending/queueing Unsolicited Neighbour Adverts on eth0 for ::1"
        ),
        (.groupSyncing(group: "G1", .master), "VRRP_Group(G1) Syncing instances to MASTER state"),
        (
            .conflictWon(instance: name, from: peer, theirs: 100, ours: 150),
            "(VI_1) Received advert from 10.0.0.2 with lower priority 100, ours 150, forcing new election"
        ),
        (
            .reason(instance: name, .higherPriority(from: peer, priority: 200), ourPriority: 150),
            "(VI_1) Master received advert from 10.0.0.2 with higher priority 200, ours 150"
        ),
        (
            .reason(instance: name, .higherPriority(from: peer, priority: 150), ourPriority: 150),
            "(VI_1) Master received advert from 10.0.0.2 with same priority 150 but higher IP address than ours"
        ),
        (
            dropped(.destination, 0, 1),
            "(VI_1) Expected multicast packet but received unicast from 10.0.0.2"
        ),
        (
            .addressWentAlong(address: address, interface: "eth0"),
            "10.0.0.100 was removed from eth0 by the kernel, with the first address of its network: restored"
        ),
        (
            .addressChangeFailed(address: address, interface: "eth0", failure),
            "Cannot change 10.0.0.100 on eth0: bind eth0: No such device (ENODEV)"
        ),
        (
            .priorityChanged(instance: name, from: 150, to: 90),
            "(VI_1) Changing effective priority from 150 to 90"
        ),
        (
            .reason(
                instance: name, .fault([.interfaceDown("eth0"), .tracker("check", isUp: false)]),
                ourPriority: 150),
            "(VI_1) Fault: interface eth0 is down; script check is down"
        ),
        (
            .reason(instance: name, .fault([.session("lan", isUp: false)]), ourPriority: 150),
            "(VI_1) Fault: BFD session lan is not up"
        ),
        (
            .sessionSeen(session: "lan", isUp: false),
            "Received BFD event: instance lan is in state Down"
        ),
        (
            .quorumChanged(process: "web", isThere: true),
            "Quorum gained for tracked process web"
        ),
        (.scriptResult(script: "check", .exited(1)), "Script `check` now returning 1"),
        (.scriptResult(script: "check", .timedOut), "Script `check` timed_out"),
        (.scriptVerdict(script: "check", isUp: true, .exited(0)), "VRRP_Script(check) succeeded"),
        (
            .scriptVerdict(script: "check", isUp: false, .exited(1)),
            "VRRP_Script(check) failed (exited with status 1)"
        ),
        (
            .scriptSkipped(script: "check"),
            "Track script check is already running, expect idle - skipping run"
        ),
        (
            .unknownVirtualRouter(id: 7, interface: "eth0"),
            "Unknown VRID(7) received on interface(eth0). ignoring..."
        ),
        (note(.masterDownTimerExpired), "(VI_1) Receive advertisement timeout"),
        (note(.masterResigned(peer)), "(VI_1) Backup received priority 0 advertisement"),
        (note(.resignationHeard(peer)), "(VI_1) Master received priority 0 message"),
        (note(.sentPriorityZero), "(VI_1) sent 0 priority"),
        (dropped(.authenticationFailure, 0, 0), "(VI_1) received an invalid passwd from 10.0.0.2!"),
        (
            dropped(.timeToLive, 64, 255),
            "(VI_1) invalid TTL/HL from 10.0.0.2. Received 64 and expect 255"
        ),
        (dropped(.version, 3, 2), "(VI_1) wrong version from 10.0.0.2. Received 3 and expect 2"),
        (dropped(.addressList, 2, 1), "(VI_1) expected 1 VIPs but received 2 from 10.0.0.2"),
        (
            dropped(.addressList, 1, 1),
            "(VI_1) 10.0.0.2 advertises other addresses than ours"
        ),
        (
            dropped(.advertisementInterval, 2, 1),
            "(VI_1) advertisement interval mismatch mine=1 sec rcv'd=2 sec from 10.0.0.2"
        ),
        (
            .addressRestored(address: address, interface: "eth0", remover: 8),
            "10.0.0.100 was removed from eth0 by ip (process 7) while this host is master: restored"
        ),
        (
            .leftOverRemoved(address: address, interface: "eth0"),
            "Removed 10.0.0.100 from eth0: left over from an earlier run"
        ),
        (
            .addressAdopted(address: address, interface: "eth0"),
            "10.0.0.100 on eth0 belongs to this host (priority 255): left in place"
        ),
        (
            .socketFailed(interface: "eth0", failure),
            "Cannot open a VRRP socket on eth0, will try again: bind eth0: No such device (ENODEV)"
        ),
        (
            .interfacesUnreadable(failure),
            "Cannot read the interfaces and addresses, will try again in 1 s: bind eth0: No such device (ENODEV)"
        ),
        (
            .sendFailed(interface: "eth0", failure),
            "(eth0) send advert error: bind eth0: No such device (ENODEV)"
        ),
    ]

    @Test("A line has the text that people search for", arguments: golden.indices)
    func text(_ index: Int) {
        #expect(Self.golden[index].0.text { _ in "ip (process 7)" } == Self.golden[index].1)
    }

    @Test("Each announcement and each discarded advertisement is logged only with -D")
    func detail() {
        #expect(LogLine.announcing(instance: "", interface: "", address: Self.address).detail == 1)
        #expect(Self.note(.discardingLowerPriority(from: Self.peer, priority: 1)).detail == 1)
        #expect(Self.dropped(.checksum, 0, 0).detail == 0)
        #expect(LogLine.entering(instance: "", .master, isInitial: false).detail == 0)
    }

    @Test("Every reason for dropping an advertisement has a sentence with the sender in it")
    func dropReasons() {
        let sentences = DropReason.allCases.map {
            $0.sentence(from: "10.0.0.2", detail: DropDetail(received: 1, expected: 2))
        }
        #expect(sentences.allSatisfy { $0.contains("10.0.0.2") })
        #expect(Set(sentences).count == DropReason.allCases.count)
    }
}
