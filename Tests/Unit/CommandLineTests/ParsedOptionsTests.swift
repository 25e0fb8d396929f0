import CommandLine
import Testing

@Suite("Taking a command line apart")
struct ParsedOptionsTests {
    static let specifications = [
        OptionSpecification(long: "flag", short: "f"),
        OptionSpecification(long: "value", short: "v", .required),
        OptionSpecification(long: "maybe", short: "m", .optional),
        OptionSpecification(long: "valid"),
        OptionSpecification(long: nil, short: "x"),
    ]

    private func parse(_ words: String...) throws -> ParsedOptions {
        try ParsedOptions(words, specifications: Self.specifications)
    }

    private func occurrences(_ words: String...) throws -> [String] {
        let parsed = try ParsedOptions(words, specifications: Self.specifications)
        return parsed.occurrences.map { "\($0.index)\($0.value.map { "=\($0)" } ?? "")" }
    }

    @Test("Values stand after the letter, after a blank, or after an equals sign")
    func values() throws {
        #expect(try occurrences("-vx") == ["1=x"])
        #expect(try occurrences("-v", "x") == ["1=x"])
        #expect(try occurrences("--value", "x") == ["1=x"])
        #expect(try occurrences("--value=x=y") == ["1=x=y"])
        #expect(try occurrences("--value=") == ["1="])
    }

    @Test("An optional value must touch its option")
    func optionalValues() throws {
        #expect(try occurrences("-mx", "--maybe=x") == ["2=x", "2=x"])
        let parsed = try parse("-m", "x", "--maybe", "y")
        #expect(parsed.occurrences.map(\.value) == [nil, nil])
        #expect(parsed.operands == ["x", "y"])
    }

    @Test("Letters are bundled, the last one may take the rest as its value")
    func bundles() throws {
        #expect(try occurrences("-fxfvfx") == ["0", "4", "0", "1=fx"])
    }

    @Test("A word may be abbreviated as long as it is the only one that begins so")
    func abbreviations() throws {
        #expect(try occurrences("--fl", "--may=1", "--valu=2") == ["0", "2=1", "1=2"])
        #expect(throws: ParsedOptions.Problem.unknown("--val")) { try parse("--val") }
    }

    @Test("Options and operands mix, and everything after -- is an operand")
    func operands() throws {
        let parsed = try parse("a", "-f", "b", "--", "-f", "--value")
        #expect(parsed.occurrences.map(\.index) == [0])
        #expect(parsed.operands == ["a", "b", "-f", "--value"])
        #expect(try parse("-").operands == ["-"])
        #expect(try parse().operands == [])
    }

    @Test("A repeated option occurs as often as it is given, in order")
    func order() throws {
        #expect(try occurrences("-v1", "-f", "-v2") == ["1=1", "0", "1=2"])
    }

    @Test("What is wrong is named as it was written, wherever it stands")
    func problems() {
        #expect(throws: ParsedOptions.Problem.unknown("-Z")) { try parse("a", "-fZ") }
        #expect(throws: ParsedOptions.Problem.unknown("--zebra=1")) { try parse("a", "b", "--zebra=1", "c") }
        #expect(throws: ParsedOptions.Problem.missingArgument("-v")) { try parse("-f", "-v") }
        #expect(throws: ParsedOptions.Problem.missingArgument("--value")) { try parse("a", "--value") }
        #expect(throws: ParsedOptions.Problem.unknown("--flag=1")) { try parse("--flag=1") }
    }

    @Test("The problems read as keepalived's sentences")
    func sentences() {
        #expect("\(ParsedOptions.Problem.unknown("--x"))" == "Unknown option --x")
        #expect("\(ParsedOptions.Problem.missingArgument("-v"))" == "Missing parameter for option -v")
    }

    @Test("A command line can be taken apart again and again")
    func again() throws {
        for _ in 0..<3 {
            #expect(throws: ParsedOptions.Problem.self) { try parse("-f", "-Z", "-f") }
            #expect(try occurrences("-fx") == ["0", "4"])
        }
    }
}
