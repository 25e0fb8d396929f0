import Election
import Testing

@testable import VirtualRouting

@Suite("Files that instances track") struct TrackedFileTests {
    private static func text(_ file: String = "", path: String = "/run/number") -> String {
        """
        track_file number {
        file \(path)
        \(file)
        }
        vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 100
        virtual_ipaddress {
        10.44.0.100/24
        }
        track_file {
        number
        }
        }

        """
    }

    private func priority(_ scene: Scene) -> UInt8 { scene.routing.election.effectivePriority(instance: 0) }

    @Test("What was read before the start counts from the start")
    func start() throws {
        var scene = try Scene()
        scene.read("/run/number", .number(7))
        scene.start(Self.text())
        #expect(priority(scene) == 107)
        #expect(VirtualRouting.trackedPaths(of: scene.routing.model) == ["/run/number"])
        scene.read("/run/number", .number(-20))
        #expect(priority(scene) == 80)
        scene.read("/run/other", .number(50))
        #expect(priority(scene) == 80)
    }

    @Test("A file that cannot be used keeps its last number, and is logged once until it can be")
    func unusable() throws {
        var scene = try Scene()
        scene.start(Self.text())
        scene.read("/run/number", .number(7))
        scene.clear()
        for _ in 0..<2 { scene.read("/run/number", .unusable("it is a pipe")) }
        #expect(priority(scene) == 107)
        #expect(scene.lines == [.fileUnusable("it is a pipe")])
        scene.read("/run/number", .number(7))
        scene.read("/run/number", .unusable("it is a pipe"))
        #expect(scene.lines.count == 2)
    }

    @Test("A reload keeps the number, under the new weight, and forgets it with the file")
    func reload() throws {
        var scene = try Scene()
        scene.read("/run/number", .number(7))
        scene.start(Self.text())
        scene.reload(Self.text("weight 3"))
        #expect(priority(scene) == 121)
        scene.reload(Self.text("weight 3", path: "/run/another"))
        #expect(priority(scene) == 100)
        scene.reload(Self.text())
        #expect(priority(scene) == 100)
    }

    @Test("With weight 0 a number is FAULT, and the log says which")
    func fault() throws {
        var scene = try Scene()
        scene.start(Self.text("weight 0"))
        scene.read("/run/number", .number(1))
        #expect(scene.state("VI_1") == .fault)
        #expect(scene.faults("VI_1") == [.fileNumber("number", 1)])
        #expect(scene.lines.map { $0.text() }.contains("(VI_1) Fault: the number in the file of number is 1"))
        scene.read("/run/number", .number(0))
        #expect(scene.state("VI_1") == .backup)
    }

    @Test("Only files that an instance or group tracks are read")
    func untracked() throws {
        var scene = try Scene()
        scene.start("track_file other {\nfile /run/other\n}\n" + Self.text())
        #expect(VirtualRouting.trackedPaths(of: scene.routing.model) == ["/run/number"])
    }
}
