@testable import GenhashProgram

/// A deliberate difference from Debian's genhash. A line that is no difference any more fails the tests.
struct Difference: Sendable {
    /// What is asked for, after server and port.
    let words: [String]
    /// Whether there is a server at all.
    var isListening = true
    /// Standard output and status of Debian's.
    let debian: (output: String, status: Int32)
    /// Standard output and status of ours.
    let ours: (output: String, status: Int32)
    /// A part of what ours says on standard error.
    var message = ""
    /// Why.
    let reason: String

    private static let failure = "a failure ends with status 1, and stands on standard error alone"
    private static let cut = "the digest of half a page would be taken for that of the page"
    private static let malformed = "a length that can be read in two ways is no length (RFC 9112 §6.3)"
    private static let helloMD5 = "5d41402abc4b2a76b9719d911017c592\n"
    private static let helMD5 = "46356afe55fa3cea9cbe73ad442cad47\n"

    private static func failing(
        _ path: String, _ output: String, _ message: String, _ reason: String = failure
    ) -> Difference {
        Difference(
            words: ["-t", "1", "-u", path], debian: (output, 0), ours: ("", 1), message: message,
            reason: reason)
    }

    private static func other(_ path: String, _ debian: String, _ ours: String, _ reason: String)
        -> Difference
    {
        Difference(words: ["-t", "1", "-u", path], debian: (debian, 0), ours: (ours, 0), reason: reason)
    }

    static let all: [Difference] = [
        Difference(
            words: ["-u", "/"], isListening: false, debian: ("Connection failed\n", 0), ours: ("", 1),
            message: "Connection refused", reason: failure),
        Difference(
            words: ["-h"], debian: ("", 1), ours: (GenhashHelp.text, 0),
            reason: "help that was asked for is no failure"),
        Difference(
            words: ["--s", "127.0.0.1", "-u", "/page"], debian: (helloMD5, 0), ours: ("", 1),
            message: "Unknown option --s", reason: "--sha256 begins so, too"),
        failing("/silent", "Timeout WEB read\n", "no further bytes of the answer within 1 s"),
        Difference(
            words: ["-S", "-t", "1", "-u", "/silent"], debian: ("Timeout connecting\n", 0), ours: ("", 1),
            message: "no TLS handshake within 1 s", reason: failure),
        failing("/nothing", "", "closed the connection without an answer"),
        failing("/reset", "Read error with\n", "Connection reset by peer"),
        failing("/garbage", "", "is not HTTP"),
        failing("/garbage-page", helloMD5, "is not HTTP"),
        failing("/half-head", "", "ended in the header, after 25 bytes"),
        failing("/line-feeds", "", "ended in the header, after 40 bytes"),
        failing("/no-status", helloMD5, "no status code"),
        failing("/cut", helloMD5, "after 5 of 50 bytes", cut),
        failing("/cut-chunk", "32e7b2000651342d046008514809d727\n", "before its last chunk", cut),
        failing("/two-lengths", helMD5, "Content-Length", malformed),
        failing("/negative-length", helloMD5, "Content-Length", malformed),
        other("/kept-open", "Timeout HTTP read\n", helloMD5, "the page is complete"),
        other("/other-length", helMD5, helloMD5, "X-Content-Length is another field"),
        other(
            "/lower-case-length", "2bac258416cdc68eef50395a6895844a\n", helloMD5,
            "names of fields have no case (RFC 9110 §5.1)"),
        other(
            "/length-in-page", "90f910a44798e0d68879b43382042a40\n", "29c330edfa14e508342178416b334df0\n",
            "the page is not its header"),
        other(
            "/length-and-chunks", "7fe2a3cc5a04b36a2d61fa184bee68f3\n", "79e9489e3bd3f0cb0158215341de046d\n",
            "chunks outrank a length (RFC 9112 §6.3)"),
        other(
            "/interim", "c7ed1e85ec6705a450868a371980fbf6\n", helloMD5,
            "the response proper comes after 1xx (RFC 9110 §15.2)"),
        other(
            "/204-with-page", helloMD5, "d41d8cd98f00b204e9800998ecf8427e\n",
            "204 has no page (RFC 9110 §15.3.5)"),
        other("/longer-head", "", helloMD5, "a header may have 65,536 bytes, not 4,095"),
    ]
}
