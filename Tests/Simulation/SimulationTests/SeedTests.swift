import Simulation
import Testing

@Suite("Simulation") struct SeedTests {
    @Test("Two thousand seeds of trouble end with one master for each router, and reach every branch")
    func seeds() async {
        let runs = await withTaskGroup(of: (Marks, [String]).self) { group in
            for part in 0..<8 as Range<UInt64> {
                group.addTask { Self.run(part * 250..<(part + 1) * 250) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var marks = Marks()
        for (some, failures) in runs {
            marks.formUnion(some)
            for failure in failures { Issue.record("\(failure)") }
        }
        #expect(marks.missing.isEmpty)
    }

    /// 190461: `higher_prio_send_advert` with a shorter VRRPv3 interval made the others call the master dead.
    /// 52656, 93412: two groups with crossing priorities made each other yield for ever, because the first
    /// advertisement that either heard was not the one of the lowest VRID.
    /// 16385: three such groups did so, because two of them took turns at losing to the third.
    @Test(
        "Seeds that once found something find nothing any more",
        arguments: [190_461 as UInt64, 52_656, 93_412, 16_385])
    func formerFailures(seed: UInt64) {
        let run = Run(seed: seed)
        #expect(run.violation == nil, "\(run.report)")
    }

    @Test("A seed gives the same run again")
    func repeats() {
        let first = Run(seed: 7)
        let second = Run(seed: 7)
        #expect(first.steps == second.steps && first.steps > 0)
    }

    private static func run(_ seeds: Range<UInt64>) -> (Marks, [String]) {
        var marks = Marks()
        var failures: [String] = []
        for seed in seeds {
            let run = Run(seed: seed)
            marks.formUnion(run.marks)
            if run.violation != nil { failures.append(run.report) }
        }
        return (marks, failures)
    }
}
