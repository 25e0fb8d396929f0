import ProcessMessages
import Testing

@Suite("Which tracked processes have a quorum, as a topic")
struct ProcessQuorumsTests {
    @Test("What is written is read, in any order", arguments: [[:], ["a": true, "b": false], ["ü": false]])
    func roundTrip(_ quorums: [String: Bool]) {
        #expect(ProcessQuorums(reading: ProcessQuorums(quorums).encoded).quorums == quorums)
    }

    @Test("Without a value, or with one that nobody writes, nothing is known")
    func nothing() {
        #expect(ProcessQuorums(reading: nil).quorums == [:])
        #expect(ProcessQuorums(reading: [1, 2]).quorums == [:])
    }
}
