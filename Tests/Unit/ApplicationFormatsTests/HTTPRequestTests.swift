import ApplicationFormats
import Testing

@Suite("HTTP requests")
struct HTTPRequestTests {
    @Test(
        "The bytes are those that keepalived sends",
        arguments: [
            ("1.0", "GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: h:80\r\n\r\n"),
            (
                "1.0C",
                "GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: h:80\r\n\r\n"
            ),
            (
                "1.1",
                "GET /x HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: h:80\r\n\r\n"
            ),
        ])
    func bytes(_ version: String, _ expected: String) throws {
        let version = try #require(HTTPRequest.Version(version))
        let request = HTTPRequest(path: "/x", host: "h:80", version: version)
        #expect(String(decoding: request.bytes, as: UTF8.self) == expected)
    }

    @Test("Path and host with control characters stay in their lines")
    func control() {
        let request = HTTPRequest(path: "/a\r\nX: y", host: "h\n\0")
        #expect(
            String(decoding: request.bytes, as: UTF8.self)
                == "GET /a??X: y HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: h??\r\n\r\n")
    }

    @Test("Other versions are unknown", arguments: ["", "2", "1.1c", "1.0 "])
    func unknownVersions(_ text: String) {
        #expect(HTTPRequest.Version(text) == nil)
    }
}
