import ApplicationFormats
import LibFuzzer

/// Takes bytes for a datagram of a name server, and for a name to ask for.
@main
struct FuzzDNS {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzDNS.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    static func run(_ bytes: [UInt8]) {
        let header = DNSReplyHeader(bytes.span)
        precondition(
            (header != nil) == (bytes.count >= DNSReplyHeader.lengthBytes), "a header of another length")
        precondition(header?.codeName.isEmpty != true, "a code without a name")
        let name = String(decoding: bytes, as: UTF8.self)
        guard let query = try? DNSQuery(identifier: 0x1234, name: name, type: .a) else { return }
        precondition((17...271).contains(query.bytes.count), "a question of \(query.bytes.count) bytes")
        precondition(labels(of: query.bytes) == query.bytes.count - 4, "the labels end elsewhere")
        let echo = DNSReplyHeader(query.bytes.span)
        precondition(echo?.identifier == 0x1234 && echo?.isReply == false, "a question that is none")
    }

    /// Where the name of a question ends.
    static func labels(of question: [UInt8]) -> Int {
        var offset = DNSReplyHeader.lengthBytes
        while question[offset] != 0 { offset += 1 + Int(question[offset]) }
        return offset + 1
    }
}
