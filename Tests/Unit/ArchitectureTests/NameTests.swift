import Testing

@Suite("Names of types")
struct NameTests {
    private static let modifiers: Set<Substring> = [
        "public", "package", "private", "fileprivate", "final", "indirect", "@frozen", "@safe",
    ]
    private static let keywords: Set<Substring> = ["class", "enum", "protocol", "struct", "typealias"]

    /// The names of the types that a file declares outside all others: their lines begin without a blank.
    private static func topLevelTypes(of text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
                .drop { modifiers.contains($0) }
            guard words.count > 1, keywords.contains(words[words.startIndex]) else { return nil }
            return String(words[words.startIndex + 1].prefix { $0.isLetter || $0.isNumber })
        }
    }

    @Test("No two types at the top level have the same name, whatever their files and targets")
    func unique() throws {
        var paths: [String: [String]] = [:]
        for (path, text) in try Repository.sources() {
            for name in Self.topLevelTypes(of: text) { paths[name, default: []].append(path) }
        }
        #expect(paths.count > 400)
        #expect(paths.filter { $0.value.count > 1 } == [:])
    }
}
