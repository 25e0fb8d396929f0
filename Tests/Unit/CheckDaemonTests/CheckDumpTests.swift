import Configuration
import HealthChecks
import Testing
import VirtualServers

@testable import CheckDaemon

/// keepalived_check.data, with the lines that keepalived 2.2.7 wrote for the same servers.
@Suite("The dump of virtual servers")
struct CheckDumpTests {
    private static func text() -> String {
        var server = Sample.virtualServer(1, [Sample.realServer(1, weight: 3), Sample.realServer(2)])
        server.scheduler = "rr"
        server.notifiesAtEnd = true
        server.quorum = 2
        server.hysteresis = 1
        server.realServers[0].inhibitsOnFailure = true
        server.quorumUp = Command(words: ["/usr/bin/echo", "up"], text: "echo up")
        var world = CheckWorld()
        world.start(Sample.model([server]))
        world.verdicts["10.0.0.1:80"] = .failure(.connection(.connection, problem: "Connection refused"))
        world.run(for: .seconds(12))
        return CheckDump(world.checking, hostName: "director", at: world.now).text
    }

    /// The lines from the first one with this text on, as many as `expected` has.
    private func expect(_ expected: String, from first: String, in text: String) {
        let wanted = expected.split(separator: "\n")
        let lines = text.split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0 == first }) else {
            Issue.record("there is no line '\(first)'")
            return
        }
        #expect(Array(lines[start...].prefix(wanted.count)) == wanted)
    }

    @Test("It begins with the global definitions and the sections in keepalived's order")
    func sections() {
        let text = Self.text()
        let sections = text.split(separator: "\n").filter { $0.hasPrefix("------<") }
        #expect(
            sections == [
                "------< Global definitions >------", "------< SSL definitions >------",
                "------< LVS Topology >------", "------< Health checkers >------",
            ])
        #expect(text.contains("\n Router ID = director\n"))
    }

    @Test("A virtual server has its settings and its quorum")
    func virtualServer() {
        expect(
            """
             VS VIP = 192.0.2.1, VPORT = 80
               Address family = inet
               lvs_sched = rr
               Hashed = disabled
               flag-1 = disabled
               flag-2 = disabled
               flag-3 = disabled
               One packet scheduling = disabled
               protocol = TCP
               omega is ON
               quorum = 2, hysteresis = 1
               Quorum up notify script = '/usr/bin/echo' 'up', uid:gid 0:0
               Using smtp notification = no
               alive = 1
               quorum_state_up = 1
            """, from: " VS VIP = 192.0.2.1, VPORT = 80", in: Self.text())
    }

    @Test("A real server that failed is shown as it is in the table")
    func realServer() {
        expect(
            """
               RIP = 10.0.0.1, RPORT = 80, WEIGHT = 3 EFF WEIGHT = 3
               forwarding method = DR
               Alpha is OFF
               connection limit range = 0 -> 0
               Inhibit on failure is ON
               Using smtp notification = yes
               initial weight = 3
               effective weight = 3
               alive = 0
               num failed checkers = 1
               RS set = 1
            """, from: "   RIP = 10.0.0.1, RPORT = 80, WEIGHT = 3 EFF WEIGHT = 3", in: Self.text())
    }

    @Test("A check has its pace, its target and its last result")
    func check() {
        let text = Self.text()
        expect(
            """
             [192.0.2.1]:tcp:80 -> [10.0.0.1]:tcp:80
               Enabled = yes
               Up = no
               Has run = yes
               Current weight = 0
               Alpha = no
               Delay loop = 5000000 us
               Warmup = 5000000 us
               Retries = 1
               Delay before retry = 1000000 us
               Log all failures = no
               Connection
                 Dest = [10.0.0.1]:80
                 Timeout = 5.000000
               Keepalive method = TCP_CHECK
            """, from: " [192.0.2.1]:tcp:80 -> [10.0.0.1]:tcp:80", in: text)
        #expect(text.contains("Connection refused"))
    }
}
