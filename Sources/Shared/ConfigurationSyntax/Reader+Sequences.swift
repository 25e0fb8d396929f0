/// The head of a `~SEQ` or `~LST` line: the names and, round by round, their values.
struct NumberSequence {
    var names: [ArraySlice<UInt8>] = []
    var rounds: [[[UInt8]]] = []
    /// Where the repeated text starts.
    var textOffset = 0
}

extension Reader {
    private static let sequenceWord = Array("~SEQ".utf8)
    private static let hexadecimalWord = Array("~SEQx".utf8)
    private static let listWord = Array("~LST".utf8)

    /// Repeats a line that starts with `~SEQ`, `~SEQx` or `~LST`; false if it starts with another word.
    mutating func repeatLine(_ line: LogicalLine, at position: LinePosition, depth: Int) -> Bool {
        guard let open = line.bytes.firstIndex(of: Byte.openParenthesis) else { return false }
        let word = line.bytes[..<open].trimmingBlanks
        let isHexadecimal = word.elementsEqual(Self.hexadecimalWord)
        let isList = word.elementsEqual(Self.listWord)
        guard isList || isHexadecimal || word.elementsEqual(Self.sequenceWord) else { return false }
        guard let (head, textOffset) = expandedHead(line, from: open + 1) else {
            report("'\(word.string)' needs ')' after its values", at: position, column: line.columns[0])
            return true
        }
        var sequence: NumberSequence
        do throws(SequenceError) {
            sequence =
                isList
                ? try Self.list(head)
                : try Self.numbers(head, isHexadecimal: isHexadecimal, limit: limits.expandedLines)
        } catch {
            report("\(word.string): \(error)", at: position, column: line.columns[0])
            return true
        }
        sequence.textOffset = textOffset
        run(sequence, over: line.dropping(textOffset), at: position, depth: depth)
        return true
    }

    private mutating func run(
        _ sequence: NumberSequence, over text: LogicalLine, at position: LinePosition, depth: Int
    ) {
        for (round, values) in sequence.rounds.enumerated() where !isStopped {
            for (name, value) in zip(sequence.names, values) {
                let key = ArraySlice(Array(name))
                parameters[key] = Parameter(lines: [value])
            }
            var place = position
            document.expansions.append(
                Expansion(
                    cause: .round(number: round + 1, names: sequence.names.map(\.string)),
                    parent: position.expansion))
            place.expansion = Int32(document.expansions.count - 1)
            expandedLineCount += 1
            guard expandedLineCount <= limits.expandedLines else {
                report("sequences make more than \(limits.expandedLines) lines", at: position, column: 1)
                isStopped = true
                return
            }
            process(text, at: place, depth: depth + 1)
        }
    }

    /// The values between the parentheses with their parameters replaced, and the offset after `)`.
    private mutating func expandedHead(_ line: LogicalLine, from start: Int) -> ([UInt8], Int)? {
        guard let close = line.bytes[start...].firstIndex(of: Byte.closeParenthesis) else { return nil }
        var head = LogicalLine(bytes: Array(line.bytes[start..<close]), columns: [])
        head.columns = Array(repeating: 0, count: head.bytes.count)
        var index = 0
        var count = 0
        while let dollar = head.bytes[index...].firstIndex(of: Byte.dollar), count < limits.replacementsInLine
        {
            count += 1
            if let reference = reference(at: dollar, in: head.bytes),
                let parameter = parameters[reference.name],
                parameter.lines.count == 1, mayReplace(in: head)
            {
                head.replace(reference.range, by: parameter.lines[0])
                index = dollar
            } else {
                index = dollar + 1
            }
        }
        return (head.bytes, close + 1)
    }

    /// The rounds of `~SEQ(NAME, [START, [STEP,]] END)`.
    static func numbers(_ head: [UInt8], isHexadecimal: Bool, limit: Int) throws(SequenceError)
        -> NumberSequence
    {
        let parts = head.split(separator: Byte.comma, omittingEmptySubsequences: false).map(\.trimmingBlanks)
        guard (2...4).contains(parts.count), isName(parts[0]) else { throw .shape }
        var numbers: [Int] = []
        for part in parts.dropFirst() {
            guard let number = number(part) else { throw .number(part.string) }
            numbers.append(number)
        }
        let end = numbers[numbers.count - 1]
        let start = numbers.count > 1 ? numbers[0] : end < 0 ? -1 : 1
        let step = numbers.count > 2 ? numbers[1] : end < start ? -1 : 1
        guard step != 0, start == end || (step > 0) == (end > start) else { throw .step(step) }
        guard !isHexadecimal || min(start, end) >= 0 else { throw .negativeHexadecimal }
        guard (end - start) / step < limit else { throw .tooMany(limit) }
        let radix = isHexadecimal ? 16 : 10
        let rounds = stride(from: start, through: end, by: step).map {
            [Array(String($0, radix: radix).utf8)]
        }
        return NumberSequence(names: [parts[0]], rounds: rounds)
    }

    /// The rounds of `~LST(NAME, V1, V2)` or `~LST({A,B}, {1,2}, {3,4})`.
    static func list(_ head: [UInt8]) throws(SequenceError) -> NumberSequence {
        let parts = splitOutsideBraces(head)
        guard let first = parts.first, parts.count > 1 else { throw .shape }
        let names = set(first)
        guard !names.isEmpty, names.allSatisfy(isName) else { throw .shape }
        var rounds: [[[UInt8]]] = []
        for part in parts.dropFirst() {
            let values = first.first == Byte.openBrace ? set(part) : [part]
            guard values.count <= names.count else { throw .tooManyValues(values.count, names.count) }
            rounds.append((0..<names.count).map { $0 < values.count ? Array(values[$0]) : [] })
        }
        return NumberSequence(names: names, rounds: rounds)
    }

    private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        text.first.map(Byte.isNameStart) == true && text.allSatisfy(Byte.isName)
    }

    /// A decimal number, or one with `0x` or a leading 0 as in C; at most nine digits.
    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        let isNegative = text.first == Byte.minus
        let digits = isNegative || text.first == Byte.plus ? text.dropFirst() : text
        guard let first = digits.first, Byte.isDigit(first), digits.count <= 10 else { return nil }
        let string = digits.string
        let value: Int?
        if string.hasPrefix("0x") || string.hasPrefix("0X") {
            value = Int(string.dropFirst(2), radix: 16)
        } else if string.hasPrefix("0"), string.utf8.count > 1 {
            value = Int(string, radix: 8)
        } else {
            value = Int(string)
        }
        return value.map { isNegative ? -$0 : $0 }
    }

    private static func splitOutsideBraces(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var depth = 0
        var start = 0
        for index in text.indices {
            if text[index] == Byte.openBrace { depth += 1 }
            if text[index] == Byte.closeBrace { depth -= 1 }
            if text[index] == Byte.comma, depth <= 0 {
                parts.append(text[start..<index].trimmingBlanks)
                start = index + 1
            }
        }
        parts.append(text[start...].trimmingBlanks)
        return parts
    }

    private static func set(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        guard text.first == Byte.openBrace, text.last == Byte.closeBrace, text.count > 1 else {
            return [text]
        }
        return text.dropFirst().dropLast().split(separator: Byte.comma, omittingEmptySubsequences: false)
            .map(\.trimmingBlanks)
    }
}

/// Why a `~SEQ` or `~LST` cannot be run.
enum SequenceError: Error, CustomStringConvertible {
    case shape
    case number(String)
    case step(Int)
    case negativeHexadecimal
    case tooMany(Int)
    case tooManyValues(Int, Int)

    var description: String {
        switch self {
        case .shape: "expected a name and its values, as in ~SEQ(i, 1, 3) or ~LST({a,b}, {1,2}, {3,4})"
        case .number(let text): "'\(text)' is not a whole number"
        case .step(let step): "a step of \(step) never reaches the end"
        case .negativeHexadecimal: "negative numbers have no hexadecimal form"
        case .tooMany(let limit): "more than \(limit) rounds"
        case .tooManyValues(let have, let want): "\(have) values for \(want) names"
        }
    }
}
