import Election
import Testing

@testable import ProcessTracking
@testable import VirtualRouting

@Suite("Processes that instances track") struct TrackedProcessTests {
    private static func text(_ weight: String, others: String = "") -> String {
        """
        vrrp_track_process web {
        process nginx -g x
        quorum 2
        terminate_delay 1.5
        weight \(weight)
        }
        \(others)
        vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 100
        virtual_ipaddress {
        10.44.0.100/24
        }
        track_process {
        web
        }
        }

        """
    }

    private func priority(_ scene: Scene) -> UInt8 { scene.routing.election.effectivePriority(instance: 0) }

    @Test("With weight 0 the instance waits for the first count, and a lost quorum is FAULT")
    func fault() throws {
        var scene = try Scene()
        scene.start(Self.text("0"))
        #expect(scene.state("VI_1") == .initialize)
        #expect(scene.faults("VI_1") == [.trackerPending("web")])
        scene.quorums(["web": true])
        #expect(scene.state("VI_1") == .backup)
        scene.clear()
        scene.quorums(["web": false])
        #expect(scene.state("VI_1") == .fault)
        #expect(scene.faults("VI_1") == [.quorum("web", isThere: false)])
        #expect(
            scene.lines.map { $0.text() }.prefix(2) == [
                "Quorum lost for tracked process web", "(VI_1) Fault: tracked process web has no quorum",
            ])
        scene.quorums(["web": true])
        #expect(scene.lines.map { $0.text() }.contains("Quorum gained for tracked process web"))
        #expect(scene.state("VI_1") == .backup)
    }

    @Test("With weight 0 reverse the quorum is FAULT")
    func reversed() throws {
        var scene = try Scene()
        scene.quorums(["web": true])
        scene.start(Self.text("0 reverse"))
        #expect(scene.faults("VI_1") == [.quorum("web", isThere: true)])
        scene.quorums(["web": false])
        #expect(scene.state("VI_1") == .backup)
    }

    @Test(
        "keepalived: a positive weight counts with the quorum, a negative one without it",
        arguments: [("10", 110, 100), ("10 reverse", 90, 100), ("-10", 100, 90)] as [(String, UInt8, UInt8)])
    func weight(_ weight: String, _ with: UInt8, _ without: UInt8) throws {
        var scene = try Scene()
        scene.quorums(["web": true])
        scene.start(Self.text(weight))
        #expect(priority(scene) == with)
        scene.quorums(["web": false])
        #expect(priority(scene) == without)
    }

    @Test("What is not known stays as it is, also over a reload; the first word of a tracker is not logged")
    func reload() throws {
        var scene = try Scene()
        scene.start(Self.text("10"))
        #expect(priority(scene) == 100)
        scene.clear()
        scene.quorums(["web": true])
        #expect(priority(scene) == 110)
        #expect(!scene.lines.map { $0.text() }.contains { $0.hasPrefix("Quorum") })
        scene.quorums([:])
        #expect(priority(scene) == 110)
        scene.quorums(["web": true])
        scene.reload(Self.text("20", others: "vrrp_track_process other {\nprocess x\n}"))
        #expect(priority(scene) == 120)
    }

    @Test("The dump has keepalived's lines")
    func dump() throws {
        var scene = try Scene()
        scene.start(Self.text("10"))
        let count = ProcessCount(
            name: "web", count: 2, hasQuorum: true, waitsForFork: false, waitsForEnd: true)
        let clock = DumpClock(offsetNanoseconds: 0) { "\($0)" }
        let text = StateDump(
            scene.routing.model, scene.routing.status, processes: [count], hostName: "host", clock: clock
        ).text
        #expect(
            text.contains(
                """
                ------< VRRP Track processes >------
                 VRRP Track process = web
                   Process = nginx
                   Parameters = -g x
                   Param match
                   Min processes = 2
                   Current processes = 2
                   Have quorum = true
                   Weight = 10
                   Terminate delay = 1.500000s
                   Fork delay = 0.000000s
                   Fork delay timer not running
                   Terminate delay timer running
                   Full command = true
                   Tracking instances :
                     VI_1, weight 10
                ------< Interfaces >------

                """))
        #expect(text.contains("   Tracked processes :\n     web, weight 10\n"))
    }
}
