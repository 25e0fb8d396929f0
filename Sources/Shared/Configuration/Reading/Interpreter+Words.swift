import ConfigurationSyntax
import NetworkTypes

extension Interpreter {
    /// What is missing if only this many words are given; nil: nothing.
    func missing(_ arguments: Arguments, given: Int) -> String? {
        switch arguments {
        case .flag, .boolean, .optionalNumber, .optionalText, .optionalChoice, .optionalScript,
            .hexadecimal(_, true),
            .block, .namedBlock, .headedBlock:
            nil
        case .number, .clampedNumber, .cappedNumber, .secondsOrZero, .numbers, .ranges:
            given > 0 ? nil : "a number"
        case .seconds: given > 0 ? nil : "a time in seconds"
        case .milliseconds: given > 0 ? nil : "a time in milliseconds"
        case .weight: given > 0 ? nil : "a weight"
        case .lockable: given > 0 ? nil : "[lock] N"
        case .text, .shortText, .pattern: given > 0 ? nil : "a word"
        case .address, .gateway, .prefix: given > 0 ? nil : "an address"
        case .multicast: given > 0 ? nil : "a multicast address"
        case .interface: given > 0 ? nil : "an interface"
        case .choice(let words), .choiceInAnyCase(let words): given > 0 ? nil : words.joined(separator: "|")
        case .hexadecimal: given > 0 ? nil : "hexadecimal digits"
        case .script, .command: given > 0 ? nil : "a command"
        case .encapsulation: given > 1 ? nil : "a kind and its words"
        case .rest(let syntax): given > 0 ? nil : syntax
        case .words(let atLeast) where given < atLeast:
            atLeast == 1 ? "at least one word" : "at least \(atLeast) words"
        case .words: nil
        case .special(let syntax, let atLeast, _): given >= atLeast ? nil : syntax
        }
    }

    /// How many words, from `first` on, a keyword inside a line takes.
    func wordsTaken(by arguments: Arguments, of statement: Int, from first: Int) -> Int {
        let given = wordCount(statement) - first
        switch arguments {
        case .weight:
            let next = word(first + 1, of: statement)
            return next == "reverse" || next == "noreverse" ? 2 : 1
        case .lockable: return word(first, of: statement) == "lock" ? 2 : 1
        case .gateway: return ["inet", "inet6"].contains(word(first, of: statement)) ? 2 : 1
        case .optionalNumber: return Numbers.integer(bytes(first, of: statement)) == nil ? 0 : 1
        case .optionalText, .optionalChoice, .boolean, .optionalScript: return min(given, 1)
        case .flag, .block, .namedBlock, .headedBlock: return 0
        case .rest, .words, .numbers, .ranges, .hexadecimal: return given
        case .encapsulation: return encapsulationWords(of: statement, from: first)
        case .special(_, let atLeast, _): return atLeast
        default: return 1
        }
    }

    private func encapsulationWords(of statement: Int, from first: Int) -> Int {
        let pairs: Set<String> = ["id", "dst", "src", "tos", "ttl", "flags", "tc", "hoplimit"]
        guard ["ip", "ip6"].contains(word(first, of: statement)) else { return 2 }
        var index = first + 1
        while pairs.contains(word(index, of: statement)) { index += 2 }
        return index - first
    }

    /// Warns of words beyond those that a keyword takes; keepalived ignores them silently.
    mutating func warnOfExtraWords(_ arguments: Arguments, _ statement: Int, _ keyword: Keyword) {
        let limit: Int
        switch arguments {
        // Commands are split differently, and checked there.
        case .script, .optionalScript, .command: return
        case .words, .numbers, .ranges, .hexadecimal, .rest, .encapsulation, .pattern: return
        case .optionalNumber: limit = 2
        case .special(_, _, let atMost): limit = atMost == Int.max ? Int.max : atMost + 1
        default: limit = 1 + wordsTaken(by: arguments, of: statement, from: 1)
        }
        guard wordCount(statement) > limit else { return }
        if KeywordTables.table(block).keyword(bytes(limit, of: statement)) != nil {
            let name = word(limit, of: statement)
            noteRefused(name)
            return report(
                .error, "'\(name)' after '\(keyword.name)' is ignored", at: limit, of: statement,
                suggestion: "put '\(name)' on a line of its own")
        }
        let text = isSecret(statement) ? "a further word" : "'\(word(limit, of: statement))'"
        report(.warning, "\(text) after '\(keyword.name)' is ignored", at: limit, of: statement)
    }

    /// Checks the word that begins a line.
    mutating func checkFirstWord(_ first: BlockTable.FirstWord, of statement: Int) -> Bool {
        switch first {
        case .prefix: return checkPrefix(0, of: statement)
        case .address: return checkAddress(0, of: statement) != nil
        default: return true
        }
    }

    /// A word as an address. Reports a diagnostic and returns nil if it is not one.
    ///
    /// Where the address is a statement's argument or a line's first word, a prefix length is ignored with a
    /// warning; keepalived cuts it off silently. Later in a line it is refused, as in keepalived.
    mutating func checkAddress(_ index: Int, of statement: Int) -> IPAddress? {
        let text = word(index, of: statement)
        let address = Self.address(text)
        let isCut = text.utf8.contains(UInt8(ascii: "/"))
        guard let address, !isCut || index <= 1 else {
            report(.error, "'\(text)' is not an IPv4 or IPv6 address", at: index, of: statement)
            return nil
        }
        if isCut {
            report(
                .warning, "the prefix length of '\(text)' is ignored: \(address) is used", at: index,
                of: statement, suggestion: "\(address)")
        }
        return address
    }

    /// A word up to its `/` as an address; nil if it is not one.
    func address(_ index: Int, of statement: Int) -> IPAddress? {
        Self.address(word(index, of: statement))
    }

    private static func address(_ text: String) -> IPAddress? {
        IPAddress(text) ?? text.split(separator: "/", maxSplits: 1).first.flatMap { IPAddress($0) }
    }

    /// The address after a keyword that was checked.
    func address(_ value: Value) -> IPAddress? { address(value.word, of: value.statement) }

    /// The numbers after a keyword that was checked.
    func numbers(_ value: Value) -> [Int] {
        (value.word..<wordCount(value.statement)).compactMap {
            Numbers.integer(bytes($0, of: value.statement))
        }
    }

    /// The numbers and ranges of numbers after a keyword that was checked.
    func ranges(_ value: Value) -> [ClosedRange<UInt16>] {
        (value.word..<wordCount(value.statement)).compactMap { index in
            let ends = bytes(index, of: value.statement).split(separator: UInt8(ascii: "-"))
                .compactMap { Numbers.integer($0).flatMap { UInt16(exactly: $0) } }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }

    /// Checks a word as a route's destination.
    mutating func checkDestination(_ index: Int, of statement: Int) -> Bool {
        ["default", "default6", "any", "all"].contains(word(index, of: statement))
            || prefix(word(index, of: statement)) != nil
    }

    /// Checks a word as `ADDRESS[/LENGTH]`, `default`, `any` or `all`.
    mutating func checkPrefix(_ index: Int, of statement: Int) -> Bool {
        let text = word(index, of: statement)
        if !block.isVirtualAddresses, ["default", "any", "all"].contains(text) {
            return true
        }
        guard prefix(text) == nil else { return true }
        let address = text.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        guard let known = IPAddress(address) else {
            report(.error, "'\(text)' is not an IPv4 or IPv6 address", at: index, of: statement)
            return false
        }
        report(
            .error, "'\(text)' has no valid prefix length", at: index, of: statement,
            suggestion: "0 to \(known.family.hostPrefixLength)")
        // As in keepalived, a virtual address gets the prefix length of a host.
        return block.isVirtualAddresses
    }

    /// Reads `ADDRESS[/LENGTH]`.
    func prefix(_ text: String) -> PrefixDraft? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        guard parts.count > 1 else { return PrefixDraft(address: address, prefixLength: nil) }
        guard let length = Numbers.integer(Array(parts[1].utf8)[...]), length >= 0,
            length <= Int(address.family.hostPrefixLength)
        else { return nil }
        return PrefixDraft(address: address, prefixLength: UInt8(length))
    }
}

extension Block {
    /// Whether its lines are virtual addresses.
    var isVirtualAddresses: Bool { self == .addresses || self == .excludedAddresses }

    /// Whether its statements are keywords, rather than lines.
    var hasStatements: Bool { KeywordTables.table(self).layout == .keywords }
}
