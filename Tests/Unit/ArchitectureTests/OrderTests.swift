import Lab
import Testing

@Suite("The order of functions in the program")
struct OrderTests {
    @Test("Four of five recorded functions lie within one mebibyte; otherwise run 'make order'")
    func recorded() throws {
        let names = try Repository.text("Benchmarks/order/functions.txt").split(separator: "\n")
        let recorded = Set(names)
        #expect(recorded.count == names.count)
        let symbols = try Shell.run(["nm", "--defined-only", Implementation.ours.program()]).output
        let addresses = symbols.split(separator: "\n").compactMap { line -> UInt64? in
            let fields = line.split(separator: " ", maxSplits: 2)
            return recorded.contains(fields[2]) ? UInt64(fields[0], radix: 16) : nil
        }.sorted()
        let least = names.count * 4 / 5
        try #require(addresses.count >= least)
        let spans = zip(addresses, addresses.dropFirst(least - 1)).map { $1 - $0 }
        #expect(try #require(spans.min()) < 1 << 20)
    }
}
