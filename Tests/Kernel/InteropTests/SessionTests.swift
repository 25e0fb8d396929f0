import Foundation
import Lab
import Testing

/// `bfd_instance` beside other implementations of BFD.
@Suite("BFD sessions with others", .serialized)
struct SessionTests {
    /// Intervals that are quick and forgive a busy machine.
    private static func session(
        _ name: String = "peer", with neighbor: String, from source: String, _ lines: String = ""
    )
        -> String
    {
        """
        bfd_instance \(name) {
            neighbor_ip \(neighbor)
            source_ip \(source)
            min_rx 50
            min_tx 50
            multiplier 4
        \(lines)
        }

        """
    }

    /// What decides over the instance of `a`: the session with `b`.
    private static let tracking = InstanceText(priority: 150, lines: ["track_bfd {\n peer\n }"]).text

    private static func isUp(_ log: String) -> Bool { log.contains("state Up") || log.contains("is Up") }

    @Test(
        "A tracked session decides over the address, in both roles, passive and over IPv6",
        arguments: Roles.all, ["", "ipv6", "passive"])
    func keepalived(_ roles: Roles, _ kind: String) throws {
        let pair = try Pair(roles)
        let (a, b) =
            kind == "ipv6" ? (pair.a.address6, pair.b.address6) : (pair.a.address, pair.b.address)
        let passive = kind == "passive" ? "    passive" : ""
        try pair.start("a", Self.session(with: b, from: a, passive) + Self.tracking)
        try pair.expectSteady(on: [], for: .seconds(2))
        try pair.start("b", Self.session(with: a, from: b))
        try pair.expect(on: ["a"])
        // The session goes down by the neighbor's word or by its silence, and comes up with the next one.
        pair.daemons["b"]?.crash()
        try pair.expect(on: [])
        try pair.start("b", Self.session(with: a, from: b))
        try pair.expect(on: ["a"])
    }

    @Test(
        "A stop of ours takes the other's session down at once, whatever the detection time",
        arguments: [Implementation.ours, .debian])
    func stop(_ other: Implementation) throws {
        let pair = try Pair(Roles(a: other, b: .ours))
        let slow = "    min_rx 3000\n    multiplier 10"
        try pair.start("a", Self.session(with: pair.b.address, from: pair.a.address, slow) + Self.tracking)
        let ours = try pair.start("b", Self.session(with: pair.a.address, from: pair.b.address, slow))
        try pair.expect(on: ["a"], within: .seconds(10))
        #expect(ours.stop() == 0)
        try pair.expect(on: [], within: .seconds(2))
    }

    @Test("A weight, a reload and a new multiplier do not disturb a session", arguments: Roles.mixed)
    func reload(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let a = Self.session(with: pair.b.address, from: pair.a.address)
        try pair.start("a", a + Self.tracking)
        try pair.start("b", Self.session(with: pair.a.address, from: pair.b.address))
        try pair.expect(on: ["a"])
        try pair.reload("a", a.replacing("multiplier 4", with: "multiplier 9") + Self.tracking)
        try pair.expectSteady(on: ["a"], for: .seconds(2))
    }

    @Test(
        "A session whose source comes and goes with an address follows it",
        arguments: [Implementation.ours, .debian])
    func source(_ other: Implementation) throws {
        let pair = try Pair(Roles(a: .ours, b: other))
        let own = "10.99.0.77"
        let ours = try pair.start("a", Self.session(with: pair.b.address, from: own) + Self.tracking)
        try pair.start("b", Self.session(with: own, from: pair.b.address))
        #expect(
            eventually(within: .seconds(3)) {
                ours.log.contains("BFD session peer cannot send, trying again")
            })
        try pair.expectSteady(on: [], for: .seconds(1))
        for _ in 1...2 {
            try pair.a.ip("address", "add", "\(own)/24", "dev", "eth0")
            try pair.expect(on: ["a"])
            try pair.a.ip("address", "del", "\(own)/24", "dev", "eth0")
            try pair.expect(on: [])
        }
        #expect(ours.log.contains("BFD session peer cannot send, trying again: sendto"))
    }

    @Test(
        "With bfd_takeover the death of the master is noticed by its session",
        arguments: [Implementation.ours, .debian])
    func takeover(_ other: Implementation) throws {
        let pair = try Pair(Roles(a: other, b: .ours))
        var instance = InstanceText(priority: 250)
        instance.interval = "2"
        try pair.start("a", Self.session(with: pair.b.address, from: pair.a.address) + instance.text)
        try pair.expect(on: ["a"], within: .seconds(12))
        instance.priority = 240
        instance.lines = ["bfd_takeover"]
        let ours = try pair.start(
            "b", Self.session(with: pair.a.address, from: pair.b.address) + instance.text)
        #expect(eventually(within: .seconds(5)) { ours.log.contains("BFD session peer is Up") })
        // Until the first advertisement nobody is known as master.
        usleep(2_500_000)
        try pair.crash("a")
        #expect(
            try eventually(within: .seconds(2)) { try pair.b.has("10.99.0.100") }, "\(ours.log)")
    }

    @Test(
        "A checked session takes its server out and brings it back",
        arguments: [Implementation.ours, .debian])
    func check(_ other: Implementation) throws {
        let pair = try Pair(Roles(a: .ours, b: other))
        let service = """
            virtual_server 10.99.0.200 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                real_server \(pair.b.address) 80 {
                    BFD_CHECK {
                        name peer
                    }
                }
            }

            """
        let ours = try pair.start(
            "a", Self.session(with: pair.b.address, from: pair.a.address, "    checker") + service)
        func count(_ word: String) -> Int {
            ours.log.split(separator: "\n").count { $0.contains("BFD_CHECK on service") && $0.contains(word) }
        }
        for round in 1...2 {
            #expect(eventually(within: .seconds(3)) { count("failed. Reason") == round }, "\(ours.log)")
            try pair.start("b", Self.session(with: pair.a.address, from: pair.b.address))
            #expect(eventually(within: .seconds(5)) { count("succeeded") == round }, "\(ours.log)")
            pair.daemons["b"]?.crash()
        }
    }

    @Test("bird's bfd, which speaks first, and which is spoken to")
    func bird() throws {
        let program = try Shell.program("bird", package: "bird2")
        let network = try Network(["a", "b"])
        let (a, b) = (network["a"], network["b"])
        let file = try b.write(
            """
            log stderr all;
            router id \(b.address);
            protocol device { }
            protocol bfd {
              interface "eth0" { min rx interval 50 ms; min tx interval 50 ms; multiplier 4; };
              neighbor \(a.address) dev "eth0" local \(b.address);
              neighbor \(a.address6) dev "eth0" local \(b.address6);
            }

            """, to: "bird.conf")
        try expectSession(a, b, [program, "-f", "-c", file, "-s", b.directory.path + "/bird.ctl"])
    }

    @Test("FRR's bfdd")
    func frr() throws {
        let directory = "/usr/lib/frr"
        guard FileManager.default.isExecutableFile(atPath: directory + "/bfdd") else {
            throw CommandFailure(
                description: "\(directory)/bfdd is missing: apt-get install frr, or 'make setup'")
        }
        let network = try Network(["a", "b"])
        let (a, b) = (network["a"], network["b"])
        let peers = [(a.address, b.address), (a.address6, b.address6)].map { peer, own in
            " peer \(peer) local-address \(own) interface eth0\n  profile quick\n !\n"
        }.joined()
        let quick =
            " profile quick\n  detect-multiplier 4\n  receive-interval 50\n  transmit-interval 50\n !\n"
        _ = try b.write("bfd\n" + quick + peers, to: "bfdd.conf")
        _ = try b.write("", to: "zebra.conf")
        let place = b.directory.path
        // FRR gives up root, and then reads and writes here.
        try Shell.require("chown", "-R", "frr:frr", place)
        func words(_ name: String) -> [String] {
            [
                "\(directory)/\(name)", "-f", "\(place)/\(name).conf", "-i", "\(place)/\(name).pid", "-z",
                "\(place)/zserv.api", "--vty_socket", place, "-A", "127.0.0.1", "-u", "frr", "-g", "frr",
                "--log", "stdout",
            ]
        }
        let zebra = try b.start(words("zebra"))
        defer { zebra.crash() }
        #expect(
            eventually(within: .seconds(5)) { FileManager.default.fileExists(atPath: place + "/zserv.api") })
        try expectSession(a, b, words("bfdd") + ["--bfdctl", place + "/bfdd.sock"])
    }

    /// Ours on `a` and the other on `b`: sessions of both families come up whoever begins, go down when the other dies and
    /// come up again when it returns.
    private func expectSession(_ a: LabHost, _ b: LabHost, _ other: [String]) throws {
        // RFC 5881 wants a hop limit of 255 over IPv6 as well.
        let text =
            Self.session("four", with: b.address, from: a.address)
            + Self.session("six", with: b.address6, from: a.address6, "    hoplimit 255")
        let ours = try Implementation.ours.start(on: a, configuration: text)
        for round in 1...2 {
            let peer = try b.start(other)
            func count(_ state: String) -> Int {
                ours.log.split(separator: "\n").count {
                    $0.contains("BFD session") && $0.contains("is \(state):")
                }
            }
            #expect(eventually(within: .seconds(10)) { count("Up") == 2 * round }, "\(ours.log)\n\(peer.log)")
            usleep(1_000_000)
            #expect(count("Down") == 2 * (round - 1), "\(ours.log)")
            peer.crash()
            #expect(eventually(within: .seconds(2)) { count("Down") == 2 * round }, "\(ours.log)")
        }
        #expect(ours.stop() == 0)
    }
}
