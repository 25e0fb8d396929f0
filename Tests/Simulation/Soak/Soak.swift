import Simulation

/// Runs seeds: `soak --seeds COUNT [--first SEED]`; or every sequence of events: `soak --depth COUNT`.
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
        var steps = 0
        var failures = 0
        for seed in first..<first + count {
            let run = Run(seed: seed)
            marks.formUnion(run.marks)
            steps += run.steps
            guard run.violation != nil else { continue }
            failures += 1
            if failures <= 3 { print(run.report) } else { print("seed \(seed)") }
            if failures >= 20 { break }
        }
        print("\(count) seeds, \(steps) steps, \(failures) failures, branches not reached: \(marks.missing)")
    }
}
