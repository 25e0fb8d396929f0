import Configuration
import ConfigurationSyntax
import Testing

/// What is suggested for a word that stands in the wrong place or has a character that nobody sees.
@Suite("Hints")
struct HintTests {
    private func suggestions(_ text: String) -> [String?] {
        var machine = FakeMachine()
        return machine.load(text).errors.map(\.suggestion)
    }

    @Test("A keyword of several blocks is not attributed to one of them")
    func homes() {
        #expect(
            suggestions("virtual_server 10.0.0.1 80 {\nfwmark 5\n}").contains(
                "'fwmark' belongs before the '{': virtual_server IP [PORT] | fwmark N | group NAME {"))
        #expect(
            suggestions("vrrp_script a {\nconnect_port 80\n}").contains(
                "'connect_port' belongs in SMTP_CHECK, in TCP_CHECK, in PING_CHECK, and in 5 more blocks"))
        #expect(
            suggestions("virtual_server 10.0.0.1 80 {\nnotify_up x\n}").contains(
                "'notify_up' belongs in real_server"))
        #expect(
            suggestions("vrrp_instance A {\nchild_wait_time 5\n}").contains(
                "'child_wait_time' belongs outside all blocks"))
        #expect(suggestions("priority 5") == ["'priority' belongs in vrrp_instance"])
    }

    @Test("A keyword of another block is told before one of this block that is spelt like it")
    func otherBlock() {
        #expect(
            suggestions("global_defs {\ndown_timer_adverts 5\n}")
                == ["'down_timer_adverts' belongs in vrrp_instance"])
    }

    @Test("A keyword in the wrong case is told so", arguments: ["PRIORITY", "Priority", "pRIORITY"])
    func wrongCase(_ word: String) {
        #expect(
            suggestions("vrrp_instance A {\n\(word) 5\n}").contains(
                "'priority': keywords are case-sensitive"))
    }

    static let characters: [(text: String, hint: String)] = [
        ("\u{A0}priority 5", "replace the character U+00A0, which looks like a blank, with a space"),
        ("priority\u{A0}5", "replace the character U+00A0, which looks like a blank, with a space"),
        ("priority 5\u{2009}", "replace the character U+2009, which looks like a blank, with a space"),
        ("priority 5\u{3000}", "replace the character U+3000, which looks like a blank, with a space"),
        ("\u{FEFF}priority 5", "remove the invisible character U+FEFF"),
        ("prio\u{200B}rity 5", "remove the invisible character U+200B"),
        ("garp_master_delay \u{2212}5", "replace the character U+2212, which looks like a hyphen, with -"),
        ("interface \u{201C}eth0\u{201D}", "replace the character U+201C, which looks like a quote, with \""),
        (
            "authentication {\nauth_pass\u{A0}hunter2\n}",
            "replace the character U+00A0, which looks like a blank, with a space"
        ),
    ]

    @Test("A character that nobody sees is named", arguments: characters)
    func character(_ example: (text: String, hint: String)) {
        #expect(suggestions("vrrp_instance A {\n\(example.text)\n}").contains(example.hint))
        DiagnosticTests.expectNoSecret("vrrp_instance A {\n\(example.text)\n}")
    }
}
