import Foundation
import Lab

/// Measures ours and Debian's keepalived in the same run and prints both with their ratio.
@main
struct Bench {
    static let kinds: [Implementation] = [.debian, .ours]

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words == [IPVSTables.guestWord] { return inGuest(IPVSTables.measure) }
        if words.first == Checkers.guestWord, words.count == 2 {
            return inGuest { try Checkers.measure(words[1]) }
        }
        let chosen = Set(words)
        let parts: [(name: String, run: () throws -> Void)] = [
            ("takeover", { try takeover(count: 1, runs: 15, what: "takeover, 1 instance at 100 ms") }),
            ("takeover200", { try takeover(count: 200, runs: 5, what: "takeover, 200 instances at 100 ms") }),
            (
                "takeover200slow",
                {
                    try takeover(
                        count: 200, runs: 5, interval: 1_000_000_000, what: "takeover, 200 instances at 1 s")
                }
            ),
            ("settle", settle), ("load", load), ("start", start), ("ipvs", IPVSTables.run),
            ("genhash", Pages.measure), ("check", Checks.measure),
            ("checkers", { try Checkers.run("checkers") }), ("reload", { try Checkers.run("reload") }),
        ]
        print("| what | Debian's | ours | ratio |\n|---|---|---|---|")
        var isFailed = false
        for part in parts where chosen.isEmpty || chosen.contains(part.name) {
            do {
                try part.run()
            } catch {
                print("| \(part.name) | failed: \(error) | | |")
                isFailed = true
            }
        }
        exit(isFailed ? 1 : 0)
    }

    private static func inGuest(_ measure: () throws -> Void) {
        do {
            try measure()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    static func row(_ what: String, _ peer: Double, _ ours: Double, _ unit: String) {
        let ratio = peer > 0 ? String(format: "%.2f", ours / peer) : "-"
        print("| \(what) | \(Sample.text(peer)) \(unit) | \(Sample.text(ours)) \(unit) | \(ratio) |")
        fflush(nil)
    }

    static func takeover(count: Int, runs: Int, interval: Int = 100_000_000, what: String) throws {
        var results: [Implementation: Takeover] = [:]
        // In turns, so that what else the machine does meets both.
        for _ in 0..<runs {
            for kind in kinds {
                try results[kind, default: Takeover()].measure(kind, count: count, interval: interval)
            }
        }
        guard let peer = results[.debian], let ours = results[.ours] else { return }
        row("\(what): over the limit, median", peer.toAdvertisement.median, ours.toAdvertisement.median, "ms")
        row("\(what): worst", peer.toAdvertisement.worst, ours.toAdvertisement.worst, "ms")
        row(
            "\(what): to the gratuitous ARP, median", peer.toAnnouncement.median, ours.toAnnouncement.median,
            "ms")
        row(
            "\(what): to the gratuitous ARP, worst", peer.toAnnouncement.worst, ours.toAnnouncement.worst,
            "ms")
    }

    /// Two nodes with 200 instances started together: when the last change of master was, and how many there were.
    static func settle() throws {
        var times: [Implementation: Double] = [:]
        var changes: [Implementation: Double] = [:]
        for kind in kinds {
            let fleet = try Fleet(kind, count: 200)
            defer { fleet.end() }
            let capture = try Capture(on: fleet.network["client"], filter: "ip proto 112")
            try fleet.start("a", priority: 150)
            try fleet.start("b", priority: 100)
            let begin = Date().timeIntervalSince1970
            sleep(15)
            var master: [UInt8: String] = [:]
            var last = begin
            var count = 0
            for advertisement in capture.stop().compactMap(CapturedAdvertisement.init)
            where advertisement.priority > 0 && master[advertisement.virtualRouterID] != advertisement.source
            {
                master[advertisement.virtualRouterID] = advertisement.source
                last = Double(advertisement.time) / 1e9
                count += 1
            }
            times[kind] = last - begin
            changes[kind] = Double(count)
        }
        row(
            "200 instances, two nodes started together: last change of master", times[.debian] ?? 0,
            times[.ours] ?? 0, "s")
        row("the same: changes of master (200 is the least)", changes[.debian] ?? 0, changes[.ours] ?? 0, "")
    }

    /// Processor time and memory of a steady pair with 200 instances at 10 advertisements a second each.
    static func load() throws {
        var master: [Implementation: Sample] = [:]
        var backup: [Implementation: Sample] = [:]
        var memory: [Implementation: Sample] = [:]
        for _ in 0..<3 {
            for kind in kinds {
                let fleet = try Fleet(kind, count: 200)
                defer { fleet.end() }
                try fleet.start("a", priority: 150)
                try fleet.waitForMaster("a")
                try fleet.start("b", priority: 100)
                sleep(7)
                let trees = fleet.daemons.map(\.tree)
                let before = trees.map(Processes.time(of:))
                sleep(5)
                let after = trees.map(Processes.time(of:))
                master[kind, default: Sample()].add((after[0] - before[0]) / 5 * 100)
                backup[kind, default: Sample()].add((after[1] - before[1]) / 5 * 100)
                memory[kind, default: Sample()].add(Processes.memory(of: trees[0]) / 1024)
            }
        }
        row(
            "processor, 2,000 adverts/s, master", master[.debian]?.median ?? 0, master[.ours]?.median ?? 0,
            "%")
        row(
            "processor, 2,000 adverts/s, backup", backup[.debian]?.median ?? 0, backup[.ours]?.median ?? 0,
            "%")
        row(
            "memory (PSS) of the tree, 200 instances", memory[.debian]?.median ?? 0,
            memory[.ours]?.median ?? 0, "MB")
    }

    /// Whole runs of `-t`: the start of the process with a small configuration, and the reading of a large one.
    static func start() throws {
        let network = try Network(["a"])
        for (what, count) in [("-t, 1 instance", 1), ("-t, 4,000 instances", 4000)] {
            let text = (0..<count).map { number in
                var instance = InstanceText(priority: 100)
                instance.name = "VI_\(number)"
                instance.virtualRouterID = number % 255 + 1
                // The same identifier may stand once for each group.
                instance.lines = ["mcast_dst_ip 224.0.1.\(number / 255 + 1)"]
                instance.addresses = ["10.\(number / 250).\(number % 250).1/32"]
                return instance.text
            }.joined()
            let path = try network["a"].write(text, to: "start.conf")
            var times: [Implementation: Sample] = [:]
            for _ in 0..<15 {
                for kind in kinds {
                    let words = [
                        "ip", "netns", "exec", network["a"].namespace, try kind.program(), "-t", "-f", path,
                    ]
                    let begin = Date()
                    let result = try Shell.run(words)
                    times[kind, default: Sample()].add(Date().timeIntervalSince(begin) * 1000)
                    guard result.status == 0 else {
                        throw CommandFailure(
                            description: "\(kind) -t: status \(result.status): \(result.errors.prefix(300))")
                    }
                }
            }
            row(what, times[.debian]?.median ?? 0, times[.ours]?.median ?? 0, "ms")
        }
    }
}
