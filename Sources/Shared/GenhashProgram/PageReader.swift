import ApplicationFormats
import Digests

/// Computes the digest of a page as it arrives: of the bytes after the head as they come, chunk framing included, as
/// keepalived does.
struct PageReader {
    /// The head, once it has arrived.
    private(set) var head: HTTPResponseHead?
    /// How many bytes the digest covers.
    private(set) var pageBytes = 0
    /// Whether the page is complete.
    private(set) var isComplete = false
    private var decoder = HTTPResponseDecoder()
    private var digest: Digest

    /// A reader before the first byte.
    init(_ algorithm: DigestAlgorithm) {
        digest = Digest(algorithm)
    }

    /// The digest of all that was read.
    var digestValue: [UInt8] { digest.value }

    /// Takes the next bytes; which of them the digest covers.
    mutating func read(_ bytes: Span<UInt8>) throws(HTTPResponseError) -> Range<Int> {
        var position = 0
        var covered = 0..<0
        while let event = try decoder.next(in: bytes, at: &position) {
            switch event {
            case .head(let head):
                self.head = head
                covered = position..<position
            case .content(let range), .framing(let range): covered = covered.lowerBound..<range.upperBound
            case .end: isComplete = true
            }
        }
        digest.update(bytes.extracting(covered))
        pageBytes += covered.count
        return covered
    }

    /// The server has closed the connection.
    mutating func finish() throws(HTTPResponseError) {
        try decoder.finish()
        isComplete = true
    }
}
