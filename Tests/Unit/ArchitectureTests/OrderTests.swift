import Lab
import Testing

@Suite("The order of functions in the program")
struct OrderTests {
    @Test("Most recorded functions exist, in at most 40 pieces of 64 KiB; otherwise run 'make order'")
    func recorded() throws {
        let names = try Repository.text("Benchmarks/order/functions.txt").split(separator: "\n")
        let recorded = Set(names)
        #expect(recorded.count == names.count)
        let symbols = try Shell.run(["nm", "--defined-only", Implementation.ours.program()]).output
        var found: Set<Substring> = []
        var pieces: Set<UInt64> = []
        for line in symbols.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 2)
            guard recorded.contains(fields[2]), let address = UInt64(fields[0], radix: 16) else { continue }
            found.insert(fields[2])
            pieces.insert(address >> 16)
        }
        #expect(found.count >= names.count * 4 / 5)
        #expect(pieces.count <= 40)
    }
}
