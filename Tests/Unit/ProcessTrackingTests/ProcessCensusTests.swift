import Testing
import Timing

@testable import ProcessTracking

@Suite("Which processes are there") struct ProcessCensusTests {
    private static let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    private static func tracker(
        _ command: String, _ parameters: [String] = [], _ change: (inout TrackedProcess) -> Void = { _ in }
    ) -> TrackedProcess {
        var process = TrackedProcess(name: "p")
        process.command = Array(command.utf8)
        process.parameters = parameters.map { Array($0.utf8) }
        change(&process)
        return process
    }

    private static func image(_ words: String...) -> ProcessImage {
        let name = Array((words[0].split(separator: "/").last ?? "").utf8.prefix(15))
        return ProcessImage(name: name, commandLine: words.flatMap { Array($0.utf8) + [0] })
    }

    /// A census that has read these processes, numbered from 1.
    private static func census(
        _ process: TrackedProcess, _ images: [ProcessImage] = []
    ) -> ProcessCensus {
        var census = ProcessCensus()
        census.adopt([process], at: start)
        census.beginReading()
        for (index, image) in images.enumerated() {
            census.saw(Int32(index + 1), image, because: .became, at: start)
        }
        census.endReading(at: start)
        return census
    }

    struct Match: Sendable {
        var parameters: [String] = []
        var match: TrackedProcess.ParameterMatch?
        var isFull = false
        var lines: [[String]]
    }

    /// As measured with keepalived 2.2.7.
    @Test(
        "The parameters decide as param_match says",
        arguments: [
            Match(isFull: true, lines: [["s"], ["s", "177"], ["s", "177", "3"], ["s", "17"]]),
            Match(match: .exact, lines: [["s"]]),
            Match(match: .initial, lines: [["s"], ["s", "177"], ["s", "177", "3"], ["s", "17"]]),
            Match(match: .partial, lines: [["s"], ["s", "177"], ["s", "177", "3"], ["s", "17"]]),
            Match(parameters: ["177"], lines: [["s", "177"]]),
            Match(parameters: ["177"], match: .exact, lines: [["s", "177"]]),
            Match(parameters: ["177"], match: .partial, lines: [["s", "177"], ["s", "177", "3"]]),
            Match(parameters: ["17"], match: .partial, lines: [["s", "17"]]),
            Match(
                parameters: ["17"], match: .initial,
                lines: [["s", "177"], ["s", "177", "3"], ["s", "17"]]),
            Match(parameters: ["177", "3"], match: .initial, lines: [["s", "177", "3"]]),
        ])
    func parameters(_ match: Match) {
        let process = Self.tracker("s", match.parameters) {
            $0.parameterMatch = match.match
            $0.isFullCommand = match.isFull
        }
        let census = Self.census(process)
        let all = [["s"], ["s", "177"], ["s", "177", "3"], ["s", "17"], ["ss"], ["/bin/s", "177"], [""]]
        let matching = all.filter { words in
            census.isTracked(
                ProcessImage(name: Array("s".utf8), commandLine: words.flatMap { Array($0.utf8) + [0] }))
        }
        #expect(matching == match.lines)
    }

    @Test("Without parameters the name of the process decides, of which the kernel keeps 15 bytes")
    func name() {
        #expect(Self.census(Self.tracker("nginx")).isTracked(Self.image("/usr/sbin/nginx", "-g")))
        #expect(!Self.census(Self.tracker("/usr/sbin/nginx")).isTracked(Self.image("/usr/sbin/nginx")))
        #expect(Self.census(Self.tracker("averyveryverylo")).isTracked(Self.image("averyveryverylongname")))
        #expect(Self.census(Self.tracker("nginx")).commandLineBytes == 0)
    }

    @Test("A command line is read as far as it can matter, and one without its last zero byte counts")
    func commandLine() {
        let census = Self.census(Self.tracker("a", ["bc"]))
        #expect(census.commandLineBytes == 6)
        #expect(!census.comparesNames)
        #expect(census.isTracked(ProcessImage(name: [], commandLine: Array("a\u{0}bc".utf8))))
        #expect(!census.isTracked(ProcessImage(name: [], commandLine: Array("a\u{0}bc\u{0}d".utf8))))
        #expect(!census.isTracked(ProcessImage(name: Array("a".utf8))))
    }

    struct Bounds: Sendable {
        var quorum = 1
        var maximum: Int?
        /// Whether 0, 1, 2 and 3 processes are a quorum.
        var isQuorum: [Bool]
    }

    @Test(
        "As many processes as quorum and quorum_max say are a quorum",
        arguments: [
            Bounds(isQuorum: [false, true, true, true]),
            Bounds(quorum: 2, isQuorum: [false, false, true, true]),
            Bounds(quorum: 1, maximum: 2, isQuorum: [false, true, true, false]),
            Bounds(quorum: 0, maximum: 0, isQuorum: [true, false, false, false]),
        ])
    func quorum(_ bounds: Bounds) {
        let process = Self.tracker("p") {
            $0.quorum = bounds.quorum
            $0.maximum = bounds.maximum
        }
        let results = (0...3).map { count in
            Self.census(process, Array(repeating: Self.image("p"), count: count)).quorums["p"]
        }
        #expect(results == bounds.isQuorum)
    }

    @Test("Nothing is known before all processes have been read")
    func unknown() {
        var census = ProcessCensus()
        census.adopt([Self.tracker("p")], at: Self.start)
        #expect(census.needsReading && census.quorums == [:])
        census.beginReading()
        census.saw(1, Self.image("p"), because: .became, at: Self.start)
        #expect(census.quorums == [:])
        census.endReading(at: Self.start)
        #expect(!census.needsReading && census.quorums == ["p": true])
    }

    struct Delayed: Sendable {
        var cause: ProcessCensus.Cause
        var delay: Duration?
    }

    @Test(
        "keepalived: a gain counts after fork_delay if it is by a fork, and at once if it is not",
        arguments: [Delayed(cause: .became), Delayed(cause: .forked, delay: .seconds(1))])
    func gain(_ delayed: Delayed) {
        var census = Self.census(
            Self.tracker("p") {
                $0.forkDelay = .seconds(1)
                $0.terminateDelay = .seconds(2)
            })
        census.saw(7, Self.image("p"), because: delayed.cause, at: Self.start)
        #expect(census.quorums == ["p": delayed.delay == nil])
        #expect(census.deadline == delayed.delay.map { Self.start + $0 })
        #expect(census.counts[0].waitsForFork == (delayed.delay != nil))
        census.timeout(at: Self.start + .seconds(1))
        #expect(census.quorums == ["p": true])
        #expect(census.deadline == nil)
    }

    @Test("keepalived: a loss by an end counts after terminate_delay, and not if it is made good before")
    func loss() {
        var census = Self.census(
            Self.tracker("p") {
                $0.forkDelay = .seconds(1)
                $0.terminateDelay = .seconds(2)
            }, [Self.image("p")])
        census.ended(1, at: Self.start)
        #expect(census.quorums == ["p": true] && census.deadline == Self.start + .seconds(2))
        #expect(census.counts[0].waitsForEnd && census.counts[0].count == 0)
        census.saw(2, Self.image("p"), because: .forked, at: Self.start + .seconds(1))
        #expect(census.quorums == ["p": true] && census.deadline == nil)
        census.ended(2, at: Self.start + .seconds(3))
        census.timeout(at: Self.start + .seconds(5))
        #expect(census.quorums == ["p": false] && census.deadline == nil)
    }

    @Test("What leads back towards a quorum does not hasten its loss, and a new weight does not either")
    func leadsBack() {
        var process = Self.tracker("p") {
            $0.quorum = 3
            $0.terminateDelay = .seconds(10)
        }
        var census = Self.census(process, [Self.image("p"), Self.image("p"), Self.image("p")])
        for number in 1...3 as ClosedRange<Int32> { census.ended(number, at: Self.start) }
        census.saw(4, Self.image("p"), because: .became, at: Self.start + .seconds(1))
        process.weight = 5
        census.adopt([process], at: Self.start + .seconds(2))
        #expect(census.quorums == ["p": true] && census.deadline == Self.start + .seconds(10))
        census.timeout(at: Self.start + .seconds(10))
        #expect(census.quorums == ["p": false])
    }

    @Test("What leads back below quorum_max, but not yet to it, does not hasten the loss")
    func leadsBackFromAbove() {
        var census = Self.census(
            Self.tracker("p") {
                $0.maximum = 1
                $0.forkDelay = .seconds(1)
            }, [Self.image("p")])
        for number in 2...4 as ClosedRange<Int32> {
            census.saw(number, Self.image("p"), because: .forked, at: Self.start)
        }
        census.saw(2, Self.image("q"), because: .became, at: Self.start)
        #expect(census.quorums == ["p": true] && census.deadline == Self.start + .seconds(1))
    }

    @Test("A process that cannot be read stays what it was")
    func unreadable() {
        var census = Self.census(Self.tracker("p"), [Self.image("p"), Self.image("p")])
        census.beginReading()
        census.couldNotRead(1)
        census.endReading(at: Self.start)
        #expect(census.counts[0].count == 1)
    }

    @Test("keepalived: a process that executes another program is gone at once")
    func becomesAnother() {
        var census = Self.census(Self.tracker("p") { $0.terminateDelay = .seconds(2) }, [Self.image("p")])
        census.saw(1, Self.image("q"), because: .became, at: Self.start)
        #expect(census.quorums == ["p": false])
    }

    @Test("keepalived: more than quorum_max by a fork counts after fork_delay")
    func tooMany() {
        var census = Self.census(
            Self.tracker("p") {
                $0.maximum = 1
                $0.forkDelay = .seconds(1)
            }, [Self.image("p")])
        census.saw(2, Self.image("p"), because: .forked, at: Self.start)
        #expect(census.quorums == ["p": true])
        // It executes something else before that.
        census.saw(2, Self.image("q"), because: .became, at: Self.start + .milliseconds(1))
        #expect(census.deadline == nil)
    }

    @Test("A change that is under way does not start again with each further process")
    func once() {
        var census = Self.census(
            Self.tracker("p") { $0.terminateDelay = .seconds(2) }, [Self.image("p"), Self.image("p")])
        census.adopt(
            [
                Self.tracker("p") {
                    $0.terminateDelay = .seconds(2)
                    $0.quorum = 2
                }
            ], at: Self.start)
        census.ended(1, at: Self.start)
        census.ended(2, at: Self.start + .seconds(1))
        #expect(census.deadline == Self.start + .seconds(2))
    }

    @Test("A reading corrects what was missed: it finds new processes, and those it does not find have ended")
    func correction() {
        var census = Self.census(Self.tracker("p") { $0.quorum = 2 }, [Self.image("p"), Self.image("q")])
        census.beginReading()
        census.saw(2, Self.image("p"), because: .became, at: Self.start)
        census.saw(3, Self.image("p"), because: .forked, at: Self.start)
        census.ended(2, at: Self.start)
        #expect(census.isReading)
        census.endReading(at: Self.start)
        #expect(census.counts[0].count == 1)
        #expect(census.quorums == ["p": false] && !census.isReading)
    }

    @Test("A reload keeps what it does not change, and a result until it knows better")
    func reload() {
        var census = Self.census(Self.tracker("p"), [Self.image("p")])
        census.adopt([Self.tracker("p") { $0.quorum = 2 }], at: Self.start)
        #expect(!census.needsReading && census.quorums == ["p": false])
        census.adopt([Self.tracker("p")], at: Self.start)
        #expect(census.quorums == ["p": true])
        var second = Self.tracker("q")
        second.name = "second"
        census.adopt([second, Self.tracker("q")], at: Self.start)
        #expect(census.needsReading && census.quorums == ["p": true])
        #expect(census.counts.map(\.count) == [0, 0])
        census.beginReading()
        census.endReading(at: Self.start)
        #expect(census.quorums == ["p": false, "second": false])
        census.adopt([], at: Self.start)
        #expect(census.isEmpty && census.quorums == [:] && census.deadline == nil)
    }

    @Test("Any order of events leaves the counts of the processes that are there")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: .min ... .max, using: &generator)
        var state = seed
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var second = Self.tracker("q", ["1"]) { $0.terminateDelay = .milliseconds(3) }
        second.name = "second"
        var trackers = [Self.tracker("p") { $0.forkDelay = .milliseconds(2) }, second]
        var census = ProcessCensus()
        census.adopt(trackers, at: Self.start)
        census.beginReading()
        census.endReading(at: Self.start)
        var there: [Int32: ProcessImage] = [:]
        let images = [Self.image("p"), Self.image("q", "1"), Self.image("q"), Self.image("x")]
        let causes: [ProcessCensus.Cause] = [.became, .forked]
        var now = Self.start
        for _ in 0..<5000 {
            now = now + .milliseconds(1)
            let process = Int32(next(8))
            switch next(10) {
            case 0...5:
                let image = images[next(4)]
                there[process] = image
                census.saw(process, image, because: causes[next(2)], at: now)
            case 6, 7:
                there[process] = nil
                census.ended(process, at: now)
            case 8:
                // A reading after a loss: the event is unknown.
                there[process] = images[next(4)]
                census.beginReading()
                for (process, image) in there { census.saw(process, image, because: .became, at: now) }
                census.endReading(at: now)
            default:
                trackers.swapAt(0, 1)
                census.adopt(trackers, at: now)
            }
            census.timeout(at: now)
            let counts = Dictionary(uniqueKeysWithValues: census.counts.map { ($0.name, $0.count) })
            #expect(counts["p"] == there.values.count { $0 == images[0] }, "seed \(seed)")
            #expect(counts["second"] == there.values.count { $0 == images[1] }, "seed \(seed)")
            if let due = census.deadline { #expect(due > now, "seed \(seed)") }
        }
        census.timeout(at: now + .seconds(1))
        for count in census.counts { #expect(count.hasQuorum == (count.count > 0), "seed \(seed)") }
    }
}
