import CommandLine
import Testing

@testable import Configuration
@testable import Supervisor

@Suite("Manual pages")
struct ManualTests {
    @Test("keepalived.conf(5) names every keyword that has an effect")
    func keywords() throws {
        let named = try Page("keepalived.conf.5").words(after: [".It", ".Ic"])
        let working = KeywordTables.all.flatMap(\.keywords).filter { $0.effect == .works }.map(\.name)
        #expect(working.count > 100)
        #expect(Set(working).subtracting(named).sorted() == [])
    }

    @Test("keepalived.conf(5) lists every root block without effect")
    func blocksWithoutEffect() throws {
        let page = try Page("keepalived.conf.5").text
        let root = KeywordTables.table(.root).keywords
        let missing = root.filter { $0.effect != .works && $0.arguments.block != nil }
            .filter { !page.contains($0.name) }
        #expect(missing.map(\.name) == [])
    }

    @Test("keepalived(8) names every option in both spellings")
    func options() throws {
        let flags = try Page("keepalived.8").flags
        for entry in KeepalivedOptions.table {
            let specification = entry.specification
            if let long = specification.long { #expect(flags.contains("-\(long)"), "--\(long)") }
            if let short = specification.short { #expect(flags.contains("\(short)"), "-\(short)") }
        }
    }

    @Test("keepalived(8) has no long option that the program does not know")
    func unknownOptions() throws {
        let known = Set(KeepalivedOptions.table.compactMap(\.specification.long).map { "-\($0)" })
        let named = try Page("keepalived.8").flags.filter { $0.hasPrefix("-") }
        #expect(named.subtracting(known).sorted() == [])
    }
}
