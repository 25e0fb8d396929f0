import Glibc
import Lab

/// Runs each case with Debian's ipvsadm and with another program, and tells where they differ.
///
/// `ipvs-differential [--part N/M] [--only TEXT] [--show] PROGRAM`, inside a kernel with IPVS. `--show` prints what
/// the reference does. The status is 0 if every difference is an exception and every exception a difference.
/// `ipvs-differential --apply SEEDS PROGRAM` tries `ipvs apply` with random tables.
@main
struct Differential {
    private var part = 0
    private var parts = 1
    private var only = ""
    private var isShowing = false
    private var applySeeds: Int?
    private var program = Contestant.reference

    static func main() {
        do {
            exit(try Differential(CommandLine.arguments).run())
        } catch {
            print("ipvs-differential: \(error)")
            exit(3)
        }
    }

    private init(_ arguments: [String]) throws {
        var words = arguments.dropFirst()
        while let word = words.popFirst() {
            switch word {
            case "--part":
                let numbers = (words.popFirst() ?? "").split(separator: "/").compactMap { Int($0) }
                guard numbers.count == 2 else { throw CommandFailure(description: "--part N/M") }
                (part, parts) = (numbers[0], numbers[1])
            case "--only": only = words.popFirst() ?? ""
            case "--show": isShowing = true
            case "--apply": applySeeds = words.popFirst().flatMap { Int($0) }
            default: program = word
            }
        }
    }

    private func run() throws -> Int32 {
        if let applySeeds {
            var property = ApplyProperty(program: program)
            try property.run(seeds: applySeeds)
            print("\(applySeeds) pairs, \(property.failures.count) failures")
            for failure in property.failures { print(failure) }
            return property.failures.isEmpty ? 0 : 1
        }
        let reference = try Contestant("reference", program: Contestant.reference)
        let other = try Contestant("other", program: program)
        var stage = Stage()
        var report = Report(isShowing: isShowing)
        for (index, test) in Case.all.enumerated()
        where index * parts / Case.all.count == part && (only.isEmpty || test.name.contains(only)) {
            defer { fflush(nil) }
            let expected = try stage.run(test, by: reference)
            if isShowing {
                try report.show(test, expected)
            } else {
                try report.judge(test, expected: expected, found: try stage.run(test, by: other))
            }
        }
        if part == parts - 1, only.isEmpty || only == "traffic" {
            try Traffic(reference: reference, other: isShowing ? reference : other).run(&report)
        }
        // The reference beside itself must not differ at all, so no exception is used.
        return report.finish(isUseRequired: program != Contestant.reference)
    }
}
