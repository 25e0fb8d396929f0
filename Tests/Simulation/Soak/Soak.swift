import Simulation

/// Runs seeds: `soak --seeds COUNT [--first SEED]`; one with its history: `soak --seeds 1 --first SEED`; or every
/// sequence of events: `soak --depth COUNT`.
@main struct Soak {
    static func main() {
        let arguments = CommandLine.arguments
        func number(after option: String) -> UInt64? {
            guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
                return nil
            }
            return UInt64(arguments[index + 1])
        }
        if let depth = number(after: "--depth") {
            for kind in Exploration.Kind.allCases {
                let exploration = Exploration(kind, depth: Int(depth))
                print("\(kind): \(exploration.sequences) sequences, \(exploration.failure ?? "no failure")")
            }
            return
        }
        let first = number(after: "--first") ?? 0
        let count = number(after: "--seeds") ?? 1000
        var marks = Marks()
        var troubles: [String: Int] = [:]
        var steps = 0
        var failures = 0
        for seed in first..<first + count {
            let run = Run(seed: seed)
            marks.formUnion(run.marks)
            troubles.merge(run.troubles, uniquingKeysWith: +)
            steps += run.steps
            guard let violation = run.violation else { continue }
            failures += 1
            print(failures <= 2 || count == 1 ? run.report : "seed \(seed): \(violation)")
            if failures >= 40 { break }
        }
        for (trouble, times) in troubles.sorted(by: { $0.key < $1.key }) { print("\(trouble): \(times)") }
        print("\(count) seeds, \(steps) steps, \(failures) failures, branches not reached: \(marks.missing)")
    }
}
