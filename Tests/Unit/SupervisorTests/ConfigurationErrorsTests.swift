import ConfigurationSyntax
import Testing

@testable import Supervisor

@Suite("Errors that keep a configuration from replacing another")
struct ConfigurationErrorsTests {
    private func errors(_ messages: String..., dropped: Int = 0) -> ConfigurationErrors {
        ConfigurationErrors(messages.map { Diagnostic(.error, $0) }, droppedCount: dropped)
    }

    @Test("Errors that the running one has, too, are not new, wherever they stand")
    func known() {
        #expect(errors("a", "b").countOfNew(since: errors("b", "a", "c")) == 0)
        #expect(errors().countOfNew(since: errors("a")) == 0)
    }

    @Test("One more of the same kind is new")
    func more() {
        #expect(errors("a", "a").countOfNew(since: errors("a")) == 1)
        #expect(errors("a", "b").countOfNew(since: errors()) == 2)
    }

    @Test("What was too much to be told counts as errors")
    func dropped() {
        #expect(errors("a", dropped: 3).countOfNew(since: errors("a")) == 3)
        #expect(errors("a", dropped: 3).countOfNew(since: errors("a", dropped: 3)) == 0)
    }

    @Test("Warnings, and scripts that run as root, are none")
    func others() {
        var script = Diagnostic(.error, "runs as root")
        script.category = .security
        let result = ConfigurationErrors([Diagnostic(.warning, "w"), script])
        #expect(result.countOfNew(since: errors()) == 0)
    }
}
