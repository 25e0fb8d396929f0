import Configuration
import ConfigurationSyntax
import Testing

/// `notify_fifo`, `vrrp_notify_fifo`, `lvs_notify_fifo` and what is written to them.
@Suite("FIFOs of notifications")
struct NotificationPipeTests {
    private static func instance(_ name: String, _ id: Int, _ line: String = "") -> String {
        "vrrp_instance \(name) {\ninterface eth0\nvirtual_router_id \(id)\nvirtual_ipaddress { 10.0.0.\(id) }\n\(line)\n}\n"
    }

    private func load(
        _ lines: String, and rest: String = instance("A", 5), on machine: FakeMachine = FakeMachine()
    ) -> ConfigurationResult {
        var machine = machine
        return machine.load("global_defs {\n\(lines)\n}\n" + rest)
    }

    @Test("Each has its subjects, its owner and its reader, which gets the path as the last argument")
    func pipes() throws {
        var machine = FakeMachine()
        machine.users["web"] = UserFacts(userID: 33, groupID: 34)
        let result = load(
            """
            script_user web
            notify_fifo /run/all
            notify_fifo_script "/usr/bin/true x"
            vrrp_notify_fifo /run/vrrp
            lvs_notify_fifo /run/lvs web
            """, on: machine)
        #expect(result.diagnostics == [])
        let pipes = result.model.global.notificationPipes
        try #require(pipes.map(\.path) == ["/run/all", "/run/vrrp", "/run/lvs"])
        #expect(pipes.map(\.subjects) == [[.routers, .servers], .routers, .servers])
        let web = UserAndGroup(userID: 33, groupID: 34)
        #expect(pipes.map(\.owner) == [nil, nil, web])
        #expect(pipes[0].reader?.words == ["/usr/bin/true", "x", "/run/all"])
        #expect(pipes[0].reader?.credentials == web)
    }

    @Test("One path for two keywords is one FIFO for both, with the first reader, and is warned of")
    func shared() {
        let both = """
            enable_script_security
            script_user root
            notify_fifo /run/f
            vrrp_notify_fifo /run/f
            vrrp_notify_fifo_script /usr/bin/true
            lvs_notify_fifo /run/f
            """
        let result = load(both)
        #expect(
            result.model.global.notificationPipes
                == [NotificationPipe(path: "/run/f", subjects: [.routers, .servers])])
        #expect(
            result.diagnostics.map(\.message) == [
                "'/run/f' is a FIFO of another keyword too: it gets each line once, and "
                    + "'vrrp_notify_fifo_script' never runs",
                "'/run/f' is a FIFO of another keyword too: it gets each line once",
            ])
        #expect(result.errors == [])
    }

    @Test("The VRRP process reads the paths, and asks the machine nothing for them")
    func scope() throws {
        var machine = FakeMachine()
        let text =
            "global_defs {\nvrrp_notify_fifo /run/f web\nvrrp_notify_fifo_script /usr/bin/true nobody\n}\n"
            + Self.instance("A", 5)
        machine.files["/k.conf"] = Array(text.utf8)
        let result = Configuration.load(path: "/k.conf", scope: .virtualRouters, host: &machine)
        #expect(
            result.model.global.notificationPipes == [NotificationPipe(path: "/run/f", subjects: .routers)])
    }

    @Test("An owner that nobody knows is told, and the FIFO is the daemon's")
    func owner() {
        let result = load("lvs_notify_fifo /run/f nobody")
        #expect(
            result.model.global.notificationPipes
                == [NotificationPipe(path: "/run/f", subjects: .servers)])
        #expect(result.diagnostics.map(\.message) == ["there is no user 'nobody'"])
        #expect(result.errors == [])
    }

    @Test("A reader without a FIFO is told", arguments: ["", "vrrp_", "lvs_"])
    func withoutPath(_ prefix: String) {
        let result = load(
            "enable_script_security\nscript_user root\n\(prefix)notify_fifo_script /usr/bin/true")
        #expect(
            result.diagnostics.map(\.message)
                == ["'\(prefix)notify_fifo_script' has no FIFO to read and never runs"])
    }

    @Test("keepalived: the first of two FIFOs is used, and the second is an error")
    func twice() {
        let result = load("vrrp_notify_fifo /run/a\nvrrp_notify_fifo /run/b")
        #expect(result.model.global.notificationPipes.map(\.path) == ["/run/a"])
        #expect(result.errors.count == 1)
    }

    @Test("keepalived: a FIFO without a path is an error", arguments: ["", "vrrp_", "lvs_"])
    func missing(_ prefix: String) {
        #expect(load("\(prefix)notify_fifo").errors.count == 1)
        #expect(load("\(prefix)notify_fifo_script").errors.count >= 1)
    }

    @Test("notify_priority_changes: the instance's own, then that of its group, then the global one")
    func priorityChanges() {
        let rest =
            Self.instance("A", 1, "notify_priority_changes off") + Self.instance("B", 2)
            + Self.instance("C", 3) + Self.instance("D", 4, "notify_priority_changes")
            + "vrrp_sync_group G {\ngroup {\nA\nB\n}\nnotify_priority_changes\n}\n"
        func reports(_ line: String) -> [Bool] {
            load(line, and: rest).model.instances.map(\.reportsPriorityChanges)
        }
        #expect(reports("") == [false, true, false, true])
        #expect(reports("vrrp_notify_priority_changes") == [false, true, true, true])
        #expect(load("vrrp_notify_priority_changes maybe", and: rest).errors.count == 1)
        #expect(load("", and: Self.instance("A", 1, "notify_priority_changes maybe")).errors.count == 1)
    }

    @Test("The words without arguments are off unless they are given")
    func flags() {
        let plain = load("").model.global
        #expect(!plain.reportsStatesOnReload && !plain.ipvs.reportsInitialServers)
        let given = load("fifo_write_vrrp_states_on_reload\nrs_init_notifies").model.global
        #expect(given.reportsStatesOnReload && given.ipvs.reportsInitialServers)
        #expect(load("rs_init_notifies maybe").errors.count == 1)
    }

    @Test("The dump has keepalived's lines in its order")
    func dump() {
        let result = load(
            """
            enable_script_security
            script_user root
            notify_fifo /run/all
            notify_fifo_script "/usr/bin/true 'a b'"
            vrrp_notify_fifo /run/vrrp
            lvs_notify_fifo /run/lvs
            fifo_write_vrrp_states_on_reload
            vrrp_notify_priority_changes
            """)
        let text = ModelDump.global(result.model.global, hostName: "h")
        #expect(
            text.contains(
                """
                 Global notify fifo = /run/all, uid:gid 0:0
                 Global notify fifo script = '/usr/bin/true' 'a b' '/run/all', uid:gid 0:0
                 VRRP notify fifo = /run/vrrp, uid:gid 0:0
                 LVS notify fifo = /run/lvs, uid:gid 0:0
                 FIFO write vrrp states on reload = true
                 VRRP notify priority changes = true

                """))
    }
}
