import Foundation

/// A difference between our dumps and those of keepalived 2.2.7 that is meant.
struct MeantDifference: Sendable {
    /// A regular expression for whole lines; in JSON for `path = value`.
    var pattern: String
    var reason: String

    init(_ pattern: String, _ reason: String) {
        self.pattern = pattern
        self.reason = reason
    }
}

/// The lines of a dump in a form that two runs of the same configuration share.
enum DumpLines {
    /// The lines of a text, without times and moments, and with secrets masked.
    static func text(_ text: String) -> [String] {
        let changes = [
            (#"\d{9,}\.\d{6} \([^)]*\)"#, "DATE"), (#"\d+ usecs"#, "N usecs"),
            (#"fe80::[0-9a-f:]*ff:fe[0-9a-f:]+"#, "fe80::EUI"),
            (#"Password = .*"#, "Password = ********"),
            (#"(Sent|Received): \d+"#, "$1: N"),
            // A script may be running at that moment.
            (#"State = (idle|running)"#, "State = idle|running"),
        ]
        var text = text
        for (pattern, replacement) in changes {
            text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
        }
        return text.split(separator: "\n").map(String.init)
    }

    /// The values of keepalived.json, one a line with its path, in the order of the file.
    ///
    /// A small reader of its own: the order of keys and the form of numbers are what is compared.
    static func json(_ text: String) -> [String] {
        var reader = JSONLines(text)
        reader.value("")
        return reader.lines
    }
}

/// Walks through a JSON text.
private struct JSONLines {
    private let characters: [Character]
    private var index = 0
    private(set) var lines: [String] = []

    init(_ text: String) { characters = Array(text) }

    private var next: Character? { index < characters.count ? characters[index] : nil }

    mutating func value(_ path: String) {
        switch next {
        case "{": members(path, end: "}") { reader in reader.token().trimmingCharacters(in: ["\""]) }
        case "[":
            var count = -1
            members(path, end: "]") { _ in
                count += 1
                return "\(count)"
            }
        default:
            var value = token()
            if path.hasSuffix("last_transition") {
                value = value.replacingOccurrences(
                    of: #"^\d+\.\d{6}$"#, with: "TIME", options: .regularExpression)
            }
            if path.hasSuffix("advert_sent") { value = "N" }
            if path.hasSuffix("auth_data") { value = "\"********\"" }
            lines.append("\(path) = \(value)")
        }
    }

    private mutating func members(_ path: String, end: Character, _ name: (inout Self) -> String) {
        index += 1
        while let character = next, character != end {
            if character == "," { index += 1 }
            let name = name(&self)
            if next == ":" { index += 1 }
            value("\(path)/\(name)")
        }
        index += 1
    }

    /// A string with its quotes, or a number or word.
    private mutating func token() -> String {
        let start = index
        if next == "\"" {
            index += 1
            while let character = next, character != "\"" { index += character == "\\" ? 2 : 1 }
            index += 1
        } else {
            while let character = next, !",]}\n".contains(character) { index += 1 }
        }
        return String(characters[start..<index])
    }
}
