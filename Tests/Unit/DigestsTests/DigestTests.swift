import Digests
import Testing

@Suite("Digests")
struct DigestTests {
    private static func text(_ digest: Digest) -> String {
        digest.value.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(
        "The test vectors of RFC 1321 and FIPS 180-4",
        arguments: [
            (DigestAlgorithm.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
            (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func vectors(_ algorithm: DigestAlgorithm, _ input: String, _ expected: String) {
        var digest = Digest(algorithm)
        digest.update(Array(input.utf8).span)
        #expect(Self.text(digest) == expected)
    }

    @Test("Pieces give what the whole gives", arguments: [DigestAlgorithm.md5, .sha256])
    func pieces(_ algorithm: DigestAlgorithm) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        var whole = Digest(algorithm)
        whole.update(bytes.span)
        var pieces = Digest(algorithm)
        for byte in bytes { pieces.update([byte].span) }
        #expect(pieces.value == whole.value)
        #expect(pieces.value == whole.value, "asking does not change it")
    }
}
