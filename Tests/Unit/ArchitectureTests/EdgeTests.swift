import Foundation
import Testing

/// `edges.txt` is the list of what may depend on what, sorted: `A -> B`, where `B` is in a layer above in the table of
/// doc/architecture.md, and `A ~> B`, where both are in one layer. An edge is added by hand, with a reason in that document.
@Suite("Dependencies between targets")
struct EdgeTests {
    private struct Edge: Hashable, CustomStringConvertible {
        var from: String
        var to: String
        var isSideways: Bool

        var description: String { "\(from) \(isSideways ? "~>" : "->") \(to)" }
    }

    private static func allowed() throws -> [Edge] {
        try Repository.text("Tests/Unit/ArchitectureTests/edges.txt").split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            try #require(words.count == 3 && ["->", "~>"].contains(words[1]), "\(line)")
            return Edge(from: words[0], to: words[2], isSideways: words[1] == "~>")
        }
    }

    @Test("Every edge is in the list, and every line of the list is an edge")
    func edges() throws {
        let present = try Target.products().flatMap { target in
            (target.dependencies ?? []).map { "\(target.name) \($0)" }
        }
        let allowed = try Self.allowed().map { "\($0.from) \($0.to)" }
        #expect(!present.isEmpty)
        #expect(Set(present).subtracting(allowed).sorted() == [], "edges that nobody has allowed")
        #expect(Set(allowed).subtracting(present).sorted() == [], "lines that nothing needs any more")
        let lines = try Repository.text("Tests/Unit/ArchitectureTests/edges.txt").split(separator: "\n")
        #expect(lines == lines.sorted())
    }

    @Test(
        "Every target is in one layer of the table in doc/architecture.md, and all in the table are targets")
    func layers() throws {
        let layers = try Layers()
        #expect(try Set(layers.numbers.keys) == Set(Target.products().map(\.name)))
        #expect(layers.repeated == [])
    }

    @Test("An edge leads to a layer above; one within a layer is marked as such in the list")
    func order() throws {
        let layers = try Layers().numbers
        for edge in try Self.allowed() {
            let from = try #require(layers[edge.from])
            let to = try #require(layers[edge.to])
            #expect(edge.isSideways ? to == from : to < from, "\(edge): layers \(from) and \(to)")
        }
    }

    @Test("A file imports only what its target depends on")
    func imports() throws {
        let system: Set<String> = ["Glibc"]
        let targets = try Target.products()
        for (path, text) in try Repository.sources() {
            let owner = try #require(
                targets.filter { path.hasPrefix($0.path + "/") }.max { $0.path.count < $1.path.count },
                "\(path) is in no target")
            let allowed = system.union(owner.dependencies ?? [])
            for module in Self.imports(of: text) {
                #expect(allowed.contains(module), "\(path) imports \(module)")
            }
        }
    }

    @Test("The layers below the operating system import nothing of it")
    func pureLayers() throws {
        let pure = try Layers().numbers.filter { (1...3).contains($0.value) }.map(\.key)
        #expect(pure.contains("Election"))
        for (path, text) in try Repository.sources()
        where pure.contains(where: { path.hasPrefix("Sources/Shared/\($0)/") }) {
            #expect(Self.imports(of: text).filter { !pure.contains($0) } == [], "\(path)")
        }
    }

    static func imports(of text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard line.first != " ", let index = words.firstIndex(of: "import"), index <= 2,
                words.indices.contains(index + 1)
            else { return nil }
            return String(words[index + 1])
        }
    }
}

/// The layers of the table in doc/architecture.md, where they are written, and nowhere else.
private struct Layers {
    /// The layer of each target.
    private(set) var numbers: [String: Int] = [:]
    /// Targets that stand in the table twice.
    private(set) var repeated: [String] = []

    init() throws {
        for line in try Repository.text("doc/architecture.md").split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 2, let number = Int(cells[0].prefix { $0 != " " }) else { continue }
            // What stands in parentheses is another name.
            let names = cells[1].replacing(/\(.*?\)/, with: "").split(separator: "`")
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            for name in names where numbers.updateValue(number, forKey: name) != nil { repeated.append(name) }
        }
    }
}
