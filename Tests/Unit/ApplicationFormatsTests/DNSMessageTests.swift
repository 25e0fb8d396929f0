import ApplicationFormats
import Testing

@Suite("DNS messages")
struct DNSMessageTests {
    @Test("A question on the wire")
    func question() throws {
        let query = try DNSQuery(identifier: 0x1234, name: "www.example.", type: .aaaa)
        #expect(
            query.bytes == [
                0x12, 0x34,  // ID
                0x01, 0x00,  // recursion desired
                0, 1, 0, 0, 0, 0, 0, 0,  // one question
                3, 0x77, 0x77, 0x77,  // www
                7, 0x65, 0x78, 0x61, 0x6D, 0x70, 0x6C, 0x65,  // example
                0,  // root
                0, 28,  // AAAA
                0, 1,  // IN
            ])
    }

    @Test("The root has no labels", arguments: ["", "."])
    func root(_ name: String) throws {
        #expect(try DNSQuery(identifier: 0, name: name, type: .soa).bytes.count == 17)
    }

    @Test("Names that cannot be asked for")
    func names() {
        func error(_ name: String) -> DNSNameError? {
            do throws(DNSNameError) {
                _ = try DNSQuery(identifier: 0, name: name, type: .a)
                return nil
            } catch {
                return error
            }
        }
        #expect(error("a..b") == .emptyLabel)
        #expect(error(".a") == .emptyLabel)
        #expect(error("..") == .emptyLabel)
        let label = String(repeating: "a", count: 63)
        #expect(error(label) == nil)
        #expect(error(label + "a") == .labelTooLong(lengthBytes: 64))
        #expect(error("\(label).\(label).\(label).\(label.dropLast(2))") == nil)
        #expect(error("\(label).\(label).\(label).\(label.dropLast())") == .nameTooLong(lengthBytes: 256))
    }

    @Test("The header of a reply")
    func header() {
        let bytes: [UInt8] = [0x12, 0x34, 0x81, 0x83, 0, 1, 0, 0, 0, 1, 0, 0]
        let header = DNSReplyHeader(bytes.span)
        let short = DNSReplyHeader(bytes.span.extracting(0..<11))
        #expect(header?.identifier == 0x1234)
        #expect(header?.isReply == true)
        #expect(header?.codeName == "NXDOMAIN")
        #expect(short == nil)
    }

    @Test("Types by their names")
    func types() {
        #expect(DNSRecordType(name: "dnskey") == .dnskey)
        #expect(DNSRecordType(name: "X") == nil)
        #expect(
            DNSRecordType.allCases.map(\.name).joined(separator: " ")
                == "A NS CNAME SOA MX TXT AAAA RRSIG DNSKEY")
    }
}
