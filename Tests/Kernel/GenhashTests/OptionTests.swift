import Testing

@testable import GenhashProgram

@Suite("genhash's options")
struct OptionTests {
    @Test(
        "Control characters in what is sent are refused",
        arguments: ["--server", "--url", "--use-virtualhost"])
    func control(_ option: String) {
        let words = ["--server", "a", "--port", "80", "--url", "/"]
        #expect(throws: GenhashUsageProblem(text: "\(option): the text contains a carriage return")) {
            try GenhashOptions(words + [option, "a\rb"])
        }
        #expect(throws: Never.self) { try GenhashOptions(words + [option, "/a \u{E9}"]) }
    }
}
