import Lab

/// The pages that the tests ask for, by path.
enum Replies {
    static let all: [String: Reply] = {
        var replies = ordinary
        for (path, reply) in broken { replies[path] = reply }
        replies["/page/slow"] = replies["/page"]?.inSingleBytes
        replies["/chunked/slow"] = replies["/chunked"]?.inSingleBytes
        return replies
    }()

    private static let everyByte = (0..<10_240).map { UInt8(truncatingIfNeeded: $0) }

    private static let ordinary: [String: Reply] = [
        "/page": Reply(head: "Content-Length: 5\r\n", page: Array("hello".utf8)),
        "/chunked": Reply(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"),
        "/until-close": Reply("HTTP/1.0 200 OK\r\n\r\nhello"),
        "/empty": Reply("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        "/404": Reply("HTTP/1.0 404 Not Found\r\nContent-Length: 4\r\n\r\nnope"),
        "/500": Reply("HTTP/1.0 500 Oops\r\n\r\noops"),
        "/204": Reply("HTTP/1.1 204 No Content\r\n\r\n"),
        "/every-byte": Reply(head: "Content-Length: 10240\r\n", page: everyByte),
        "/every-byte-until-close": Reply(head: "", page: everyByte),
        "/10MB": Reply(
            head: "Content-Length: 10000000\r\n", page: Array(repeating: UInt8(ascii: "x"), count: 10_000_000)
        ),
        "/more-than-length": Reply(head: "Content-Length: 5\r\n", page: Array("hellomore".utf8)),
        "/length-without-blank": Reply(head: "Content-Length:5\r\n", page: Array("hello".utf8)),
        "/long-head": Reply("HTTP/1.0 200 OK\r\nX: \(String(repeating: "a", count: 4000))\r\n\r\nhello"),
    ]

    private static let broken: [String: Reply] = [
        "/silent": Reply("", .hold),
        "/nothing": Reply(""),
        "/reset": Reply("", .reset),
        "/garbage": Reply("220 mail.example ESMTP\r\n"),
        "/garbage-page": Reply("garbage\r\n\r\nhello"),
        "/half-head": Reply("HTTP/1.0 200 OK\r\nContent-"),
        "/line-feeds": Reply("HTTP/1.0 200 OK\nContent-Length: 5\n\nhello"),
        "/no-status": Reply("HTTP/1.1\r\n\r\nhello"),
        "/cut": Reply(head: "Content-Length: 50\r\n", page: Array("hello".utf8)),
        "/cut-chunk": Reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello"),
        "/kept-open": Reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .hold),
        "/two-lengths": Reply(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello"),
        "/negative-length": Reply(head: "Content-Length: -1\r\n", page: Array("hello".utf8)),
        "/other-length": Reply(head: "X-Content-Length: 3\r\n", page: Array("hello".utf8)),
        "/lower-case-length": Reply(head: "content-length: 5\r\n", page: Array("hellomore".utf8)),
        "/length-in-page": Reply(
            head: "", page: Array("Content-Length: 3\r\nhello".utf8)),
        "/length-and-chunks": Reply(
            head: "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            page: Array("5\r\nhello\r\n0\r\n\r\n".utf8)),
        "/interim": Reply(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        "/204-with-page": Reply("HTTP/1.1 204 No Content\r\n\r\nhello"),
        "/longer-head": Reply("HTTP/1.0 200 OK\r\nX: \(String(repeating: "a", count: 5000))\r\n\r\nhello"),
    ]
}
