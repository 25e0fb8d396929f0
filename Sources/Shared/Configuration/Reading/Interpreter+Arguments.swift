import ConfigurationSyntax
import NetworkTypes

extension Interpreter {
    private static let truths: [String: Bool] = [
        "on": true, "true": true, "yes": true, "off": false, "false": false, "no": false,
    ]

    /// Checks the arguments of a keyword; nil after an error.
    ///
    /// - Parameters:
    ///   - arguments: what the keyword takes.
    ///   - statement: the statement, as an index of the document's.
    ///   - first: the word after the keyword.
    ///   - keyword: for messages.
    /// - Returns: the number, boolean or the like.
    mutating func check(_ arguments: Arguments, of statement: Int, from first: Int, _ keyword: Keyword)
        -> Value?
    {
        var value = Value(statement: statement, word: first)
        let given = wordCount(statement) - first
        if let syntax = missing(arguments, given: given) {
            report(
                .error, "'\(keyword.name)' needs \(syntax)", at: first - 1, of: statement,
                suggestion: "\(keyword.name) \(syntax)")
            return nil
        }
        value.isGiven = given > 0
        guard check(arguments, &value, keyword) else { return nil }
        if first == 1, block.hasStatements { warnOfExtraWords(arguments, statement, keyword) }
        return value
    }

    private mutating func check(_ arguments: Arguments, _ value: inout Value, _ keyword: Keyword) -> Bool {
        switch arguments {
        case .number(let range):
            return checkNumber(range, &value, keyword)
        case .clampedNumber(let range):
            return checkClampedNumber(range, &value, keyword)
        case .cappedNumber(let range, let used):
            return checkCappedNumber(range, used: used, &value, keyword)
        case .optionalNumber(let range, let absent):
            value.number = absent
            return value.isGiven ? checkNumber(range, &value, keyword) : true
        case .seconds(let range):
            return checkDecimal(range, scale: 1, &value, keyword)
        case .secondsOrZero(let range):
            return checkSecondsOrZero(range, &value, keyword)
        case .milliseconds(let range):
            return checkDecimal(range, scale: 1000, &value, keyword)
        case .weight(let range, let allowsNoReverse):
            return checkWeight(range, allowsNoReverse, &value, keyword)
        case .boolean:
            return checkBoolean(&value, keyword)
        case .numbers(let range):
            return checkNumbers(range, value, keyword, allowsRanges: false)
        case .ranges(let range):
            return checkNumbers(range, value, keyword, allowsRanges: true)
        case .lockable(let range):
            var number = Value(statement: value.statement, word: value.word)
            if word(value.word, of: value.statement) == "lock" {
                number = Value(statement: value.statement, word: value.word + 1)
                guard wordCount(value.statement) > number.word else {
                    return refuse(value, "'\(keyword.name) lock' needs N")
                }
            }
            return checkNumber(range, &number, keyword)
        default:
            return checkText(arguments, value, keyword)
        }
    }

    private mutating func checkText(_ arguments: Arguments, _ value: Value, _ keyword: Keyword) -> Bool {
        let text = bytes(value.word, of: value.statement)
        switch arguments {
        case .shortText(let limit) where text.count > limit:
            return refuse(value, "'\(text.string)' is longer than \(limit) bytes")
        case .interface:
            guard (1...15).contains(text.count) else {
                return refuse(value, "'\(text.string)' is not an interface name (1 to 15 bytes)")
            }
            // Virtual addresses and keywords have rules of their own.
            return block.hasStatements || block.isVirtualAddresses
                || checkInterface(text.string, value.statement, word: value.word)
        case .address:
            return checkAddress(value.word, of: value.statement) != nil
        case .gateway:
            let isMarked = text.string == "inet" || text.string == "inet6"
            let address = isMarked ? word(value.word + 1, of: value.statement) : text.string
            guard IPAddress(address) == nil else { return true }
            return refuse(value, "'\(address)' is not an IPv4 or IPv6 address")
        case .prefix:
            return checkPrefix(value.word, of: value.statement)
        case .multicast:
            guard let address = checkAddress(value.word, of: value.statement) else { return false }
            guard !address.isMulticast else { return true }
            return refuse(value, "'\(text.string)' is not a multicast address", "224.0.0.0/4 or ff00::/8")
        case .choice(let words):
            return checkChoice(words, value, keyword)
        case .optionalChoice(let words):
            return value.isGiven ? checkChoice(words, value, keyword) : true
        case .choiceInAnyCase(let words):
            let isKnown = words.contains { $0.lowercased() == text.string.lowercased() }
            return isKnown ? true : checkChoice(words, value, keyword)
        case .hexadecimal(let digits, let isOptional):
            return isOptional && !value.isGiven ? true : checkHexadecimal(digits, value, keyword)
        default:
            return true
        }
    }

    private mutating func refuse(_ value: Value, _ message: String, _ suggestion: String? = nil) -> Bool {
        report(.error, message, at: value.word, of: value.statement, suggestion: suggestion)
        return false
    }

    private mutating func checkNumber(_ range: ClosedRange<Int>, _ value: inout Value, _ keyword: Keyword)
        -> Bool
    {
        guard let number = number(at: value.word, of: value.statement, for: keyword.name, range) else {
            return false
        }
        value.number = number
        return true
    }

    /// A word as a whole number in the range. Reports a diagnostic and returns nil if it is not one.
    mutating func number(
        at word: Int, of statement: Int, for name: String, _ range: ClosedRange<Int>
    ) -> Int? {
        let text = bytes(word, of: statement)
        guard let number = Numbers.integer(text) else {
            report(
                .error, "'\(text.string)' is not a whole number", at: word, of: statement,
                suggestion: "\(name) takes \(Self.text(of: range))")
            return nil
        }
        guard range.contains(number) else {
            report(
                .error, "\(text.string) is outside the range of '\(name)'", at: word, of: statement,
                suggestion: Self.text(of: range))
            return nil
        }
        return number
    }

    private mutating func checkClampedNumber(
        _ range: ClosedRange<Int>, _ value: inout Value, _ keyword: Keyword
    ) -> Bool {
        let text = bytes(value.word, of: value.statement)
        guard let number = Numbers.integer(text), !range.contains(number) else {
            return checkNumber(range, &value, keyword)
        }
        value.number = min(max(number, range.lowerBound), range.upperBound)
        report(
            .error, "\(text.string) is outside the range of '\(keyword.name)': \(value.number) is used",
            at: value.word, of: value.statement, suggestion: Self.text(of: range))
        return true
    }

    private mutating func checkCappedNumber(
        _ range: ClosedRange<Int>, used: ClosedRange<Int>, _ value: inout Value, _ keyword: Keyword
    ) -> Bool {
        guard checkNumber(range, &value, keyword) else { return false }
        let (least, most) = (used.lowerBound, used.upperBound)
        if value.number < least {
            report(
                .error, "\(value.number) is too low: \(least) is used", at: value.word, of: value.statement,
                suggestion: "at least \(least)")
            value.number = least
        }
        guard value.number > most else { return true }
        report(
            .warning, "'\(keyword.name)' \(value.number) would take too much memory or time: \(most) is used",
            at: value.word, of: value.statement, suggestion: "at most \(most)")
        value.number = most
        return true
    }

    private mutating func checkDecimal(
        _ range: ClosedRange<Int>, scale: Int, _ value: inout Value, _ keyword: Keyword
    ) -> Bool {
        let text = bytes(value.word, of: value.statement)
        guard let decimal = Numbers.decimal(text) else {
            let allowed = Self.text(ofMillionths: range, scale: scale)
            return refuse(
                value, "'\(text.string)' is not a decimal number", "\(keyword.name) takes \(allowed)")
        }
        let microseconds = decimal.millionths / scale
        guard range.contains(microseconds) else {
            return refuse(
                value, "\(text.string) is outside the range of '\(keyword.name)'",
                Self.text(ofMillionths: range, scale: scale))
        }
        if decimal.isRounded || decimal.millionths % scale != 0 {
            report(
                .warning, "\(text.string) is truncated to microseconds", at: value.word,
                of: value.statement)
        }
        value.number = microseconds
        return true
    }

    private mutating func checkSecondsOrZero(
        _ range: ClosedRange<Int>, _ value: inout Value, _ keyword: Keyword
    ) -> Bool {
        if Numbers.decimal(bytes(value.word, of: value.statement))?.millionths == 0 {
            report(
                .warning, "0 is already the default of '\(keyword.name)'", at: value.word,
                of: value.statement,
                suggestion: "remove the line")
            return true
        }
        return checkDecimal(range, scale: 1, &value, keyword)
    }

    private mutating func checkWeight(
        _ range: ClosedRange<Int>, _ allowsNoReverse: Bool, _ value: inout Value, _ keyword: Keyword
    ) -> Bool {
        guard checkNumber(range, &value, keyword) else { return false }
        switch word(value.word + 1, of: value.statement) {
        case "reverse": value.isReversed = true
        case "noreverse" where allowsNoReverse: value.isReversed = false
        case "": break
        case let text where block.hasStatements:
            report(
                .error, "unknown word '\(text)' after the weight", at: value.word + 1, of: value.statement,
                suggestion: "'reverse'")
            return false
        default: break
        }
        return true
    }

    private mutating func checkBoolean(_ value: inout Value, _ keyword: Keyword) -> Bool {
        guard value.isGiven else { return true }
        let text = word(value.word, of: value.statement)
        guard let isOn = Self.truths[text] else {
            return refuse(
                value, "'\(text)' is neither true nor false",
                "on, off, true, false, yes, no; or nothing for on")
        }
        value.isOn = isOn
        return true
    }

    private mutating func checkNumbers(
        _ range: ClosedRange<Int>, _ value: Value, _ keyword: Keyword, allowsRanges: Bool
    ) -> Bool {
        for index in value.word..<wordCount(value.statement) {
            let text = bytes(index, of: value.statement)
            let parts = allowsRanges ? text.split(separator: UInt8(ascii: "-"), maxSplits: 1) : [text]
            let numbers = parts.map { Numbers.integer($0) ?? Int.min }
            guard !numbers.isEmpty, numbers.allSatisfy(range.contains), numbers == numbers.sorted() else {
                report(
                    .error, "'\(text.string)' is outside the range of '\(keyword.name)'", at: index,
                    of: value.statement, suggestion: Self.text(of: range))
                return false
            }
        }
        return true
    }

    private mutating func checkChoice(_ words: [String], _ value: Value, _ keyword: Keyword) -> Bool {
        let text = bytes(value.word, of: value.statement)
        if words.contains(where: { $0.utf8.elementsEqual(text) }) { return true }
        let meant =
            words.first { $0.lowercased() == text.string.lowercased() }.map { "'\($0)'" }
            ?? near(text, words)
        return refuse(
            value, "invalid value '\(text.string)' for '\(keyword.name)'",
            meant ?? words.joined(separator: ", "))
    }

    private mutating func checkHexadecimal(_ digits: Int?, _ value: Value, _ keyword: Keyword) -> Bool {
        var count = 0
        for index in value.word..<wordCount(value.statement) {
            for byte in bytes(index, of: value.statement) {
                let isDigit =
                    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
                guard isDigit || byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X") else {
                    return refuse(value, "'\(keyword.name)' takes hexadecimal digits only")
                }
                count += 1
            }
        }
        if let digits, digits != count {
            return refuse(value, "expected \(digits) hexadecimal digits, not \(count)")
        }
        return count % 2 == 0 ? true : refuse(value, "\(count) hexadecimal digits do not make whole bytes")
    }

    private static func text(ofMillionths range: ClosedRange<Int>, scale: Int) -> String {
        let lowest = Numbers.text(millionths: range.lowerBound * scale)
        return "\(lowest) to \(Numbers.text(millionths: range.upperBound * scale))"
    }

    /// A range as text: `1 to 255`, or `at least 1`.
    static func text(of range: ClosedRange<Int>) -> String {
        range.upperBound == Bounds.natural.upperBound
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
