import Configuration
import ConfigurationSyntax
import Election
import ProcessTracking
import Testing

@Suite("vrrp_track_process and track_process")
struct TrackedProcessTests {
    private static let tracked = "dont_track_primary\ntrack_process {\np\n}"

    private func load(_ lines: String, _ instance: String = Self.tracked) -> ConfigurationResult {
        var machine = FakeMachine(interfaces: ["eth0"])
        return machine.load("vrrp_track_process p {\n\(lines)\n}\n" + RuleTests.file(instance))
    }

    private static func process(
        _ command: String, _ parameters: [String] = [], _ change: (inout TrackedProcess) -> Void = { _ in }
    ) -> TrackedProcess {
        var process = TrackedProcess(name: "p")
        process.command = Array(command.utf8)
        process.parameters = parameters.map { Array($0.utf8) }
        change(&process)
        return process
    }

    @Test(
        "Its keywords are what they say",
        arguments: [
            ("process nginx", process("nginx")),
            (
                "process \"/opt/a b\" x \"y z\"\nparam_match initial",
                process("/opt/a b", ["x", "y z"]) { $0.parameterMatch = .initial }
            ),
            ("process a b\nparam_match partial", process("a", ["b"]) { $0.parameterMatch = .partial }),
            ("process a\nparam_match", process("a") { $0.parameterMatch = .exact }),
            ("process a\nfull_command", process("a") { $0.isFullCommand = true }),
            (
                "process a\nquorum 2\nquorum_max 5",
                process("a") { ($0.quorum, $0.maximum) = (2, 5) }
            ),
            ("process a\nquorum_max 0", process("a") { ($0.quorum, $0.maximum) = (0, 0) }),
            (
                "process a\nfork_delay 9\ndelay 1.5\nterminate_delay 0.25",
                process("a") { ($0.forkDelay, $0.terminateDelay) = (.milliseconds(1500), .milliseconds(250)) }
            ),
            (
                "process a\nweight -254 reverse",
                process("a") { ($0.weight, $0.isReversed) = (-254, true) }
            ),
        ] as [(String, TrackedProcess)])
    func keywords(_ lines: String, _ expected: TrackedProcess) {
        let result = load(lines)
        #expect(result.model.processes == [expected])
        #expect(result.diagnostics.isEmpty)
    }

    @Test(
        "keepalived: what is out of range or contradicts what was given before is an error and is ignored",
        arguments: [
            ("quorum 0", "0 is outside the range of 'quorum'"),
            ("quorum 99999999999999999999", "99999999999999999999 is outside the range of 'quorum'"),
            ("quorum_max 65536", "65536 is outside the range of 'quorum_max'"),
            ("delay 0", "0 is outside the range of 'delay'"),
            ("delay 3601", "3601 is outside the range of 'delay'"),
            ("fork_delay x", "'x' is not a decimal number"),
            ("param_match exact", "invalid value 'exact' for 'param_match'"),
            ("weight 255", "255 is outside the range of 'weight'"),
            ("process b", "'process' is repeated: the first one is used"),
            ("quorum 3\nquorum_max 2", "quorum_max 2 is less than quorum 3, and is ignored"),
            ("quorum_max 2\nquorum 3", "quorum 3 is more than quorum_max 2, and is ignored"),
        ])
    func errors(_ lines: String, _ message: String) {
        let result = load("process a\n" + lines)
        #expect(result.errors.map(\.message) == [message])
        #expect(result.testStatus == 5)
    }

    @Test("A block without a process is an error, and so is its use")
    func nameless() {
        let result = load("quorum 2")
        #expect(
            result.errors.map(\.message) == [
                "the vrrp_track_process 'p' names no process and is ignored",
                "there is no vrrp_track_process 'p': the instance stays in FAULT",
            ])
    }

    @Test(
        "A name that no process can have is a warning, unless the command line is compared",
        arguments: [
            ("process averyveryverylo", 0), ("process averyveryverylon", 1), ("process \"\"", 1),
            ("process averyveryverylon\nfull_command", 0), ("process averyveryverylon x", 0),
        ])
    func longName(_ lines: String, _ count: Int) {
        let result = load(lines)
        #expect(result.diagnostics.count { $0.severity == .warning } == count)
        #expect(result.testStatus == 0)
    }

    @Test(
        "An instance tracks it with the weight of its line, or that of the block",
        arguments: [
            ("", .init(.process("p"), weight: 3, isReversed: true)),
            ("weight 2", .init(.process("p"), weight: 2, isReversed: false)),
            ("weight -254 reverse", .init(.process("p"), weight: -254, isReversed: true)),
            ("weight 4 noreverse", .init(.process("p"), weight: 4)),
        ] as [(String, InstanceSettings.Tracking)])
    func weight(_ words: String, _ expected: InstanceSettings.Tracking) {
        let line = "dont_track_primary\ntrack_process {\np \(words)\n}"
        let result = load("process a\nweight 3 reverse", line)
        #expect(result.model.instances.first?.election.trackings == [expected])
    }

    @Test("A group tracks it, and its members' own weights are errors without sync_group_tracking_weight")
    func group() {
        var machine = FakeMachine(interfaces: ["eth0"])
        let text =
            "vrrp_track_process p {\nprocess a\n}\n"
            + RuleTests.file("dont_track_primary\ntrack_process {\np weight 5\n}")
            + "vrrp_sync_group G {\ngroup {\nA\n}\ntrack_process {\np weight 7\n}\n"
        let without = machine.load(text + "}")
        #expect(without.model.groups.first?.election.trackings == [.init(.process("p"), weight: 7)])
        #expect(without.model.instances.first?.election.trackings == [])
        #expect(
            without.errors.map(\.message) == [
                "'p' has a weight, which members of the sync group 'G' ignore"
            ])
        let with = machine.load(text + "sync_group_tracking_weight\n}")
        #expect(with.model.instances.first?.election.trackings == [.init(.process("p"), weight: 5)])
        #expect(with.errors.isEmpty)
    }
}
