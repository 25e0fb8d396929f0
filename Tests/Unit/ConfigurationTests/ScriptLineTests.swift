import Configuration
import ConfigurationSyntax
import Testing

/// What becomes of the line of a script. The words are measured: Debian's keepalived 2.2.7 ran a program that wrote
/// its arguments down, as `vrrp_script`, `notify`, `startup_script`, `MISC_CHECK` and `quorum_down`.
@Suite("Script lines")
struct ScriptLineTests {
    private func load(_ line: String) -> (command: Command?, disabled: String?, result: ConfigurationResult) {
        var machine = FakeMachine()
        machine.addProgram("/srv/argv")
        let result = machine.load(
            """
            global_defs {
            enable_script_security
            script_user root
            }
            vrrp_script chk {
            script \(line)
            }
            vrrp_instance A {
            interface eth0
            virtual_router_id 5
            virtual_ipaddress { 10.0.0.1 }
            track_script { chk }
            }
            """)
        let script = result.model.scripts.first
        return (script?.command, script?.disabledBecause, result)
    }

    static let measured: [(line: String, arguments: [String])] = [
        (#""/srv/argv a & b""#, ["a", "&", "b"]),
        (#""/srv/argv a | cat""#, ["a", "|", "cat"]),
        (#""/srv/argv a; /srv/argv b""#, ["a;", "/srv/argv", "b"]),
        (#""/srv/argv < /etc/passwd""#, ["<", "/etc/passwd"]),
        (#""/srv/argv a>/tmp/made""#, ["a>/tmp/made"]),
        (#""/srv/argv (a) b""#, ["(a)", "b"]),
        (#""/srv/argv pa$$word x$""#, ["pa$$word", "x$"]),
        (#""/srv/argv `id -u`""#, ["`id", "-u`"]),
        (#""/srv/argv * ? [a-z]* /tm?""#, ["*", "?", "[a-z]*", "/tm?"]),
        (#""/srv/argv ~ ~root ~/x""#, ["~", "~root", "~/x"]),
        (#""/srv/argv 'a b' c'd e'f""#, ["a b", "cd ef"]),
        (#""/srv/argv \"a b\" c""#, ["a b", "c"]),
        (#""/srv/argv '' x""#, ["", "x"]),
        (#""/srv/argv \"\" x""#, ["", "x"]),
        (#""/srv/argv a   b  c ""#, ["a", "b", "c"]),
        (#""  /srv/argv a""#, ["a"]),
        (#""/srv/argv a#b #c""#, ["a#b", "#c"]),
        (#""/srv/argv a!b a=b""#, ["a!b", "a=b"]),
        (
            #""/srv/argv -u http://127.0.0.1/health?full=1&fmt=plain""#,
            ["-u", "http://127.0.0.1/health?full=1&fmt=plain"]
        ),
        (#""'/srv/argv' a""#, ["a"]),
        (#"/srv/argv"#, []),
        (#"/srv/argv a"#, []),
        (#"'/srv/argv a b'"#, ["a", "b"]),
        (#"/srv/argv\ a\ b"#, ["a", "b"]),
        (#""/srv/argv 'a b'"'c'"#, ["a bc"]),
        // A `\` is resolved twice, in and out of quotes of either kind, as in C.
        (#""/srv/argv\ta""#, ["a"]),
        (#""/srv/argv x\ta x\qb""#, ["x", "a", "xqb"]),
        (#""/srv/argv x\\ta x\\nb x\\qb""#, ["x\ta", "x\nb", "xqb"]),
        (#""/srv/argv x\\\\ta""#, ["x\\ta"]),
        (#""/srv/argv 'x\\ta' y""#, ["x\ta", "y"]),
        (#""/srv/argv \101 \x41 \\101 \\x41 \e \cA""#, ["A", "A", "A", "A", "e", "\u{1}"]),
        (#""/srv/argv a\\ b c\\'d""#, ["a b", "c'd"]),
        (#""/srv/argv a\ b""#, ["a", "b"]),
    ]

    @Test("A program gets its words as they stand, and no shell sees them", arguments: measured)
    func words(_ line: String, _ arguments: [String]) {
        let (command, disabled, result) = load(line)
        #expect(command?.words == ["/srv/argv"] + arguments)
        #expect(disabled == nil)
        #expect(result.testStatus == 0)
    }

    @Test("A shell that the file names gets its line as one word")
    func explicitShell() {
        let (command, _, result) = load(#""/bin/sh -c '/srv/argv inner; exit 0 >/x'""#)
        #expect(command?.words == ["/bin/sh", "-c", "/srv/argv inner; exit 0 >/x"])
        #expect(result.messages == [])
        #expect(
            command?.appending(["INSTANCE", "I"]).words
                == ["/bin/sh", "-c", "/srv/argv inner; exit 0 >/x", "INSTANCE", "I"])
    }

    /// 2.2.7 runs those that begin with `</`, with the other words quoted; it runs none of the others.
    static let forShells: [(line: String, shell: String, text: String)] = [
        (#""</etc/passwd""#, "/bin/sh", "</etc/passwd"),
        (
            #""</etc/passwd /srv/argv $HOME 'a b' & ; ''""#, "/bin/sh",
            "</etc/passwd '/srv/argv' '$HOME' 'a b' '&' ';' ''"
        ),
        (#""</etc/passwd /srv/argv a\\'b""#, "/bin/sh", #"</etc/passwd '/srv/argv' 'a'\''b'"#),
        (#""</dev/tcp/127.0.0.1/80""#, "/bin/bash", "</dev/tcp/127.0.0.1/80"),
        (#""if [ -e /x ]; then exit 0; fi""#, "/bin/sh", "if [ -e /x ]; then exit 0; fi"),
        (#""! /srv/argv x""#, "/bin/sh", "! /srv/argv x"),
        (#""(/srv/argv x)""#, "/bin/sh", "(/srv/argv x)"),
        (#""exit 1""#, "/bin/sh", "exit 1"),
        (#""cd /srv && ./argv""#, "/bin/sh", "cd /srv && ./argv"),
        (#""LANG=C /srv/argv""#, "/bin/sh", "LANG=C /srv/argv"),
    ]

    @Test("A line that begins with the language of a shell is run by one", arguments: forShells)
    func shellLines(_ line: String, _ shell: String, _ text: String) {
        let (command, disabled, result) = load(line)
        #expect(command?.words == [shell, "-c", text, shell])
        #expect(disabled == nil)
        #expect(result.testStatus == 0)
    }

    @Test("What keepalived appends are the parameters of a shell's line")
    func parameters() {
        let (command, _, _) = load(#""if true; then logger $*; fi""#)
        #expect(
            command?.appending(["INSTANCE", "it's"]).words
                == ["/bin/sh", "-c", "if true; then logger $*; fi", "/bin/sh", "INSTANCE", "it's"])
    }

    static let missing = [
        #""/srv/none a""#, #""none a""#, #""none a; /srv/argv after""#, #""/srv/none || /srv/argv x""#,
        #""$HOME/x""#, #""~/x""#, #""/srv/a* glob""#, #""=x a""#, #""argv by name""#,
    ]

    @Test("A program that is not there is no matter for a shell", arguments: missing)
    func missingProgram(_ line: String) throws {
        let (_, disabled, _) = load(line)
        #expect(try #require(disabled).hasPrefix("there is no program"))
    }

    static let advised: [(line: String, word: String)] = [
        (#""/srv/argv a & b""#, "&"), (#""/srv/argv a && b""#, "&&"), (#""/srv/argv a | b""#, "|"),
        (#""/srv/argv a || b""#, "||"), (#""/srv/argv a ; b""#, ";"), (#""/srv/argv a; b""#, "a;"),
        (#""/srv/argv >/dev/null""#, ">/dev/null"), (#""/srv/argv 2>&1""#, "2>&1"),
        (#""/srv/argv >> /x""#, ">>"), (#""/srv/argv </x""#, "</x"), (#""/srv/argv &>/x""#, "&>/x"),
        (#""/srv/argv `id`""#, "`id`"), (#""/srv/argv $(id)""#, "$(id)"),
    ]

    @Test("An operator as a word of its own is advised against", arguments: advised)
    func advice(_ line: String, _ word: String) throws {
        let (command, _, result) = load(line)
        #expect(command?.words.first == "/srv/argv")
        let diagnostic = try #require(result.diagnostics.first)
        #expect(diagnostic.severity == .warning)
        #expect(diagnostic.message.contains("'\(word)'"))
        #expect(diagnostic.suggestion?.contains("/bin/sh -c '") == true)
        #expect(result.testStatus == 0)
    }

    @Test(
        "What only looks like an operator is not",
        arguments: [
            #""/srv/argv a&b x?y=1&z""#, #""/srv/argv 'a > b'""#, #""/srv/argv * ? ~ $x pa$word""#,
            #""/srv/argv 5 -1""#,
        ])
    func noAdvice(_ line: String) {
        #expect(load(line).result.messages == [])
    }

    @Test("The advice and the words are the same for every kind of script")
    func everyKind() throws {
        var machine = FakeMachine()
        machine.addProgram("/srv/argv")
        let result = machine.load(
            """
            global_defs {
            enable_script_security
            script_user root
            startup_script "/srv/argv 1 & x"
            shutdown_script "/srv/argv 2 & x"
            lvs_notify_fifo /run/f
            lvs_notify_fifo_script "/srv/argv 3 & x"
            }
            vrrp_instance A {
            interface eth0
            virtual_router_id 5
            virtual_ipaddress { 10.0.0.1 }
            notify_master "/srv/argv 4 & x"
            notify "/srv/argv 5 & x"
            }
            virtual_server 10.0.0.1 80 {
            lb_algo rr
            lb_kind DR
            protocol TCP
            quorum_up "/srv/argv 6 & x"
            real_server 10.0.0.2 80 {
            notify_down "/srv/argv 7 & x"
            MISC_CHECK { 
            misc_path "/srv/argv 8 & x"
            }
            }
            }
            """)
        let global = result.model.global
        let server = try #require(result.model.virtualServers.first)
        let notifications = try #require(result.model.instances.first).notifications
        var commands = [
            global.startupScript, global.shutdownScript, global.notificationPipes.first?.script,
        ]
        commands += [
            notifications.master, notifications.any, server.quorumUp, server.realServers[0].notifyDown,
        ]
        if case .misc(let program) = server.realServers[0].checkers.first?.kind {
            commands.append(program.command)
        }
        #expect(commands.map { $0?.words } == (1...8).map { ["/srv/argv", "\($0)", "&", "x"] })
        #expect(result.messages.filter { $0.contains("'&'") }.count == 8)
    }
}
