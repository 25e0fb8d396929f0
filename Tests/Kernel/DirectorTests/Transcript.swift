import Foundation
import Lab

/// What `director-lab features` has written: under each heading the lines of one kind after one event.
struct Transcript {
    /// The headings in order.
    let headings: [String]
    /// The lines below each.
    let lines: [String: [String]]

    init(_ text: String) {
        var headings: [String] = []
        var lines: [String: [String]] = [:]
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix("== ") {
                headings.append(String(line.dropFirst(3)))
            } else if let heading = headings.last {
                lines[heading, default: []].append(line)
            }
        }
        self.headings = headings
        self.lines = lines
    }

    /// Where another one says something else, with both texts.
    func differences(to other: Transcript) -> [String: String] {
        var result: [String: String] = [:]
        for heading in Set(headings + other.headings) where lines[heading] != other.lines[heading] {
            result[heading] =
                "== \(heading)\n" + Self.text(lines[heading]) + "-- the other\n"
                + Self.text(other.lines[heading])
        }
        return result
    }

    private static func text(_ lines: [String]?) -> String { (lines ?? []).map { $0 + "\n" }.joined() }
}

/// A difference that is meant.
struct Exception: Sendable {
    /// The headings below which ours says something else.
    let headings: [String]
    /// Why it does.
    let reason: String

    /// All of them. One that no longer differs fails the suite.
    static let all: [Exception] = [
        Exception(
            headings: ["kinds: reload: limits"],
            reason: "2.2.7 does not give the kernel a threshold that a reload changes"),
        Exception(
            headings: [
                "groups: other addresses: table", "groups: stop: table",
            ],
            reason: "2.2.7 leaves services behind when the addresses of a group change"),
        Exception(
            headings: [
                "reload: 101 away, 103 new, 102 still down: fifo",
                "reload: 101 away, 103 new, 102 still down: script", "kinds: reload: fifo",
            ],
            reason:
                "a reload decides on each quorum once: a service that always has a server does not go down"),
        Exception(
            headings: ["alpha: start: fifo", "alpha: start: script"],
            reason: "a service that starts without its quorum notifies DOWN, with or without a sorry server"),
    ]
}
