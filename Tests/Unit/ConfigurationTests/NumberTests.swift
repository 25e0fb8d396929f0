import ConfigurationSyntax
import Election
import Testing

@testable import Configuration

/// Numbers of any length, in every place of the language that may take one.
@Suite("Numbers of any length")
struct NumberTests {
    /// Digits of each length, with each sign, with a point nowhere, first, in the middle and last.
    static let numbers =
        [13, 19, 20, 40, 400].flatMap { length -> [String] in
            let digits = String(repeating: "9", count: length)
            let half = String(repeating: "9", count: length / 2)
            return [digits, "-\(digits)", "+\(digits)", ".\(digits)", "-\(half).\(half)", "\(digits)."]
        } + [
            "9223372036854775807", "-9223372036854775808", "9223372036854.775807", "-0", ".",
            "0x" + String(repeating: "f", count: 40), "0" + String(repeating: "7", count: 40), "-0x1",
        ]

    static let names = KeywordTables.all.map(\.name)

    private func diagnostics(_ table: BlockTable, _ lines: [String]) -> [Int: [Diagnostic]] {
        var limits = Limits()
        limits.diagnostics = 100_000
        var machine = FakeMachine()
        let file = Samples.file(table, lines.joined(separator: "\n"))
        let all = machine.load(file.text, limits: limits).diagnostics
        return Dictionary(grouping: all) { ($0.location?.line ?? 0) - file.line }
    }

    @Test("No keyword stumbles over a number, and one out of range is told", arguments: names)
    func keywords(_ name: String) throws {
        let table = try #require(KeywordTables.all.first { $0.name == name })
        for keyword in table.keywords where keyword.arguments.block == nil {
            let lines = Self.numbers.flatMap { number in
                [number, "lock \(number) \(number)"].map {
                    Samples.line(table, keyword, $0)
                }
            }
            let told = diagnostics(table, lines)
            guard Self.isBounded(keyword.arguments) else { continue }
            for (index, line) in lines.enumerated() where line.hasSuffix(" " + Self.outside) {
                #expect(told[index]?.contains { $0.severity == .error } == true, "\(name): \(line)")
            }
        }
    }

    /// A number that no range holds.
    private static let outside = String(repeating: "9", count: 40)

    private static func isBounded(_ arguments: Arguments) -> Bool {
        switch arguments {
        case .number, .clampedNumber, .cappedNumber, .optionalNumber, .seconds, .milliseconds, .secondsOrZero,
            .weight,
            .numbers, .ranges, .lockable:
            true
        default: false
        }
    }

    @Test("No line, head or directive stumbles over a number", arguments: numbers)
    func lines(_ number: String) {
        let text = """
            ~SEQ(I, \(number)) # $I
            ~SEQ(I, 1, \(number), 2) # $I
            ~SEQ(I, \(number), \(number)) # $I
            ~SEQx(I, \(number), 1, 3) # $I
            $A=${_RANDOM \(number)}
            # $A ${_RANDOM 1 \(number)}
            @\(number) foo
            global_defs {
            lvs_timeouts tcp \(number) udp \(number)
            lvs_sync_daemon eth0 id \(number) maxlen \(number) port \(number) ttl \(number) group \(number)
            umask \(number)
            vrrp_cpu_affinity \(number) \(number)
            }
            interface_up_down_delays {
            eth0 \(number) \(number)
            }
            vrrp_instance A {
            virtual_ipaddress {
            10.0.0.1/\(number) brd \(number) scope \(number) preferred_lft \(number)
            fe80::1/\(number)
            \(number)
            }
            unicast_peer {
            10.0.0.2/\(number) min_ttl \(number) max_ttl \(number)
            }
            track_interface {
            eth1 weight \(number) reverse
            }
            virtual_routes {
            10.0.0.0/\(number) via 10.0.0.1 mtu lock \(number) encap ip id \(number) ttl \(number)
            }
            }
            virtual_server_group g {
            10.0.0.0/\(number) \(number)
            10.0.0.1-\(number) 80
            fe80::1-\(number) 80
            fwmark \(number)
            }
            virtual_server fwmark \(number) {
            persistence_granularity \(number)
            sorry_server 10.0.0.1 \(number)
            lb_kind TUN type gue port \(number)
            real_server 10.0.0.1 \(number) {
            weight \(number)
            HTTP_GET {
            url {
            path /
            status_code \(number)-\(number)
            regex_stack \(number) \(number)
            }
            }
            }
            }
            """
        var machine = FakeMachine()
        #expect(machine.load(text).testStatus == 5)
    }

    /// Files with a number that would take memory or time in proportion to it, and what it becomes.
    static let costly: [(line: String, message: String)] =
        [
            "garp_master_repeat", "garp_master_refresh_repeat", "garp_lower_prio_repeat",
        ].flatMap { name in
            [
                (
                    RuleTests.file("\(name) 1001"),
                    "'\(name)' 1001 would take too much memory or time: 1000 is used"
                ),
                (
                    "global_defs {\nvrrp_\(name) 2147483647\n}",
                    "'vrrp_\(name)' 2147483647 would take too much memory or time: 1000 is used"
                ),
            ]
        } + [
            (
                RuleTests.file("kernel_rx_buf_size 4294967295"),
                "'kernel_rx_buf_size' 4294967295 would take too much memory or time: 67108864 is used"
            ),
            (
                """
                virtual_server 10.0.0.1 80 {
                protocol TCP
                lb_algo rr
                lb_kind NAT
                real_server 10.0.0.2 80 {
                HTTP_GET {
                url {
                path /
                regex x
                regex_stack 1 99999999999
                }
                }
                }
                }
                """, "'regex_stack' allows too much memory: at most 67108864 bytes are used"
            ),
        ]

    @Test(
        "A number that would take memory or time in proportion to it is bounded, and told", arguments: costly)
    func bounded(_ costly: (line: String, message: String)) throws {
        var machine = FakeMachine()
        let result = machine.load(costly.line)
        #expect(result.messages == [costly.message])
        #expect(result.testStatus == 0)
        if let instance = result.model.instances.first {
            let sent = instance.election.announcement
            let repeats = [sent.masterRepeat, sent.refreshRepeat, sent.lowerPriorityRepeat]
            #expect(repeats.allSatisfy { $0 <= 1000 })
            #expect(instance.receiveBufferBytes ?? 0 <= 64 << 20)
        }
    }

    @Test("A number with very many digits is shown in part only")
    func shown() throws {
        var machine = FakeMachine()
        let result = machine.load("child_wait_time " + String(repeating: "9", count: 100_000))
        let diagnostic = try #require(result.errors.first)
        #expect(diagnostic.message.utf8.count < 600)
        #expect(diagnostic.suggestion == "0 to 4294967295")
    }

    @Test("Decimals are read to the microsecond, however many digits they have")
    func decimals() {
        func millionths(_ text: String) -> Int? { Numbers.decimal(Array(text.utf8)[...])?.millionths }
        #expect(millionths("1.5") == 1_500_000)
        #expect(millionths("0." + String(repeating: "0", count: 400)) == 0)
        #expect(millionths("1." + String(repeating: "9", count: 400)) == 1_999_999)
        #expect(millionths(String(repeating: "0", count: 400) + "2") == 2_000_000)
        #expect(millionths(String(repeating: "9", count: 400)) == Numbers.beyond)
        #expect(millionths("-" + String(repeating: "9", count: 20)) == -Numbers.beyond)
        #expect(millionths("-0.5") == -500_000)
        #expect(millionths(".") == nil)
        #expect(millionths("1e3") == nil)
    }
}
