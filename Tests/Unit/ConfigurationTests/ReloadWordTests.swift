import Configuration
import ConfigurationSyntax
import Testing

/// What `global_defs` says about reloads, dumps and the like.
@Suite("Words of global_defs about reloads and files")
struct ReloadWordTests {
    private func load(_ lines: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load("global_defs {\n\(lines)\n}\n")
    }

    private func global(_ lines: String) -> GlobalDefinitions {
        let result = load(lines)
        #expect(result.diagnostics == [])
        return result.model.global
    }

    @Test("Each is stored as it is given")
    func values() {
        let global = global(
            """
            reload_time_file /run/at
            reload_repeat
            reload_file /run/reading
            reload_check_config /var/log/check
            tmp_config_directory /var/tmp
            default_interface eth1
            state_dump_file /srv/state/
            stats_dump_file /srv/stats
            json_dump_file /srv/json
            """)
        #expect(global.reloadTimeFile == "/run/at" && global.repeatsReload)
        #expect(global.reloadFile == "/run/reading")
        #expect(global.reloadCheckLog == "/var/log/check")
        #expect(global.temporaryDirectory == "/var/tmp")
        #expect(global.defaultInterface == "eth1")
        #expect(global.stateDumpFile == "/srv/state/" && global.statisticsDumpFile == "/srv/stats")
        #expect(global.jsonDumpFile == "/srv/json")
    }

    @Test("Without them everything is as in keepalived")
    func defaults() {
        let global = global("")
        #expect(global.reloadTimeFile == nil && !global.repeatsReload && global.reloadFile == nil)
        #expect(global.reloadCheckLog == nil && global.temporaryDirectory == nil)
        #expect(global.defaultInterface == "eth0" && global.stateDumpFile == nil)
        #expect(!global.givesSupplementaryGroups)
    }

    @Test("keepalived: reload_file and reload_check_config have a default path")
    func optionalPaths() {
        #expect(global("reload_file").reloadFile == "")
        #expect(global("reload_check_config").reloadCheckLog == "/dev/null")
    }

    @Test("keepalived: a path is needed, and reload_time_file takes one word")
    func errors() {
        for word in ["reload_time_file", "tmp_config_directory", "default_interface", "state_dump_file"] {
            #expect(load(word).errors.count == 1, "\(word)")
        }
        let two = load("reload_time_file /run/a b")
        #expect(two.errors.map(\.message).contains("'reload_time_file' takes one word and is not used"))
        #expect(two.model.global.reloadTimeFile == nil)
        #expect(load("tmp_config_directory /a\ntmp_config_directory /b").errors.count == 1)
    }

    @Test("use_symlink_paths asks for what is done anyway")
    func symbolicLinks() {
        #expect(load("use_symlink_paths").diagnostics == [])
        #expect(load("use_symlink_paths maybe").errors.count == 1)
    }

    @Test("The dump has keepalived's lines")
    func dump() {
        let text = ModelDump.global(
            global("reload_check_config\nreload_time_file /run/at\nreload_repeat\ndefault_interface eth1"),
            hostName: "h")
        for line in [
            "Test config before reload, log to /dev/null", "Reload time file = /run/at (repeat)",
            "Default interface = eth1",
        ] {
            #expect(text.contains(" \(line)\n"), "\(line)")
        }
        #expect(ModelDump.global(global(""), hostName: "h").contains(" Test config before reload\n"))
    }
}
