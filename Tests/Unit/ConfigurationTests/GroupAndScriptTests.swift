import Configuration
import ConfigurationSyntax
import Election
import Testing

@Suite("Sync groups and scripts")
struct GroupAndScriptTests {
    private static let pair = """
        vrrp_instance A {
        interface eth0
        virtual_router_id 5
        virtual_ipaddress { 10.0.0.1 }
        track_interface { eth1 weight 5 }
        }
        vrrp_instance B {
        interface eth0
        virtual_router_id 6
        virtual_ipaddress { 10.0.0.2 }
        }

        """

    private func load(_ text: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(text)
    }

    @Test("Weights of members are dropped, unless the group lets them count")
    func weights() {
        let plain = load(Self.pair + "vrrp_sync_group G {\ngroup { A B }\n}")
        #expect(
            plain.errors.map(\.message) == ["'eth1' has a weight, which members of the sync group 'G' ignore"]
        )
        #expect(plain.model.instances[0].trackedInterfaces == [])
        let weighted = load(Self.pair + "vrrp_sync_group G {\nsync_group_tracking_weight\ngroup { A\nB }\n}")
        #expect(weighted.testStatus == 0)
        #expect(weighted.model.instances[0].trackedInterfaces.map(\.weight) == [5])
        #expect(weighted.model.groups.map(\.election.members) == [["A", "B"]])
    }

    static let mistakes: [(text: String, messages: [String])] = [
        (
            "vrrp_sync_group G {\ngroup { A Bee }\nsync_group_tracking_weight\n}",
            [
                "the sync group 'G' has only one member", "there is no vrrp_instance 'Bee'",
            ]
        ),
        ("vrrp_sync_group G {\n}", ["the sync group 'G' has no members and is ignored"]),
        ("vrrp_sync_group G {\ngroup { X }\n}", ["there is no vrrp_instance 'X'"]),
        (
            "vrrp_sync_group G {\ngroup { B A }\nsync_group_tracking_weight\n}\nvrrp_sync_group H {\ngroup { A }\n}",
            [
                "'A' is already in the sync group 'G'"
            ]
        ),
    ]

    @Test("A wrong group is told once", arguments: mistakes)
    func told(_ mistake: (text: String, messages: [String])) {
        #expect(load(Self.pair + mistake.text).messages == mistake.messages)
    }

    private static let tracked = """

        vrrp_instance A {
        interface eth0
        virtual_router_id 5
        virtual_ipaddress { 10.0.0.1 }
        track_script { chk }
        }

        """

    private func script(_ line: String, _ change: (inout FakeMachine) -> Void = { _ in }) -> (
        VRRPScript?, ConfigurationResult
    ) {
        var machine = FakeMachine()
        change(&machine)
        let result = machine.load(
            "global_defs {\nenable_script_security\nscript_user root\n}\nvrrp_script chk {\n\(line)\n}"
                + Self.tracked)
        return (result.model.scripts.first, result)
    }

    static let commands: [(line: String, words: [String])] = [
        ("script \"/usr/bin/true -a 'b c'\"", ["/usr/bin/true", "-a", "b c"]),
        ("script \"killall -0 httpd\"", ["/usr/bin/killall", "-0", "httpd"]),
        ("script /usr/bin/true", ["/usr/bin/true"]),
    ]

    @Test("A command is found by its path or by PATH", arguments: commands)
    func command(_ command: (line: String, words: [String])) {
        let (made, result) = script(command.line)
        #expect(made?.command.words == command.words)
        #expect(made?.disabledBecause == nil)
        #expect(made?.command.credentials == UserAndGroup(userID: 0, groupID: 0))
        #expect(result.testStatus == 0)
    }

    @Test("The first word is the whole command; further words are ignored with a warning")
    func furtherWords() {
        let (made, result) = script("script /usr/bin/true one two")
        #expect(made?.command.words == ["/usr/bin/true"])
        #expect(result.messages == ["'one' is not part of the command and is ignored"])
    }

    @Test("Text without #! is run by a shell")
    func text() {
        let (made, _) = script("script /srv/check.sh") {
            $0.addProgram("/srv/check.sh")
            $0.texts = ["/srv/check.sh"]
        }
        #expect(made?.command.words == ["/bin/sh", "/srv/check.sh"])
    }

    @Test("The words of a script reach the model")
    func words() {
        let (made, _) = script(
            "script true\ninterval 0.5\ntimeout 3\nweight -20 reverse\nrise 2\nfall 3\ninit_fail")
        #expect(made?.interval == .milliseconds(500))
        #expect(made?.timeout == .seconds(3))
        #expect(made?.weight == -20)
        #expect(made?.isReversed == true)
        #expect(made?.election.rise == 2)
        #expect(made?.election.fall == 3)
        #expect(made?.election.startsFailed == true)
    }

    @Test("A script that cannot run is disabled with its reason, and what tracks it stays in FAULT")
    func missing() {
        let (made, result) = script("script /srv/none.sh")
        #expect(made?.disabledBecause == "there is no program '/srv/none.sh'")
        #expect(result.testStatus == 5)
        #expect(
            result.model.instances.first?.election.configurationFault
                == "the script 'chk' never runs: there is no program '/srv/none.sh'")
        let (plain, _) = script("script /srv/plain.sh") { $0.addProgram("/srv/plain.sh", mode: 0o644) }
        #expect(plain?.disabledBecause == "'/srv/plain.sh' is not executable (mode 0644)")
    }

    static let unsafe:
        [(mode: UInt32, owner: UInt32, directoryMode: UInt32, reason: String, remedy: String)] = [
            (0o755, 0, 0o777, "'/srv' is writable by everyone (owner 0, mode 0777)", "chmod go-w /srv"),
            (
                0o755, 7, 0o755, "'/srv/check.sh' belongs to user 7, not root (mode 0755)",
                "chown root /srv/check.sh"
            ),
            (
                0o757, 0, 0o755, "'/srv/check.sh' is writable by everyone (owner 0, mode 0757)",
                "chmod go-w /srv/check.sh"
            ),
        ]

    @Test(
        "Script security names the part of the path that others can change, and the remedy", arguments: unsafe
    )
    func security(
        _ example: (mode: UInt32, owner: UInt32, directoryMode: UInt32, reason: String, remedy: String)
    ) {
        let (made, result) = script("script /srv/check.sh") {
            $0.addProgram("/srv/check.sh", mode: example.mode, ownerID: example.owner)
            $0.facts["/srv"]?.mode = example.directoryMode
        }
        #expect(made?.disabledBecause == example.reason)
        #expect(
            result.errors.map(\.message) == [
                "script security: the script never runs as root, as \(example.reason)",
                "the script 'chk' never runs, as \(example.reason): the instance stays in FAULT",
            ])
        #expect(result.errors.first?.suggestion == example.remedy)
        #expect(result.testStatus == 5)
    }

    @Test("Links are followed, and a sticky directory is safe")
    func links() {
        let (made, result) = script("script /srv/link") {
            $0.facts["/srv"]?.mode = 0o1777
            $0.facts["/srv/link"] = FileFacts(
                kind: .link(target: "../usr/bin/true"), mode: 0o777, ownerID: 0, groupID: 0)
        }
        #expect(made?.disabledBecause == nil)
        #expect(result.testStatus == 0)
        let (endless, _) = script("script /srv/loop") {
            $0.facts["/srv/loop"] = FileFacts(
                kind: .link(target: "loop"), mode: 0o777, ownerID: 0, groupID: 0)
        }
        #expect(endless?.disabledBecause == "there is no program '/srv/loop'")
    }

    @Test("The user of a script is its own, else script_user, else keepalived_script, else the daemon's")
    func users() throws {
        var machine = FakeMachine()
        machine.users["web"] = UserFacts(userID: 33, groupID: 33, groupIDs: [33, 50])
        machine.groups["ops"] = 50
        let own = machine.load("vrrp_script chk {\nscript true\nuser web ops\n}" + Self.tracked)
        #expect(own.model.scripts.first?.command.credentials == UserAndGroup(userID: 33, groupID: 50))
        #expect(own.testStatus == 0)
        let supplementary = machine.load("vrrp_script chk {\nscript true\nuser web :ops\n}" + Self.tracked)
        #expect(supplementary.model.scripts.first?.command.credentials?.supplementaryGroupIDs == [33, 50])
        let always = machine.load(
            "global_defs {\nset_supplementary_groups\n}\nvrrp_script chk {\nscript true\nuser web ops\n}"
                + Self.tracked)
        #expect(always.model.scripts.first?.command.credentials?.supplementaryGroupIDs == [33, 50])
        let global = machine.load(
            "global_defs {\nscript_user web\n}\nvrrp_script chk {\nscript true\n}" + Self.tracked)
        #expect(global.model.scripts.first?.command.credentials == UserAndGroup(userID: 33, groupID: 33))
        let daemon = machine.load("vrrp_script chk {\nscript true\n}" + Self.tracked)
        #expect(daemon.model.scripts.first?.command.credentials == nil)
        #expect(daemon.testStatus == 6)
        machine.users["keepalived_script"] = UserFacts(userID: 99, groupID: 99)
        let conventional = machine.load("vrrp_script chk {\nscript true\n}" + Self.tracked)
        #expect(
            conventional.model.scripts.first?.command.credentials == UserAndGroup(userID: 99, groupID: 99))
        #expect(conventional.testStatus == 0)
    }

    @Test("An unknown user is an error, and its script never runs, least of all as root")
    func unknownUser() {
        let (made, result) = script("script true\nuser nobodyhere")
        #expect(made?.disabledBecause == "there is no user 'nobodyhere'")
        #expect(
            result.errors.map(\.message) == [
                "there is no user 'nobodyhere'",
                "the script 'chk' never runs, as there is no user 'nobodyhere': the instance stays in FAULT",
            ])
        #expect(result.testStatus == 5)
    }

    @Test("Under script security a script without a user never runs as root")
    func noUser() {
        var machine = FakeMachine()
        let result = machine.load(
            "global_defs {\nenable_script_security\n}\nvrrp_script chk {\nscript true\n}" + Self.tracked)
        #expect(
            result.model.scripts.first?.disabledBecause
                == "script security is enabled and no user is named to run it")
        #expect(result.testStatus == 5)
    }

    @Test("notify lines take a user after the command")
    func notify() {
        var machine = FakeMachine()
        machine.users["web"] = UserFacts(userID: 33, groupID: 33)
        let result = machine.load(
            """
            vrrp_instance A {
            interface eth0
            virtual_router_id 5
            virtual_ipaddress { 10.0.0.1 }
            notify_master "/usr/bin/true a" web
            notify_deleted
            }
            """)
        let notifications = result.model.instances.first?.notifications
        #expect(notifications?.master?.words == ["/usr/bin/true", "a"])
        #expect(notifications?.master?.credentials?.userID == 33)
        #expect(notifications?.reportsDeleted == true)
        #expect(notifications?.deleted == nil)
    }

    @Test("Nothing tracks a script that nobody names")
    func untracked() {
        #expect(
            load("vrrp_script chk {\nscript true\n}").messages.contains("nothing tracks the script 'chk'"))
    }

    @Test("A garp_group paces its interfaces")
    func announcementGroup() throws {
        let result = load(Self.pair + "garp_group {\ngarp_interval 0.25\ninterfaces { eth0 eth1 }\n}")
        #expect(result.model.announcementGroups.first?.interfaces == ["eth0", "eth1"])
        #expect(result.model.instances.first?.election.announcement.interval == .milliseconds(250))
        #expect(load("garp_group {\ninterface eth0\n}").testStatus == 5)
    }
}
