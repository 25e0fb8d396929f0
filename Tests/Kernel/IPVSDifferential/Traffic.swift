import Lab

/// Lists that both programs make of the same kernel state, in which connections live and counters count.
struct Traffic {
    private static let lists = [
        "-Ln", "-L", "-Ln --stats", "-Ln --stats --exact", "-L --stats", "-Ln --rate", "-Ln --rate --exact",
        "-L --rate",
        "-Ln --persistent-conn", "-L --persistent-conn", "-Ln --thresholds", "-Lnc", "-Lc",
        "-Lnc --persistent-conn",
        "-Lc --persistent-conn", "-Lnc --sort", "-Ln --stats -t 10.7.0.1:80", "-Ln --stats -u 10.7.0.1:53",
        "-Ln --persistent-conn -t 10.7.0.1:443", "-Ln -t [fd07::1]:80", "-Ln --stats -t [fd07::1]:80",
        "-Ln --stats --nosort", "-Sn", "-S",
    ]
    private let reference: Contestant
    private let other: Contestant

    init(reference: Contestant, other: Contestant) {
        (self.reference, self.other) = (reference, other)
    }

    /// Makes the traffic and runs all of it.
    func run(_ report: inout Report) throws {
        let world = try TrafficWorld()
        try world.exchange()
        for list in Self.lists { try compare("traffic: \(list)", list, &report) }
        try world.flood(port: 53, count: 2_000)
        try world.flood(port: 54, count: 18_000)
        for list in ["--stats", "--rate", "--stats --exact", "--rate --exact", "--stats -u 10.7.0.1:54"] {
            try compare("much traffic: -Ln \(list)", "-Ln \(list)", &report)
        }
        try zero(world, &report)
        try compare("connections of services that are gone", "-Lnc", after: "-C", &report)
        try compare("templates of services that are gone", "-Lnc --persistent-conn", &report)
    }

    /// Time goes on, and each connection has its own: every line of the other program's answer must be that of the
    /// reference before or after it, once in 5 times.
    private func compare(_ name: String, _ line: String, after: String? = nil, _ report: inout Report) throws
    {
        if let after { _ = try reference.run(words(after)) }
        let words = words(line)
        var before = try reference.run(words)
        var found = before
        for _ in 0..<5 {
            found = try other.run(words)
            let later = try reference.run(words)
            if isMade(found, of: before, later) { before = found; break }
            before = later
        }
        report.judge(name, words, expected: before, found: found)
    }

    /// Whether an outcome has each of its lines from one of two others, which differ in nothing but lines.
    private func isMade(_ found: CommandResult, of before: CommandResult, _ later: CommandResult) -> Bool {
        if found == before || found == later { return true }
        func lines(_ outcome: CommandResult) -> [Substring] {
            outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        }
        var rest = found
        rest.output = before.output
        let (ours, first, second) = (lines(found), lines(before), lines(later))
        guard rest == before, ours.count == first.count, ours.count == second.count else { return false }
        return ours.indices.allSatisfy { ours[$0] == first[$0] || ours[$0] == second[$0] }
    }

    /// Each program zeroes one service and then all, after traffic of its own; what is left must be the same.
    private func zero(_ world: TrafficWorld, _ report: inout Report) throws {
        var left: [[CommandResult]] = []
        for contestant in [reference, other] {
            try world.exchange()
            left.append(
                try [("-Z -t 10.7.0.1:80", "-Ln --stats -t 10.7.0.1:80"), ("-Z", "-Ln --stats")].map {
                    command, list in
                    let counted = try reference.run(words(list))
                    var zeroed = try contestant.run(words(command))
                    let rest = try reference.run(words(list))
                    guard counted != rest else {
                        throw CommandFailure(description: "no traffic was counted: \(counted)")
                    }
                    zeroed.output += rest.output
                    return zeroed
                })
        }
        report.judge("traffic: -Z -t", ["-Z", "-t", "10.7.0.1:80"], expected: left[0][0], found: left[1][0])
        report.judge("traffic: -Z", ["-Z"], expected: left[0][1], found: left[1][1])
    }

    private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
