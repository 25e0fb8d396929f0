public import Configuration
internal import Election
public import Timing

/// The numbers in tracked files, by path.
struct FileNumbers: Sendable {
    private(set) var numbers: [String: Int] = [:]
    /// Why the last reading of a file gave no number.
    private var problems: [String: String] = [:]

    /// Records the number in a file; false if it has not changed.
    mutating func set(_ number: Int, at path: String) -> Bool {
        problems[path] = nil
        return numbers.updateValue(number, forKey: path) != number
    }

    /// Records why a file gives no number; false if that has not changed.
    mutating func setProblem(_ problem: String, at path: String) -> Bool {
        problems.updateValue(problem, forKey: path) != problem
    }

    /// Forgets all other files.
    mutating func keep(_ paths: Set<String>) {
        numbers = numbers.filter { paths.contains($0.key) }
        problems = problems.filter { paths.contains($0.key) }
    }
}

/// What a reading of a tracked file means.
public enum FileContent: Equatable, Sendable {
    /// This number. As in keepalived, a file that is missing, or does not begin with a number, has 0.
    case number(Int)
    /// Nothing, for this reason: the last number remains.
    case unusable(String)
}

extension VirtualRouting {
    /// The paths of the files that instances and groups track.
    public static func trackedPaths(of model: Model) -> Set<String> {
        let trackings =
            model.instances.flatMap(\.election.trackings) + model.groups.flatMap(\.election.trackings)
        let names = Set(trackings.map(\.subject))
        return Set(model.files.filter { names.contains(.file($0.name)) }.map(\.path))
    }

    /// Handles a reading of a tracked file. Before a configuration takes effect, the shell reads all its files.
    public mutating func fileRead(
        _ path: String, _ content: FileContent, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        switch content {
        case .unusable(let problem):
            if files.setProblem(problem, at: path) { acts.append(.log(.fileUnusable(problem))) }
        case .number(let number):
            guard files.set(number, at: path) else { return }
            for file in model.files where file.path == path {
                guard let tracker = election.tracker(of: .file(file.name)) else { continue }
                election.setTracker(tracker, number: number, at: now, into: &effects)
            }
            perform(at: now, into: &acts)
        }
    }

    /// The numbers of the `track_file` blocks, by name.
    var fileNumbers: [String: Int] {
        var result: [String: Int] = [:]
        for file in model.files { result[file.name] = files.numbers[file.path] }
        return result
    }
}
