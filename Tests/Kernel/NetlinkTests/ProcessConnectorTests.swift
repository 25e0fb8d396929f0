import Glibc
import SystemCalls
import Testing

@testable import Netlink

@Suite("Reports of processes", .serialized)
struct ProcessConnectorTests {
    /// Whether the kernel reports to this process: in the initial namespaces only.
    private static let isAvailable = (try? ProcessConnector()) != nil

    /// Starts a program that ends at once, and waits for its end.
    private func run() throws -> Int32 {
        let number = try Spawn(words: ["/bin/true"]).start().process
        waitpid(number, nil, 0)
        return number
    }

    @Test(
        "A process is forked, executes a program and ends; threads are not reported",
        .enabled(if: isAvailable, "the kernel reports to the initial network namespace only"))
    func life() throws {
        let connector = try ProcessConnector()
        let number = try run()
        let all = try #require(try connector.receive())
        #expect(all.contains(.answered(0)))
        let own = all.filter { [.forked(number), .became(number), .ended(number)].contains($0) }
        #expect(own.first == .forked(number) && own.last == .ended(number) && own.contains(.became(number)))
    }

    @Test(
        "Reports that do not fit the buffer are lost, and the next ones come again",
        .enabled(if: isAvailable, "the kernel reports to the initial network namespace only"))
    func loss() throws {
        let connector = try ProcessConnector(bufferBytes: 16_384)
        for _ in 0..<200 { _ = try run() }
        #expect(try connector.receive() == nil)
        let number = try run()
        #expect(try #require(try connector.receive()).contains(.ended(number)))
    }

    /// A `nlmsghdr`, a `cn_msg` and a `proc_event` of this kind, as a machine with this byte order writes them.
    private static func message(_ what: UInt32, _ numbers: [Int32], index: UInt32 = 1) -> [UInt8] {
        var words: [UInt32] = [76, 3, 0, 0, index, 1, 0, 0, 40, what, 0, 0, 0]
        words += numbers.map { UInt32(bitPattern: $0) }
        words += Array(repeating: 0, count: 19 - words.count)
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    @Test(
        "What the kernel writes",
        arguments: [
            (message(0, [0]), .answered(0)), (message(0, [1]), .answered(1)),
            (message(1, [7, 7, 8, 8]), .forked(8)), (message(1, [7, 7, 8, 7]), nil),
            (message(2, [8, 8]), .became(8)), (message(0x200, [8, 8]), .became(8)),
            (message(0x200, [9, 8]), nil), (message(0x8000_0000, [8, 8]), .ended(8)),
            (message(0x8000_0000, [9, 8]), nil), (message(4, [8, 8]), nil),
            (message(1, [7, 7, 8, 8], index: 2), nil),
        ] as [([UInt8], ProcessReport?)])
    func decoding(_ bytes: [UInt8], _ expected: ProcessReport?) {
        var found: [ProcessReport?] = []
        ReceivedMessage.forEach(in: bytes) { found.append(ProcessReport($0)) }
        #expect(found == [expected])
    }

    @Test("A message that is cut short is none")
    func short() {
        var bytes = Self.message(1, [7, 7, 8, 8])
        bytes[0] = 60
        var found: [ProcessReport?] = []
        ReceivedMessage.forEach(in: Array(bytes[..<60])) { found.append(ProcessReport($0)) }
        #expect(found == [nil])
    }
}
