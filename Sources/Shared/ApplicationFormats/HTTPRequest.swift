/// A request for one page, with exactly the bytes that keepalived's checkers and genhash send.
public struct HTTPRequest: Equatable, Sendable {
    /// The protocol version of the request, and how the connection ends.
    public enum Version: String, Sendable, CaseIterable {
        /// HTTP/1.0.
        case http10 = "1.0"
        /// HTTP/1.0 with `Connection: close`.
        case http10Close = "1.0c"
        /// HTTP/1.1, always with `Connection: close`.
        case http11 = "1.1"

        /// The version named by `-P` or `http_protocol`: 1.0, 1.0c, 1.0C or 1.1.
        public init?(_ text: String) {
            self.init(rawValue: text == "1.0C" ? "1.0c" : text)
        }

        fileprivate var isClosing: Bool { self != .http10 }
        fileprivate var word: String { self == .http11 ? "HTTP/1.1" : "HTTP/1.0" }
    }

    /// The method.
    public var method: String
    /// The path, sent unchanged.
    public var path: String
    /// The value of the field `Host`.
    public var host: String
    /// The protocol version.
    public var version: Version

    /// A request; by default GET over HTTP/1.0.
    public init(method: String = "GET", path: String, host: String, version: Version = .http10) {
        self.method = method
        self.path = path
        self.host = host
        self.version = version
    }

    /// The bytes on the wire. Control characters in the path and the host are replaced by question marks.
    public var bytes: [UInt8] {
        let connection = version.isClosing ? "Connection: close\r\n" : ""
        let first = LineText.line("\(method) \(path) \(version.word)")
        let last = LineText.line("Host: \(host)")
        return Array("\(first)\r\nUser-Agent: KeepAliveClient\r\n\(connection)\(last)\r\n\r\n".utf8)
    }
}
