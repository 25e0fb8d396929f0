import Testing

@testable import VirtualRouting

@Suite("JSON in keepalived's layout")
struct KeepalivedJSONTests {
    @Test("Texts are escaped, the slash too")
    func texts() {
        #expect(KeepalivedJSON.string("a/b\"c\\d\n\t\u{1}é").text == #""a\/b\"c\\d\n\t\u0001é""#)
    }

    @Test(
        "Seconds have as few decimals as possible, whole ones none",
        arguments: [
            (Duration.seconds(1), "1"), (.milliseconds(100), "0.1"), (.microseconds(7), "0.000007"),
            (.zero, "0"), (.milliseconds(40_950), "40.95"),
        ])
    func seconds(_ duration: Duration, _ expected: String) {
        #expect(KeepalivedJSON.seconds(duration).text == expected)
    }

    @Test("Members keep their order, and there is no white space")
    func structure() {
        let value = KeepalivedJSON.array([
            .object([("z", .integer(-1)), ("a", .boolean(true)), ("m", .flag(false))]), .array([]),
            .object([]),
        ])
        #expect(value.text == #"[{"z":-1,"a":true,"m":0},[],{}]"#)
    }
}
