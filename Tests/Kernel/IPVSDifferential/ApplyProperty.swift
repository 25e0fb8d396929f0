import Glibc
import Lab

/// `ipvs apply` against random pairs of tables: what Debian's ipvsadm shows afterwards is what it shows of the wanted
/// table, a refusal changes nothing, and connections outlive what happens around their server.
struct ApplyProperty {
    private let program: String
    private let reference = Contestant.reference
    private(set) var failures: [String] = []

    init(program: String) {
        self.program = program
    }

    /// Tries that many pairs.
    mutating func run(seeds: Int) throws {
        for seed in 0..<seeds { try tryPair(UInt64(seed)) }
        try tryConnections()
    }

    private mutating func tryPair(_ seed: UInt64) throws {
        var random = Generator(state: seed)
        let want = RandomTable.lines(&random)
        try Namespace.enterNew()
        try load(want, "seed \(seed), wanted table")
        let wanted = try state()

        try Namespace.enterNew()
        try load(RandomTable.lines(&random), "seed \(seed), first table")
        let first = try state()
        var damaged = want
        damaged.insert("-A -f 4000000000 -s none-such", at: Int.random(in: 0...want.count, using: &random))
        let refused = try apply(damaged)
        expect(
            refused.status == 255, "seed \(seed): a refusal has status \(refused.status): \(refused.output)")
        let kept = try state()
        expect(kept == first, "seed \(seed): a refusal changed the table")

        let made = try apply(want)
        expect(made.status == 0, "seed \(seed): status \(made.status): \(made.errors)")
        let found = try state()
        expect(found == wanted, "seed \(seed): wanted\n\(wanted)found\n\(found)")
        let again = try apply(want)
        expect(
            again.status == 0 && again.output.isEmpty,
            "seed \(seed): once more: \(again.output)\(again.errors)")
    }

    /// Connections of a server that is kept live on, whatever changes.
    private mutating func tryConnections() throws {
        let world = try TrafficWorld()
        try world.exchange()
        let service = "-t 10.7.0.1:443"
        for lines in [
            ["-A \(service) -s wrr", "-a \(service) -r 10.8.0.2:8080 -m -w 3"],
            ["-A \(service) -s sh -b sh-port -p 50", "-a \(service) -r 10.8.0.2:8080 -m -w 0"],
            [
                "-A \(service) -s lc", "-a \(service) -r 10.8.0.3:8080 -m",
                "-a \(service) -r 10.8.0.2:8080 -m -w 7 -x 900 -y 800",
            ],
        ] {
            let made = try apply(lines)
            expect(made.status == 0, "connections: \(lines): \(made.errors)")
            expect(world.isConnectionAlive(), "connections: \(lines) broke one")
        }
        let gone = try apply(["-A \(service) -s lc", "-a \(service) -r 10.8.0.3:8080 -m"])
        expect(gone.status == 0, "connections: \(gone.errors)")
        expect(!world.isConnectionAlive(), "connections: one outlived its server, so nothing was tested")
    }

    private func load(_ lines: [String], _ what: String) throws {
        let made = try Guest.run(["ipvsadm", "-R"], path: reference, input: Self.text(lines))
        guard made.status == 0, made.errors.isEmpty else {
            throw CommandFailure(description: "\(what): \(made)")
        }
    }

    private func apply(_ lines: [String]) throws -> CommandResult {
        try Guest.run(["ipvs", "apply", "-", "--prune"], path: program, input: Self.text(lines))
    }

    private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() + "\n" }

    /// What the reference shows of the kernel's table.
    private func state() throws -> String {
        try [["-Sn"], ["-Ln", "--thresholds"], ["-Ln", "--tun-info"]].map { words in
            try Guest.run(["ipvsadm"] + words, path: reference).output
        }.joined()
    }

    private mutating func expect(_ claim: Bool, _ text: @autoclosure () -> String) {
        if !claim { failures.append(text()) }
    }
}

/// Random tables as lines for `-R`.
private enum RandomTable {
    static func lines(_ random: inout Generator) -> [String] {
        let names = [
            "-t 192.0.2.1:80", "-t 192.0.2.1:443", "-u 192.0.2.1:53", "--sctp-service 192.0.2.1:9",
            "-t [fd00::1]:80",
            "-f 7", "-f 7 -6",
        ]
        var lines: [String] = []
        for name in names.shuffled(using: &random) where Bool.random(using: &random) {
            lines.append("-A \(name)" + service(&random))
            let isIPv6 = name.contains("fd00") || name.hasSuffix("-6")
            let port = name.hasPrefix("-f") ? 0 : 80
            for number in (1...5).shuffled(using: &random) where Bool.random(using: &random) {
                let address = isIPv6 ? "[fd00::1\(number)]" : "10.0.0.\(number)"
                lines.append("-a \(name) -r \(address):\(port)" + server(&random))
            }
        }
        return lines
    }

    private static func service(_ random: inout Generator) -> String {
        var text =
            " -s "
            + pick(["rr", "wrr", "wlc", "sh -b sh-port", "sh -b sh-fallback,sh-port", "mh", "lc"], &random)
        if Bool.random(using: &random) { text += " -p \(Int.random(in: 1...500, using: &random))" }
        return text
    }

    private static func server(_ random: inout Generator) -> String {
        var text = pick(
            [" -m", " -g", " -i", " -i --tun-type gue --tun-port 6080 --tun-csum", " -i --tun-type gre"],
            &random)
        text += " -w \(Int.random(in: 0...3, using: &random))"
        if Bool.random(using: &random) { text += " -x \(Int.random(in: 10...20, using: &random)) -y 5" }
        return text
    }

    private static func pick(_ words: [String], _ random: inout Generator) -> String {
        words.randomElement(using: &random) ?? ""
    }
}

/// A generator with a seed.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
