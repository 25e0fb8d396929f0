/// A keyword of a block: which arguments it takes, and what it does.
///
/// A class, because a large file takes two million look-ups, and copying a keyword costs more than finding
/// it.
final class Keyword: Sendable {
    /// What a keyword does with its checked arguments.
    typealias Action = @Sendable (inout Interpreter, Value) -> Void

    /// How far a keyword is supported.
    enum Effect: Equatable, Sendable {
        /// It is fully supported.
        case works
        /// It is checked but has no effect yet.
        case none
        /// It is checked but has no effect yet, and the election depends on it: an instance that uses it, or
        /// whose sync group does, stays in FAULT rather than take an address by ignoring it.
        case unsupported
        /// It is an old spelling of another keyword, and is supported as far as that is.
        case oldSpelling(of: String)
        /// It never had an effect, or no longer has one.
        case obsolete
    }

    let name: String
    /// The bytes of the name.
    let spelling: [UInt8]
    let arguments: Arguments
    let effect: Effect
    let action: Action?

    /// A keyword that is fully supported.
    init(_ name: String, _ arguments: Arguments, action: @escaping Action) {
        self.name = name
        spelling = Array(name.utf8)
        self.arguments = arguments
        effect = .works
        self.action = action
    }

    /// A keyword that is recorded although it has no effect.
    init(_ name: String, _ arguments: Arguments, effect: Effect, action: @escaping Action) {
        self.name = name
        spelling = Array(name.utf8)
        self.arguments = arguments
        self.effect = effect
        self.action = action
    }

    /// A keyword without an action.
    init(_ name: String, _ arguments: Arguments, effect: Effect = .none) {
        self.name = name
        spelling = Array(name.utf8)
        self.arguments = arguments
        self.effect = effect
        action = nil
    }

    /// An old spelling.
    init(_ name: String, _ arguments: Arguments, oldSpellingOf current: String, action: Action? = nil) {
        self.name = name
        spelling = Array(name.utf8)
        self.arguments = arguments
        effect = .oldSpelling(of: current)
        self.action = action
    }
}

/// The arguments that a keyword takes.
enum Arguments: Sendable {
    /// Nothing.
    case flag
    /// Nothing, or one of on, off, true, false, yes, no.
    case boolean
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A whole number. One outside the range is reported and replaced by the nearest one inside.
    case clampedNumber(ClosedRange<Int>)
    /// A whole number in the first range. One above the second range would take too much time or memory, so
    /// that the end of that range is used, with a warning; one below it is an error, and the start of that
    /// range is used.
    case cappedNumber(ClosedRange<Int>, used: ClosedRange<Int>)
    /// A whole number, or nothing, which stands for `absent`.
    case optionalNumber(ClosedRange<Int>, absent: Int)
    /// A decimal number of seconds; the range is in microseconds.
    case seconds(ClosedRange<Int>)
    /// A decimal number of milliseconds; the range is in microseconds.
    case milliseconds(ClosedRange<Int>)
    /// A whole number; 0 is the old way to switch the setting off.
    case secondsOrZero(ClosedRange<Int>)
    /// A whole number, optionally followed by `reverse` (or `noreverse`).
    case weight(ClosedRange<Int>, allowsNoReverse: Bool)
    /// One word.
    case text
    /// One word of at most this many bytes.
    case shortText(limitBytes: Int)
    /// At most one word.
    case optionalText
    /// At least this many words.
    case words(atLeast: Int)
    /// One or more whole numbers.
    case numbers(ClosedRange<Int>)
    /// One or more whole numbers or ranges.
    case ranges(ClosedRange<Int>)
    /// An address.
    case address
    /// An IPv4 or IPv6 group address.
    case multicast
    /// An interface's name, at most 15 bytes.
    case interface
    /// One of these words.
    case choice([String])
    /// One of these words, in any case.
    case choiceInAnyCase([String])
    /// One of these words, or none.
    case optionalChoice([String])
    /// Pairs of hexadecimal digits; exactly `digits` of them unless that is nil.
    case hexadecimal(digits: Int?, isOptional: Bool)
    /// A command, optionally followed by `USER [[:]GROUP]`.
    case script
    /// The same as `script`, or nothing.
    case optionalScript
    /// A command without user.
    case command
    /// `[lock] N`.
    case lockable(ClosedRange<Int>)
    /// An address, optionally preceded by `inet` or `inet6`.
    case gateway
    /// An address, optionally followed by `/` and a prefix length; also `default`, `any`, `all`.
    case prefix
    /// `encap ip …`: a kind with pairs of words, or with one word.
    case encapsulation
    /// The rest of the line.
    case rest(syntax: String)
    /// A pattern or other text in which an undefined parameter is not an error.
    case pattern
    /// Words that the keyword checks itself; `syntax` describes them.
    case special(syntax: String, atLeast: Int, atMost: Int)
    /// A block without a name.
    case block(Block)
    /// A block with exactly one name.
    case namedBlock(Block)
    /// A block with a head of several words.
    case headedBlock(Block, syntax: String, atLeast: Int, atMost: Int)

    /// The block that the keyword opens.
    var block: Block? {
        switch self {
        case .block(let block), .namedBlock(let block), .headedBlock(let block, _, _, _): block
        default: nil
        }
    }

    /// Whether `$NAME` in the arguments may be meant for a shell or a regular expression.
    var mayHoldForeignDollars: Bool {
        switch self {
        case .script, .optionalScript, .command, .pattern: true
        default: false
        }
    }
}

/// The arguments of a statement, checked against its keyword.
struct Value {
    /// The statement, as an index of `Document.statements`.
    let statement: Int
    /// The index of the first argument in the statement.
    let word: Int
    /// A number, or a time in microseconds.
    var number = 0
    /// A boolean; true for a bare keyword.
    var isOn = true
    /// Whether an optional argument was given.
    var isGiven = true
    /// `reverse` after a weight.
    var isReversed = false
    /// Whether it is a default that the property has from the beginning.
    var isInitial = false
}
