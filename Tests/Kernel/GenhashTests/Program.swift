import Foundation
import Lab

/// One of the two programs.
enum Program: CaseIterable {
    /// How a run ended.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    case debian
    case ours

    private func path() throws -> String {
        try (self == .ours ? Implementation.ours : .debian).genhash()
    }

    /// Runs it; what it took stands as `N` in the output.
    func run(_ words: [String]) throws -> Outcome {
        let result = try Shell.run(["timeout", "20", try path()] + words)
        let output = result.output.replacingOccurrences(
            of: "= [0-9]+ usecs", with: "= N usecs", options: .regularExpression)
        return Outcome(status: result.status, output: output, errors: result.errors)
    }
}
