@testable import Configuration

/// Text that a keyword accepts, and text that it must refuse.
enum Samples {
    private static let special: [String: String] = [
        "use_vmac": "vrrp.5", "use_ipvlan": "ipv.5", "sorry_server": "10.0.0.9 80",
        "smtp_server": "10.0.0.9 25", "notification_email": "{\na@example.com\n}",
        "user": "root", "script_user": "root", "key": "1 secret", "persistence_granularity": "255.255.255.0",
        "regex_stack": "1 2",
        "init_file": "1 overwrite",
        "lb_kind": "NAT", "lvs_method": "TUN type gue port 5", "sorry_server_lvs_method": "DR",
        "garp_extra_if": "all 9",
        "vmac_garp_intvl": "9", "vrrp_iptables": "IN OUT", "vrrp_ipsets": "a b",
        "include_check": "+read -match",
        "umask": "IRWXG|IRWXO", "scope": "link", "broadcast": "+", "brd": "-", "preferred_lft": "forever",
        "state": "BACKUP", "vrrp_mcast_group6": "ff02::77", "lvs_timeouts": "tcp 5", "regex": "\"^a$b \"",
    ]

    /// Words that a keyword accepts.
    static func accepted(_ keyword: Keyword) -> String {
        if case .flag = keyword.arguments { return "" }
        if let text = special[keyword.name] { return text }
        return switch keyword.arguments {
        case .flag, .boolean, .optionalScript, .optionalText, .optionalChoice: ""
        case .number(let range), .clampedNumber(let range), .cappedNumber(let range, _):
            "\(min(range.lowerBound + 1, range.upperBound))"
        case .lockable(let range): "lock \(range.upperBound)"
        case .optionalNumber(let range, _): "\(range.upperBound)"
        case .seconds(let range), .secondsOrZero(let range): number(clamping: 1_000_000, to: range)
        case .milliseconds(let range): number(clamping: 2_000_000, to: range, scale: 1000)
        case .weight(let range, _): "\(range.upperBound - 1) reverse"
        case .text where ["track_file", "name"].contains(keyword.name): "NAME"
        case .text, .shortText, .pattern: "x"
        case .words: "a b"
        case .numbers: "0 1"
        case .ranges(let range): "\(range.lowerBound)-\(range.upperBound)"
        case .address, .prefix: "10.0.0.7"
        case .gateway: "inet 10.0.0.7"
        case .multicast: "224.0.0.77"
        case .interface: "eth1"
        case .choice(let words), .choiceInAnyCase(let words): words[0]
        case .hexadecimal: String(repeating: "0a", count: 16)
        case .script, .command: "\"/usr/bin/true 'a b'\""
        case .encapsulation: "ip id 5 dst 10.0.0.7"
        case .rest: "via 10.0.0.7 dev eth1"
        case .special: "x"
        case .block: "{\n}"
        case .namedBlock: "other {\n}"
        case .headedBlock: "10.0.0.7 80 {\n}"
        }
    }

    /// Words that a keyword refuses.
    static func refused(_ keyword: Keyword) -> [String] {
        switch keyword.arguments {
        case .number(let range), .clampedNumber(let range), .optionalNumber(let range, _),
            .cappedNumber(let range, _), .lockable(let range), .numbers(let range):
            outside(range) + ["x", "1.5", "0x10", "1e2"]
        case .ranges(let range): outside(range) + ["9-3"]
        case .weight(let range, _): outside(range) + ["x"]
        case .seconds(let range), .milliseconds(let range), .secondsOrZero(let range):
            ["x", "1e3", "-1", "5s", "1.2.3"] + (range.upperBound < 1 << 50 ? ["99999999999"] : [])
        case .boolean: ["1", "ON", "maybe"]
        case .address, .gateway, .prefix: ["10.0.0.256", "x"]
        case .multicast: ["10.0.0.1", "x"]
        case .interface: ["abcdefghijklmnop"]
        case .choice, .choiceInAnyCase, .optionalChoice: ["no_such_choice"]
        case .hexadecimal: ["0g", "0aa"]
        case .shortText(let limit): [String(repeating: "x", count: limit + 1)]
        default: []
        }
    }

    private static func outside(_ range: ClosedRange<Int>) -> [String] {
        (range.upperBound < Bounds.natural.upperBound ? ["\(range.upperBound + 1)"] : []) + [
            "\(range.lowerBound - 1)"
        ]
    }

    private static func number(clamping value: Int, to range: ClosedRange<Int>, scale: Int = 1) -> String {
        Numbers.text(millionths: min(max(value, range.lowerBound), range.upperBound) * scale)
    }

    /// A file with one line of a block, and the number of that line.
    static func file(_ table: BlockTable, _ line: String) -> (text: String, line: Int) {
        var text = """
            vrrp_script NAME { script "/usr/bin/true" }
            track_file NAME { file /tmp/x }
            vrrp_track_process NAME { process x }
            bfd_instance NAME { neighbor_ip 10.0.0.1 }

            """
        let blocks = table.name == "(root)" ? [] : table.name.split(separator: "/").map(String.init)
        for (index, block) in blocks.enumerated() {
            text += block + head(block, isOutermost: index == 0) + " {\n"
        }
        text += line + "\n" + String(repeating: "}\n", count: blocks.count)
        return (text, 5 + blocks.count)
    }

    private static func head(_ block: String, isOutermost: Bool) -> String {
        switch block {
        case "track_file" where isOutermost: " a"
        case "vrrp_instance", "vrrp_sync_group", "vrrp_script", "vrrp_track_process", "bfd_instance",
            "vrrp_track_file", "track_group", "virtual_server_group":
            " a"
        case "virtual_server", "real_server": " 10.0.0.1 80"
        default: ""
        }
    }

    /// A line that begins as the lines of a block must, with a keyword.
    static func line(_ table: BlockTable, _ keyword: Keyword, _ words: String) -> String {
        let text = keyword.name + " " + words
        guard case .lines(let first) = table.layout else { return text }
        switch first {
        case .name: return (table.name.hasSuffix("track_interface") ? "eth1 " : "NAME ") + text
        case .prefix: return (keyword.name == "peer" ? "10.0.0.5 " : "10.0.0.5/24 ") + text
        case .address: return "10.0.0.5 " + text
        case .destination: return keyword.name == "nexthop" ? "10.0.0.0/8 " + text : text + " 10.0.0.0/8"
        case .keyword, .special: return text
        }
    }
}
