import ConfigurationSyntax
import Testing

@Suite("Parameters, sequences and conditions")
struct ParameterTests {
    static let parameters = [
        LineTests.Example("6.1 a definition stands at the start of a line", "$A=b c\nx $A", "x|b|c"),
        LineTests.Example("6.1 a value may be empty", "$A=\nx${A}y", "xy"),
        LineTests.Example("6.1 a later definition replaces the first", "$A=1\n$A=2\nx $A", "x|2"),
        LineTests.Example("6.1 definitions stand in blocks too", "block {\n$A=1\n}\nx $A", "block{};x|1"),
        LineTests.Example("6.1 a predefined name may be replaced", "$_PWD=q\nx ${_PWD}", "x|q"),
        LineTests.Example("6.2 braces delimit a name anywhere", "$A=b\nx${A}y \"${A} z\"", "xby|b z"),
        LineTests.Example(
            "6.2 a bare name ends at blank, comma, parenthesis or line end", "$A=b\nx $A $A,$A) $A",
            "x|b|b,b)|b"),
        LineTests.Example("6.2 other ends leave it as it is", "$A=b\nx $A.1 \"$A\"", "x|$A.1|$A"),
        LineTests.Example("6.4 names are looked up late", "$B=${A}2\n$A=1\nx $B\n$A=3\nx $B", "x|12;x|32"),
        LineTests.Example("6.4 names may make names", "$AB=ok\n$C=B\nx ${A${C}}", "x|ok"),
        LineTests.Example("6.5 a definition may have several lines", "$M=a \\\n b c\\\nd\n$M", "a;b|c;d"),
        LineTests.Example("6.5 text before the name joins the first line", "$M=a \\\nb\nx $M", "x|a;b"),
        LineTests.Example("6.5 a blank line ends the definition", "$M=a \\\n\nb", "b"),
        LineTests.Example("6.5 a comment keeps the continuation", "$M=a # c \\\nb\n$M", "a;b"),
        LineTests.Example("6.5 a definition in a body is made on use", "$M=$Z=5\\\nx ${Z}\n$M", "x|5"),
        LineTests.Example(
            "6.5 bodies may hold blocks", "$M=block ${N} { \\\n a ${N} \\\n }\n$N=7\n$M", "block|7{a|7}"),
        LineTests.Example(
            "6.6 the directory, the id and the environment",
            "x ${_PWD} ${_INSTANCE} ${_ENV SITE} ${_ENV NO}y", "x|/etc|me|berlin|y"),
        LineTests.Example("6.6 a random number keeps its bounds", "x ${_RANDOM 5 5}", "x|5"),
    ]

    static let sequences = [
        LineTests.Example("7.1 one number counts from 1", "~SEQ(I,3) x ${I}", "x|1;x|2;x|3"),
        LineTests.Example(
            "7.1 one number may be below", "~SEQ(I,0) x${I}\n~SEQ(I,-2) y${I}", "x1;x0;y-1;y-2"),
        LineTests.Example(
            "7.1 two numbers count either way", "~SEQ(I,2,4) x${I}\n~SEQ(I,4,2) y${I}", "x2;x3;x4;y4;y3;y2"),
        LineTests.Example("7.1 three numbers have a step", "~SEQ(I, 1, 2, 6) x${I}", "x1;x3;x5"),
        LineTests.Example(
            "7.1 numbers may have a base", "~SEQ(I,0x10,0x11) x${I}\n~SEQ(I,010,011) y${I}", "x16;x17;y8;y9"),
        LineTests.Example("7.1 SEQx counts in hexadecimal", "~SEQx(I,9,11) x${I}", "x9;xa;xb"),
        LineTests.Example("7.1 numbers may be parameters", "$N=2\n~SEQ(I,${N}) x${I}", "x1;x2"),
        LineTests.Example("7.2 a list of values", "~LST(I, a, b) x${I}", "xa;xb"),
        LineTests.Example(
            "7.2 a list of sets, with values missing", "~LST({a,b}, {1,2}, {3}) x${a}y${b}z", "x1y2z;x3yz"),
        LineTests.Example("7.3 sequences may be chained", "~SEQ(I,2) ~SEQ(J,2) x${I}${J}", "x11;x12;x21;x22"),
        LineTests.Example(
            "7.3 the text may be a parameter of several lines", "$B=block ${I} {\\\na\\\n}\n~SEQ(I,2) $B",
            "block|1{a};block|2{a}"),
        LineTests.Example("7.4 mid-line it is a word", "x ~SEQ(I,2) y", "x|~SEQ(I,2)|y"),
        LineTests.Example("7.5 the variable stays defined", "~SEQ(I,2) x\ny $I", "x;x;y|2"),
    ]

    static let conditions = [
        LineTests.Example("8.1 a line is kept for its id only", "@me a\n@you b\n@^me c\n@^you d", "a;d"),
        LineTests.Example("8.2 nothing after the id is nothing", "@me\na", "a"),
        LineTests.Example("8.2 a second condition is a word", "@me @me a", "@me|a"),
        LineTests.Example("8.3 a definition may have one", "@me $X=1\n@you $X=2\na $X", "a|1"),
        LineTests.Example(
            "8.4 lists and bodies may hold them", "$M=@me b\\\n@you c\nlist {\n@you a\n$M\n}", "list{b}"),
    ]

    @Test("Text is expanded as keepalived does", arguments: parameters + sequences + conditions)
    func expansion(_ example: LineTests.Example) {
        let reading = read(example.text)
        #expect(reading.tree == example.tree)
        #expect(reading.errors == [])
    }

    static let mistakes: [(text: String, error: String)] = [
        ("~SEQ(I,1,0,6) x", "~SEQ: a step of 0 never reaches the end"),
        ("~SEQ(I,1,-1,6) x", "~SEQ: a step of -1 never reaches the end"),
        ("~SEQ(I,a) x", "~SEQ: 'a' is not a whole number"),
        ("~SEQ(I 1 x", "'~SEQ' needs ')' after its values"),
        (
            "~SEQ(I) x",
            "~SEQ: expected a name and its values, as in ~SEQ(i, 1, 3) or ~LST({a,b}, {1,2}, {3,4})"
        ),
        ("~SEQx(I,-2) x", "~SEQx: negative numbers have no hexadecimal form"),
        ("~LST({a,b}, {1,2,3}) x", "~LST: 3 values for 2 names"),
        ("~SEQ(I,99999999) x", "~SEQ: more than 1000000 rounds"),
        ("x ${_RANDOM 9 3}", "_RANDOM needs MIN and MAX with MIN <= MAX"),
    ]

    @Test("A wrong sequence is one error", arguments: mistakes)
    func told(_ mistake: (text: String, error: String)) {
        #expect(read(mistake.text).errors == [mistake.error])
    }

    static let bombs: [(text: String, error: String)] = [
        ("$A=${A}\nx ${A}", "the line replaces more than 4096 parameters, or grows past 1048576 bytes"),
        (
            (0..<30).map { "$A\($0)=${A\($0 + 1)}${A\($0 + 1)}\n" }.joined() + "$A30=x\ny ${A0}",
            "the line replaces more than 4096 parameters, or grows past 1048576 bytes"
        ),
        ("$A=x\\\n$A\n$A", "parameters and sequences are nested more than 64 deep"),
        (
            "~SEQ(I,1000) ~SEQ(J,1000) ~SEQ(K,1000) x",
            "sequences make more than 5000 lines"
        ),
    ]

    @Test("Endless expansion is an error that names the bound", arguments: bombs)
    func endless(_ bomb: (text: String, error: String)) {
        var limits = Limits()
        limits.expandedLines = 5000
        let reading = read(bomb.text, limits: limits)
        #expect(reading.errors == [bomb.error])
        #expect(reading.wasStopped)
    }
}
