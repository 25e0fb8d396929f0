import Foundation
import Lab
import Testing

@Suite("The command keepalived")
struct CommandTests {
    private static let configuration = InstanceText(priority: 150).text

    /// Runs the program on a host until it ends.
    private static func run(_ host: LabHost, _ words: [String]) throws -> CommandResult {
        try Shell.run(
            ["ip", "netns", "exec", host.namespace, try Implementation.ours.program()] + words,
            environment: ["TMPDIR": host.directory.path])
    }

    private static func pidOptions(_ host: LabHost) -> [String] {
        [
            "-p", host.directory.path + "/parent.pid", "-r", host.directory.path + "/vrrp.pid",
            "-c", host.directory.path + "/checkers.pid",
        ]
    }

    private static func number(in file: String, of host: LabHost) -> Int32? {
        let text = try? String(contentsOfFile: host.directory.path + "/" + file, encoding: .utf8)
        return text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static func contents(_ file: String, of host: LabHost) -> String {
        (try? String(contentsOfFile: host.directory.path + "/" + file, encoding: .utf8)) ?? ""
    }

    @Test("-t tells published configurations apart by its status")
    func testStatuses() throws {
        let network = try Network(["a"])
        let host = network["a"]
        for name in ["ens33", "ens160"] {
            try host.ip("link", "add", name, "type", "veth", "peer", "name", name + "-peer")
        }
        let expected: [(String, Int32)] = [
            ("dual-master", 0), ("logging", 0), ("lvs-dr-master", 0), ("lvs-dr-backup", 0),
            ("overview-master", 0), ("overview-slave", 0), ("deploy-master", 5), ("lesson-httpd", 6),
            ("script-weight-unicast", 5), ("no-such-file", 5),
        ]
        for (name, status) in expected {
            let result = try Self.run(host, ["-t", "-f", Fixture.path(name)])
            #expect(result.status == status, "\(name): \(result.errors)")
            #expect(result.output == "")
            if status != 0 { #expect(result.errors.contains("error: ")) }
        }
    }

    @Test("-t with a file adds its messages there")
    func testLog() throws {
        let network = try Network(["a"])
        let log = network["a"].directory.path + "/messages"
        for _ in 0..<2 {
            let result = try Self.run(network["a"], ["-t\(log)", "-f", Fixture.path("deploy-master")])
            #expect(result.status == 5)
            #expect(result.errors == "")
        }
        let pieces = Self.contents("messages", of: network["a"]).components(
            separatedBy: "'nopreempt' cannot be used")
        #expect(pieces.count == 3)
    }

    @Test(
        "--signum prints a number",
        arguments: [("STOP", "15"), ("RELOAD", "1"), ("DATA", "10"), ("STATS", "12"), ("JSON", "36")])
    func signalNumber(_ name: String, _ number: String) throws {
        let result = try Shell.run([try Implementation.ours.program(), "--signum=\(name)"])
        #expect(result.output == "\(number)\n")
        #expect(result.status == 0)
    }

    @Test("A wrong command line is told on standard error, with status 1")
    func wrongOptions() throws {
        let program = try Implementation.ours.program()
        for words in [["--frob"], ["-f"], ["--signum=FROB"], ["-u", "0999"]] {
            let result = try Shell.run([program] + words)
            #expect(result.status == 1, "\(words)")
            #expect(!result.errors.isEmpty)
            #expect(result.output == "")
        }
    }

    @Test("--help and --version are on standard error, as keepalived's")
    func helpAndVersion() throws {
        let program = try Implementation.ours.program()
        for word in ["--help", "--version"] {
            let result = try Shell.run([program, word])
            #expect(result.status == 0)
            #expect(result.output == "")
            #expect(result.errors.contains("eepalived"))
        }
    }

    @Test("vrrp --help names the subcommands, and other words are refused")
    func subcommands() throws {
        let program = Implementation.directory + "/vrrp"
        let help = try Shell.run([program, "--help"])
        #expect(help.status == 0)
        #expect(help.output == Self.help)
        let wrong = try Shell.run([program, "frob"])
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("unknown command 'frob'"))
        #expect(try Shell.run([program]).status == 1)
        #expect(try Shell.run([program, "keepalived", "--signum=STOP"]).output == "15\n")
        #expect(try Shell.run([program, "daemon", "--signum=STOP"]).output == "15\n")
    }

    static let help = """
        Usage: vrrp COMMAND [OPTION...]
        Runs VRRP instances: virtual addresses that move to a healthy host.

          vrrp daemon       run the VRRP instances of a keepalived.conf
          vrrp keepalived   act as keepalived, with its whole command line

        Both take keepalived's options; `vrrp daemon --help` lists them.

        Example: vrrp daemon -n -l -f /etc/keepalived/keepalived.conf

        """

    @Test("A missing configuration ends the daemon with status 6")
    func missingConfiguration() throws {
        let network = try Network(["a"])
        let result = try Self.run(
            network["a"], ["-n", "-l", "-G", "-f", "/nowhere/x.conf"] + Self.pidOptions(network["a"]))
        #expect(result.status == 6)
        #expect(result.errors.contains("Cannot read the configuration file '/nowhere/x.conf'"))
    }

    @Test("Without -n it goes to the background, writes pid files, and ends at SIGTERM")
    func background() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let path = try host.write(Self.configuration, to: "x.conf")
        let log = host.directory.path + "/daemon.log"
        let words = ["-G", "-g\(log)", "-f", path] + Self.pidOptions(host)
        // The descriptor that tells this process of a child's end must not live on in the daemon.
        let started = try Shell.run(
            [
                "bash", "-c", "for n in {3..255}; do eval \"exec $n>&-\"; done; exec \"$@\"", "--", "ip",
                "netns",
                "exec", host.namespace, try Implementation.ours.program(),
            ] + words)
        #expect(started.status == 0)
        #expect(started.output + started.errors == "")
        let isMaster = try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
        let parent = try #require(Self.number(in: "parent.pid", of: host))
        defer { kill(parent, SIGKILL) }
        let child = try #require(Self.number(in: "vrrp.pid", of: host))
        #expect(isMaster)
        #expect(child != parent)
        #expect(!Shell.commandLine(of: parent).isEmpty && !Shell.commandLine(of: child).isEmpty)

        let second = try Self.run(host, ["-n", "-l"] + words)
        #expect(second.status == 0)
        #expect(second.errors.contains("already running"))

        kill(parent, SIGTERM)
        #expect(
            eventually(within: .seconds(5)) {
                Shell.commandLine(of: parent).isEmpty && Shell.commandLine(of: child).isEmpty
            })
        #expect(try !host.has("10.99.0.100"))
        #expect(Self.number(in: "parent.pid", of: host) == nil)
        #expect(Self.number(in: "vrrp.pid", of: host) == nil)
        let lines = Self.contents("daemon.log", of: host)
        for text in ["Entering MASTER STATE", "setting VIPs.", "Stopped Keepalived"] {
            #expect(lines.contains(text), "\(text)")
        }
    }

    @Test("Signals have the dumps written to TMPDIR, without the password")
    func dumps() throws {
        let network = try Network(["a"])
        let host = network["a"]
        var instance = InstanceText(priority: 150)
        instance.version = 2
        instance.interval = "1"
        instance.lines = ["authentication {\n auth_type PASS\n auth_pass hushhush\n }"]
        let daemon = try Implementation.ours.start(on: host, configuration: instance.text)
        let isMaster = try eventually(within: .seconds(8)) { try host.has("10.99.0.100") }
        try #require(isMaster)
        let expected: [(signal: Int32, file: String, lines: [String])] = [
            (
                SIGUSR1, "keepalived.data",
                [
                    "VRRP Instance = VI_1\n", "   State = MASTER\n", "   Virtual IP (1):\n",
                    "     10.99.0.100/24 dev eth0 scope global set\n", "********",
                ]
            ),
            (SIGUSR1, "keepalived_parent.data", ["------< Global definitions >------"]),
            (SIGUSR2, "keepalived.stats", ["VRRP Instance: VI_1", "  Became master: 1", "    Received: 0"]),
            (36, "keepalived.json", ["\"iname\":\"VI_1\"", "\"vipset\":true", "\"become_master\":1"]),
        ]
        for (signal, file, lines) in expected {
            daemon.signal(signal)
            let isWritten = eventually(within: .seconds(3)) {
                lines.allSatisfy { Self.contents(file, of: host).contains($0) }
            }
            #expect(isWritten, "\(file): \(Self.contents(file, of: host))")
            #expect(!Self.contents(file, of: host).contains("hushhush"))
        }
        let json = Data(Self.contents("keepalived.json", of: host).utf8)
        #expect((try JSONSerialization.jsonObject(with: json) as? [Any])?.count == 1)
        // STATS_CLEAR writes the counters and begins anew.
        daemon.signal(63)
        usleep(200_000)
        daemon.signal(SIGUSR2)
        #expect(
            eventually(within: .seconds(3)) {
                Self.contents("keepalived.stats", of: host).contains("  Became master: 0")
            })
        #expect(!daemon.log.contains("hushhush"))
    }

    @Test("log_file has the lines of both processes, and log_stdout off keeps the console silent")
    func logFile() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let text =
            "global_defs {\n log_file \(host.directory.path)/own.log\n log_stdout off\n log_syslog off\n}\n"
            + Self.configuration
        let daemon = try Implementation.ours.start(on: host, configuration: text)
        #expect(
            eventually(within: .seconds(5)) {
                Self.contents("own.log", of: host).contains("Entering MASTER STATE")
            })
        #expect(!daemon.log.contains("Entering MASTER STATE"))
    }
}
