import JSON
import Testing

@Suite("JSON")
struct JSONTests {
    private static let value = JSONValue.object([
        .init("b", .array([.integer(-9_007_199_254_740_993), .real(0.5), .boolean(true), .null])),
        .init("a", .string("\"\\ \u{1}é\n")),
    ])

    @Test("What is written can be read, members in their order")
    func roundTrip() throws {
        for layout in [JSONValue.Layout.compact, .indented] {
            #expect(try JSONValue(Array(Self.value.text(layout).utf8)) == Self.value)
        }
        #expect(
            Self.value.text(.compact) == #"{"b":[-9007199254740993,0.5,true,null],"a":"\"\\ \u0001é\n"}"#)
    }

    @Test("An indented text has a member on each line")
    func indented() {
        #expect(
            JSONValue.object([.init("a", .integer(1)), .init("b", .array([]))]).text(.indented)
                == "{\n  \"a\": 1,\n  \"b\": []\n}")
    }

    @Test(
        "A text that is no JSON is refused with the place",
        arguments: [
            ("", 1), ("{\n\"a\": }", 2), ("[1] 2", 1), ("{\"a\":1,\"a\":2}", 1),
        ])
    func errors(text: String, line: Int) {
        #expect {
            try JSONValue(Array(text.utf8))
        } throws: { error in
            (error as? JSONError)?.line == line
        }
    }

    @Test("Depth has a bound")
    func depth() {
        let text = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError.self) { try JSONValue(text) }
    }
}
