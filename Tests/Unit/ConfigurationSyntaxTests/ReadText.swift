import ConfigurationSyntax

/// A disk of texts.
struct TextHost: Host {
    var files: [String: [UInt8]] = [:]
    var kinds: [String: FileKind] = [:]
    var asked: [String] = []

    mutating func contents(of path: String) -> Result<[UInt8], FileProblem> {
        asked.append(path)
        return files[path].map { .success($0) } ?? .failure(.missing)
    }

    func paths(matching pattern: String) -> [String] {
        let parts = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return files[pattern] == nil ? [] : [pattern] }
        return files.keys.filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) }.sorted()
    }

    func kind(of path: String) -> FileKind {
        kinds[path] ?? (files[path] == nil ? .missing : .regular(isExecutable: false))
    }

    func environmentVariable(_ name: String) -> String? { name == "SITE" ? "berlin" : nil }
    func nodeName() -> String { "node-a" }
    func currentDirectory() -> String { "/cwd" }
    func randomSeed() -> UInt64 { 1 }
}

/// Blocks `block` and `list` anywhere, `root` outside all blocks; everything else is a plain keyword.
struct TestGrammar: Grammar {
    func block(openedBy keyword: ArraySlice<UInt8>, in block: BlockKind) -> BlockKind? {
        guard block == .root || block.number == 1 else { return nil }
        switch keyword.string {
        case "block": return BlockKind(number: 1)
        case "list": return BlockKind(number: 2)
        case "root" where block == .root: return BlockKind(number: 1)
        default: return nil
        }
    }

    func isKnown(_ keyword: ArraySlice<UInt8>, in block: BlockKind) -> Bool {
        block.number == 1 && keyword.string != "root"
    }
}

/// What reading a text gave, as text: words joined by `|`, blocks in braces, statements by `;`.
struct Reading {
    let tree: String
    let errors: [String]
    let diagnostics: [Diagnostic]
    let wasStopped: Bool
    let undefined: [String]

    init(_ result: ReadResult) {
        let document = result.document
        tree = Self.text(document, 0..<document.statements.count)
        diagnostics = result.diagnostics.all
        errors = diagnostics.filter { $0.severity == .error }.map(\.message)
        wasStopped = result.wasStopped
        undefined = document.undefinedParameters.map(\.name)
    }

    private static func text(_ document: Document, _ range: Range<Int>) -> String {
        var parts: [String] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let statement = document.statements[index]
            var text = (0..<Int(statement.wordCount))
                .map { document.bytes(ofWord: $0, in: statement).string }.joined(separator: "|")
            if statement.hasBlock { text += "{" + Self.text(document, index + 1..<Int(statement.end)) + "}" }
            parts.append(text)
            index = Int(statement.end)
        }
        return parts.joined(separator: ";")
    }
}

/// Reads a text as `/etc/main.conf`.
func read(
    _ text: String, files: [String: String] = [:], kinds: [String: FileKind] = [:], limits: Limits = Limits()
) -> Reading {
    read(Array(text.utf8), files: files, kinds: kinds, limits: limits)
}

/// Reads bytes as `/etc/main.conf`.
func read(
    _ text: [UInt8], files: [String: String] = [:], kinds: [String: FileKind] = [:], limits: Limits = Limits()
) -> Reading {
    var host = TextHost()
    host.files = files.mapValues { Array($0.utf8) }
    host.files["/etc/main.conf"] = text
    host.kinds = kinds
    var boxed: any Host = host
    return Reading(
        Reader.read(
            path: "/etc/main.conf", configID: "me", host: &boxed, grammar: TestGrammar(), limits: limits))
}
