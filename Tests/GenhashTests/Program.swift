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

    func path() throws -> String {
        guard self == .ours else { return try Shell.program("genhash", package: "keepalived") }
        let path = Implementation.directory + "/genhash"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(description: "\(path) is missing: run 'make build'")
        }
        return path
    }

    /// Runs it; what it took stands as `N` in the output.
    func run(_ words: [String]) throws -> Outcome {
        let result = try Shell.run(["timeout", "20", try path()] + words)
        let output = result.output.replacingOccurrences(
            of: "= [0-9]+ usecs", with: "= N usecs", options: .regularExpression)
        return Outcome(status: result.status, output: output, errors: result.errors)
    }
}
