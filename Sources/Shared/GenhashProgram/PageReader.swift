import ApplicationFormats
import Digests

/// Computes the digest of a page as it arrives: of the bytes after the header as received, including chunk framing, as
/// keepalived does.
struct PageReader {
    /// The header; nil until it has arrived.
    private(set) var head: HTTPResponseHead?
    /// The number of bytes that the digest covers.
    private(set) var pageBytes = 0
    /// Whether the page is complete.
    private(set) var isComplete = false
    private var decoder = HTTPResponseDecoder()
    private var digest: Digest

    /// A reader at the start of the response.
    init(_ algorithm: DigestAlgorithm) {
        digest = Digest(algorithm)
    }

    /// The digest so far.
    var digestValue: [UInt8] { digest.value }

    /// Takes the next bytes.
    ///
    /// - Returns: The range of those that the digest covers.
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

    /// Notes that the server has closed the connection.
    mutating func finish() throws(HTTPResponseError) {
        try decoder.finish()
        isComplete = true
    }
}
