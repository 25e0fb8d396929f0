/// The status line and the fields of an HTTP/1.x response, and what they say about the content (RFC 9112 §6).
public struct HTTPResponseHead: Equatable, Sendable {
    /// How the end of the content is recognized.
    public enum Framing: Equatable, Sendable {
        /// `Content-Length` bytes; 0 for a status that has no content (204, 304).
        case counted(Int)
        /// `Transfer-Encoding: chunked`.
        case chunked
        /// The end of the connection.
        case untilClose
    }

    /// The header as received, including the empty line.
    public let bytes: [UInt8]
    /// The status code, 100 to 999.
    public let statusCode: Int
    /// The minor version: 1 for HTTP/1.1.
    public let minorVersion: Int
    /// The value of `Content-Length`; nil if absent.
    public private(set) var contentLength: Int?
    /// Whether the content is in chunks.
    public private(set) var isChunked = false
    /// Whether the server closes the connection, as it says or as its version implies.
    public private(set) var closesConnection: Bool

    /// Parses a header that ends with an empty line.
    init(_ bytes: [UInt8]) throws(HTTPResponseError) {
        self.bytes = bytes
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let status = lines.first, let statusLine = StatusLine(Array(status)) else {
            throw .invalidStatusLine
        }
        statusCode = statusLine.code
        minorVersion = statusLine.minorVersion
        closesConnection = statusLine.minorVersion == 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            try note(name: Self.text(line[..<colon]), value: Self.text(line[(colon + 1)...]))
        }
    }

    /// How the content ends. Chunks take precedence over a length (RFC 9112 §6.3).
    public var framing: Framing {
        if isInterim || statusCode == 204 || statusCode == 304 { return .counted(0) }
        if isChunked { return .chunked }
        return contentLength.map(Framing.counted) ?? .untilClose
    }

    /// Whether the final response is still to come (1xx).
    var isInterim: Bool { statusCode < 200 }

    private mutating func note(name: String, value: String) throws(HTTPResponseError) {
        switch name {
        case "content-length":
            let isNumber = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isNumber, let number = Int(value), number == contentLength ?? number else {
                throw .invalidContentLength
            }
            contentLength = number
        case "transfer-encoding":
            isChunked = Self.words(of: value).last == "chunked"
        case "connection":
            if Self.words(of: value).contains("close") { closesConnection = true }
            if Self.words(of: value).contains("keep-alive") { closesConnection = false }
        default: break
        }
    }

    /// The text in lower case, without blanks and carriage returns at both ends.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let rest = bytes.drop(while: isBlank)
        let end = rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? rest.startIndex
        return String(decoding: rest[rest.startIndex..<end], as: UTF8.self).lowercased()
    }

    private static func words(of list: String) -> [String] {
        list.utf8.split(separator: UInt8(ascii: ",")).map { text(ArraySlice($0)) }
    }
}

/// `HTTP/1.1 200 OK`; the reason is optional.
private struct StatusLine {
    let code: Int
    let minorVersion: Int

    init?(_ line: [UInt8]) {
        func digit(_ index: Int) -> Int? {
            guard line.indices.contains(index), (0x30...0x39).contains(line[index]) else { return nil }
            return Int(line[index]) - 0x30
        }
        guard let minor = digit(7), line.count > 12, line[8] == 0x20, let hundreds = digit(9), hundreds > 0,
            let tens = digit(10), let ones = digit(11), line[12] == 0x20 || line[12] == 0x0D
        else { return nil }
        code = hundreds * 100 + tens * 10 + ones
        minorVersion = minor
    }
}
