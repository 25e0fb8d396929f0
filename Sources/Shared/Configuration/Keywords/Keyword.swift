/// A keyword of a block: what may follow it, and what it does.
///
/// It is a class because a big file looks one up two million times, and copying it costs more than finding it.
final class Keyword: Sendable {
    /// What a keyword does with its checked words.
    typealias Action = @Sendable (inout Interpreter, Value) -> Void

    /// How much of a keyword works here.
    enum Effect: Equatable, Sendable {
        /// It works.
        case works
        /// It is known and checked, but does nothing yet.
        case none
        /// It is known and checked, but does nothing yet, and the election depends on it: an instance that uses it, and
        /// the instances of a group that does, stay in FAULT rather than take an address by ignoring it.
        case unsupported
        /// It is an old spelling of another word, and works or not like that.
        case oldSpelling(of: String)
        /// It never had, or no longer has, an effect.
        case obsolete
    }

    let name: String
    /// The bytes of the name.
    let spelling: [UInt8]
    let arguments: Arguments
    let effect: Effect
    let action: Action?

    /// A keyword that works.
    init(_ name: String, _ arguments: Arguments, action: @escaping Action) {
        self.name = name
        spelling = Array(name.utf8)
        self.arguments = arguments
        effect = .works
        self.action = action
    }

    /// A keyword that is remembered without having an effect.
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

/// What may follow a keyword.
enum Arguments: Sendable {
    /// Nothing.
    case flag
    /// Nothing, or one of on, off, true, false, yes, no.
    case boolean
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A whole number; one outside the range is told, and the nearest one inside is used.
    case clampedNumber(ClosedRange<Int>)
    /// A whole number of the first range. One above the second is good, but would take so much time or memory that the
    /// end of that is used; one below is told, and its beginning is used.
    case cappedNumber(ClosedRange<Int>, used: ClosedRange<Int>)
    /// A whole number, or nothing for another one.
    case optionalNumber(ClosedRange<Int>, absent: Int)
    /// A decimal number of seconds; the range is in microseconds.
    case seconds(ClosedRange<Int>)
    /// A decimal number of milliseconds; the range is in microseconds.
    case milliseconds(ClosedRange<Int>)
    /// A whole number of which 0 is the old way to say "not at all".
    case secondsOrZero(ClosedRange<Int>)
    /// A whole number and, it may be, `reverse` (or `noreverse`).
    case weight(ClosedRange<Int>, allowsNoReverse: Bool)
    /// One word.
    case text
    /// One word of at most this many bytes.
    case shortText(limitBytes: Int)
    /// One word or none.
    case optionalText
    /// Words, at least this many.
    case words(atLeast: Int)
    /// Whole numbers, at least one.
    case numbers(ClosedRange<Int>)
    /// Whole numbers or ranges of them, at least one.
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
    /// Pairs of hexadecimal digits; exactly this many digits if said.
    case hexadecimal(digits: Int?, isOptional: Bool)
    /// A command, and `USER [[:]GROUP]`.
    case script
    /// As `script`, or nothing.
    case optionalScript
    /// A command without user.
    case command
    /// `[lock] N`.
    case lockable(ClosedRange<Int>)
    /// An address with `inet` or `inet6` before it, it may be.
    case gateway
    /// An address and, it may be, `/` and a prefix length; also `default`, `any`, `all`.
    case prefix
    /// `encap ip …`: a kind with pairs of words, or with one word.
    case encapsulation
    /// All further words of the line.
    case rest(syntax: String)
    /// A pattern or other text that is not searched for parameters.
    case pattern
    /// Words that the keyword's own rules look at; the text shows them.
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

    /// Whether `$NAME` in the words may be meant for a shell or a regular expression.
    var mayHoldForeignDollars: Bool {
        switch self {
        case .script, .optionalScript, .command, .pattern: true
        default: false
        }
    }
}

/// The words of a statement after the check against its keyword.
struct Value {
    /// The statement, as an index of `Document.statements`.
    let statement: Int
    /// Which word of the statement came first; later ones follow.
    let word: Int
    /// A number, or a time in microseconds.
    var number = 0
    /// A boolean; true for a bare keyword.
    var isOn = true
    /// Whether an optional argument was there.
    var isGiven = true
    /// `reverse` after a weight.
    var isReversed = false
}
