import Foundation

/// A manual page of the source tree.
struct Page {
    let text: String

    init(_ name: String) throws {
        text = try String(contentsOf: Self.url(name), encoding: .utf8)
    }

    /// Where a page is in the source tree.
    static func url(_ name: String) -> URL {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appendingPathComponent("man/\(name)")
    }

    /// The words of the lines that begin with one of these macros; separators are no words.
    func words(after macros: [String]) -> Set<String> {
        var result: Set<String> = []
        for line in text.split(separator: "\n") where macros.contains(where: { line.hasPrefix($0 + " ") }) {
            result.formUnion(line.split(separator: " ").dropFirst().map(String.init))
        }
        return result
    }

    /// What stands after `Fl` anywhere in the page, without the macro's own hyphen.
    var flags: Set<String> {
        var result: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix(".") {
            let words = line.dropFirst().split(separator: " ")
            for (index, word) in words.enumerated() where word == "Fl" && words.indices.contains(index + 1) {
                result.insert(String(words[index + 1]))
            }
        }
        return result
    }
}
