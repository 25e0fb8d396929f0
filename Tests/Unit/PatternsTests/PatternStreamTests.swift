import Patterns
import Testing

@Suite("Patterns in bytes that come in pieces")
struct PatternStreamTests {
    private static func outcome(
        _ pattern: String, _ pieces: [String], from earliest: Int = 0, to latest: Int? = nil
    ) throws -> PatternStream.Outcome {
        var stream = PatternStream(try Pattern(pattern, latestOffset: latest), earliestOffset: earliest)
        for piece in pieces {
            let outcome = stream.search(Array(piece.utf8).span)
            if outcome != .undecided { return outcome }
        }
        return stream.finish()
    }

    @Test(
        "Every split into two pieces, and single bytes, give what the whole gives",
        arguments: [
            ("lo w", "hello world", true), ("^world", "hello world", false),
            ("\\bworld$", "hello world", true),
            ("(?<=hello )w", "hello world", true), ("(?<!hello )w", "hello world", false),
            ("(?m)^b", "a\nb\n", true), ("\\Ab", "ab", false), ("a.*d", "a b c d e", true), ("^$", "", true),
            ("h.*x", "hello world", false), ("(?=ab)a", "aab", true), ("x?", "", true), ("\\z", "ab", true),
        ])
    func splits(_ pattern: String, _ text: String, _ isFound: Bool) throws {
        let expected: PatternStream.Outcome = isFound ? .found : .absent
        #expect(try Self.outcome(pattern, [text]) == expected)
        for length in 0...text.utf8.count {
            let pieces = [String(text.prefix(length)), String(text.dropFirst(length))]
            #expect(try Self.outcome(pattern, pieces) == expected, "\(pieces)")
        }
        #expect(try Self.outcome(pattern, text.map(String.init)) == expected)
    }

    @Test("A match begins between the two offsets", arguments: [true, false])
    func offsets(_ isWhole: Bool) throws {
        let text = "a.a.a"
        let pieces = isWhole ? [text] : text.map(String.init)
        #expect(try Self.outcome("a", pieces, from: 4) == .found)
        #expect(try Self.outcome("a", pieces, from: 5) == .absent)
        #expect(try Self.outcome("a\\.a", pieces, from: 3, to: 10) == .absent)
        #expect(try Self.outcome("\\.a", pieces, from: 2, to: 3) == .found)
        #expect(try Self.outcome("\\.a", pieces, from: 2, to: 2) == .absent)
        #expect(try Self.outcome("a", pieces, from: 100) == .absent)
    }

    @Test("A long page is searched in little memory")
    func long() throws {
        var stream = PatternStream(try Pattern("needle"))
        let piece = [UInt8](repeating: UInt8(ascii: "n"), count: 100_000)
        for _ in 0..<100 {
            let outcome = stream.search(piece.span)
            #expect(outcome == .undecided)
        }
        let end = Array("eedle".utf8)
        let outcome = stream.search(end.span)
        #expect(outcome == .found)
    }

    @Test("A match that would be too long is given up")
    func tooLong() throws {
        var stream = PatternStream(try Pattern("a[^b]*b"))
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
        var outcome = PatternStream.Outcome.undecided
        var count = 0
        while outcome == .undecided, count < 100 {
            outcome = stream.search(piece.span)
            count += 1
        }
        #expect(outcome == .failed("a match would be longer than 1048576 bytes"))
    }

    @Test("A pattern that takes too much is given up")
    func tooCostly() throws {
        let text = String(repeating: "a", count: 40)
        #expect(try Self.outcome("^(a+)+$", [text + "b"]) == .failed("match limit exceeded"))
    }

    @Test("A pattern that is wrong says where")
    func wrong() {
        #expect { try Pattern("a(b") } throws: { error in
            "\(error)" == "missing closing parenthesis at byte 3"
        }
    }
}
