import Foundation
import Testing

/// `edges.txt` is the list of what may depend on what: `A -> B`, sorted. An edge is added by hand, with a reason in
/// doc/architecture.md.
@Suite("Dependencies between targets")
struct EdgeTests {
    private static func allowed() throws -> [String] {
        try Repository.text("Tests/Unit/ArchitectureTests/edges.txt").split(separator: "\n").map(String.init)
    }

    @Test("Every edge is in the list, and every line of the list is an edge")
    func edges() throws {
        let present = try Target.products().flatMap { target in
            (target.dependencies ?? []).map { "\(target.name) -> \($0)" }
        }
        let allowed = try Self.allowed()
        #expect(!present.isEmpty)
        #expect(Set(present).subtracting(allowed).sorted() == [], "edges that nobody has allowed")
        #expect(Set(allowed).subtracting(present).sorted() == [], "lines that nothing needs any more")
        #expect(allowed == allowed.sorted())
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
        let pure = [
            "Timing", "NetworkTypes", "PacketFormats", "ApplicationFormats", "ConfigurationSyntax",
            "Configuration", "Election", "HealthChecks", "Notifications", "VirtualServers",
        ]
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
