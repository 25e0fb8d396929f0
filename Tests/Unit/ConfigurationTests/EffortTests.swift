import Configuration
import ConfigurationSyntax
import Testing

/// Files that are wrong a hundred thousand times: the work grows with the file, not faster.
@Suite("Effort", .serialized)
struct EffortTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }

        /// A text made by repeating a piece.
        init(_ name: String, _ piece: String, times: Int = 20_000, before: String = "", after: String = "") {
            self.name = name
            text = before + String(repeating: piece, count: times) + after
        }
    }

    static let all = [
        Wrong("closing braces in lines", "}\n", times: 100_000),
        Wrong("closing braces in a line", "}", times: 100_000),
        Wrong("opening braces", "{", times: 100_000),
        Wrong("opening braces in lines", "{\n", times: 100_000),
        Wrong("pairs of braces", "{}", times: 100_000),
        Wrong("unknown keywords", "unknown\n"),
        Wrong("unknown keywords in a block", "advert_intt 1\n", before: "vrrp_instance A {\n", after: "}"),
        Wrong("blocks without a brace", "vrrp_instance\n"),
        Wrong("blocks that are not closed", "vrrp_instance A {\n"),
        Wrong("statements and blocks in a line", "a { b } "),
        Wrong("quotes", "\"", times: 100_000),
        Wrong("quotes in lines", "\"\n"),
        Wrong("an open quote in each line", "x \"y\n"),
        Wrong("undefined parameters", "a $B\n"),
        Wrong("undefined parameters in a line", "$B "),
        Wrong("undefined parameters in braces", "${B} "),
        Wrong("undefined parameters that are not closed", "${B "),
        Wrong("undefined parameters that close at the end", "${B ", after: "}"),
        Wrong("undefined parameters between braces", "a ${B} { } "),
        Wrong("closing braces behind a parameter", "}", before: "a $B "),
        Wrong("dollars", "$", times: 100_000),
        Wrong("conditions", "@a "),
        Wrong("conditions in lines", "@a\n"),
        Wrong("sequences", "~SEQ(i, 1, 3) $i\n", times: 30_000),
        Wrong("sequences that are wrong", "~SEQ(i\n"),
        Wrong("a long sequence in each line", "~SEQ(i, 1, 900000)\n", times: 1000),
        Wrong("a parameter that holds itself", "$A\n", before: "$A=$A $A\n", after: "\n"),
        Wrong(
            "long values", "$A ", times: 4000, before: "$A=" + String(repeating: "x", count: 60_000) + "\n"),
        Wrong("values in lines", "$A $A $A\n", before: "$A=1\n"),
        Wrong("a definition of many lines", "x \\\n", before: "$A= \\\n", after: "\n$A\n"),
        Wrong("includes of itself", "include /etc/keepalived/keepalived.conf\n"),
        Wrong("includes of nothing", "include none\n"),
        Wrong("includes of a small file", "include small\n"),
        Wrong("braces in an include", "{a,", before: "include "),
        Wrong("words", "a "),
        Wrong("words with passwords", "auth_pass "),
        Wrong("wrong choices", "lb_algo no\n", before: "virtual_server 10.0.0.1 80 {\n", after: "}"),
        Wrong("wrong addresses", "x\n", before: "vrrp_instance A {\nvirtual_ipaddress {\n", after: "}\n}"),
        Wrong("the same address", "10.0.0.1\n", before: "virtual_server_group g {\n", after: "}"),
    ]

    @Test("A file that is wrong very often is read in a moment", .timeLimit(.minutes(4)), arguments: all)
    func wrong(_ wrong: Wrong) {
        var machine = FakeMachine()
        machine.files["/etc/keepalived/small"] = Array("# small\n".utf8)
        let clock = ContinuousClock()
        let begin = clock.now
        var limits = Limits()
        limits.expandedLines = 100_000
        let result = machine.load(wrong.text, limits: limits)
        // An optimized build on a quiet machine takes a fiftieth of it; what is quadratic takes hours.
        #expect(begin.duration(to: clock.now) < .seconds(90))
        #expect(result.diagnostics.count <= 2 * Limits().diagnostics)
    }

    /// Lines with a number in place of `#`.
    private static func numbered(_ count: Int, _ line: String) -> String {
        (0..<count).map { line.replacing("#", with: "\($0)") }.joined(separator: "\n") + "\n"
    }

    static let references = [
        Wrong("members that are not there", "", before: instances + group(numbered(20_000, "Vi_#"))),
        Wrong(
            "members of a group of servers",
            "", before: "virtual_server_group g {\n" + addresses + "}\n"),
        Wrong(
            "the same virtual server of a big group", "virtual_server group g { protocol TCP\n}\n",
            times: 20_000, before: "virtual_server_group g {\n" + addresses + "}\n"),
        Wrong(
            "groups that are not there", "",
            before: numbered(2000, "virtual_server_group g# { 10.0.0.1 80\n}")
                + numbered(20_000, "virtual_server group h# {\n}")),
        Wrong(
            "instances of one id with groups of their own", "",
            before: "vrrp_version 3\n"
                + (0..<20_000).map { instance($0, "mcast_dst_ip 224.1.\($0 / 256).\($0 % 256)") }.joined()),
        Wrong(
            "instances of one id with peers of their own", "",
            before: (0..<20_000).map {
                instance($0, "unicast_peer { 10.1.\($0 / 256).\($0 % 256)\n}")
            }.joined()),
        Wrong(
            "interfaces of many garp_groups", "",
            before: (0..<5000).map {
                "garp_group {\ngarp_interval 1\ninterface eth\($0 + 2)\n}\n" + instance($0, "")
            }.joined()),
        Wrong(
            "tracked files that are not there", "",
            before: numbered(5000, "track_file f# {\nfile /tmp/x\n}")
                + "virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n"
                + numbered(10_000, "FILE_CHECK {\ntrack_file g#\n}") + "}\n}\n"),
    ]

    private static let instances = (0..<5000).map { instance($0, "") }.joined()
    private static let addresses = (0..<20_000).map { "10.2.\($0 / 256).\($0 % 256) 80\n" }.joined()

    private static func instance(_ number: Int, _ line: String) -> String {
        "vrrp_instance VI_\(number) {\ninterface eth0\nvirtual_router_id 5\n\(line)\n"
            + "virtual_ipaddress {\n10.0.0.1\n}\n}\n"
    }

    private static func group(_ members: String) -> String {
        "vrrp_sync_group G {\ngroup {\n\(members)}\n}\n"
    }

    @Test(
        "Blocks that refer to very many others are read in a moment", .timeLimit(.minutes(4)),
        arguments: references)
    func many(_ wrong: Wrong) {
        var machine = FakeMachine(interfaces: ["eth0", "eth1"] + (2..<5002).map { "eth\($0)" })
        let clock = ContinuousClock()
        let begin = clock.now
        _ = machine.load(wrong.text)
        #expect(begin.duration(to: clock.now) < .seconds(15))
    }
}
