/// A scalar keyword in one row: its keyword and global keyword, their arguments, the property, the default,
/// the value in strict mode, the names in the dumps, and an explanation.
///
/// Reading, defaults, `-t`, the dumps and the manual page all use this row.
final class Setting<Owner>: Sendable {
    /// A further check of a value in range, which may change it. It reports a diagnostic and returns false if
    /// the value is not used.
    typealias Check = @Sendable (inout Interpreter, inout Value) -> Bool

    /// The keyword of the block.
    let word: String
    /// Its other spellings.
    let spellings: [Spelling]
    /// The keyword of `global_defs` that gives the default; nil: there is none.
    let globalWord: String?
    /// The arguments and their range. A time is in seconds, the file's unit.
    let arguments: Arguments
    /// The arguments of the global keyword.
    let globalArguments: Arguments
    /// The arguments in the blocks around its own, which give the default.
    let outerArguments: Arguments
    /// How far it is supported.
    let effect: Keyword.Effect
    /// Which of several statements in a block is used.
    let repetition: Repetition
    /// Where the value is stored; nil: a rule uses it.
    let property: Property<Owner>?
    /// The value if neither keyword is given.
    let fallback: Fallback<Owner>
    /// The value in strict mode, regardless of the keywords; nil: strict mode does not change it.
    let strict: Int?
    /// Its name in keepalived.data; nil: it is not shown.
    let label: String?
    /// Its key in keepalived.json; nil: it has none, or is written separately.
    let key: String?
    /// The name of the value in the manual page.
    let placeholder: String
    /// What it does, in a sentence or two; words of the file are between grave accents.
    let explanation: String
    /// A further check; nil: none.
    let accepts: Check?
    /// Whether there is nothing to store if the keyword is not given.
    let keepsInitialValue: Bool

    init(
        _ word: String, spellings: [Spelling] = [], global globalWord: String? = nil, _ arguments: Arguments,
        globalArguments: Arguments? = nil, outerArguments: Arguments? = nil,
        effect: Keyword.Effect = .works, repetition: Repetition = .lastCounts,
        _ property: Property<Owner>? = nil,
        default fallback: Fallback<Owner> = .none, strict: Int? = nil, label: String? = nil,
        key: String? = nil,
        placeholder: String? = nil, accepts: Check? = nil,
        _ explanation: String
    ) {
        self.word = word
        self.spellings = spellings
        self.globalWord = globalWord
        self.arguments = arguments
        self.globalArguments = globalArguments ?? arguments
        self.outerArguments = outerArguments ?? arguments
        self.effect = effect
        self.repetition = repetition
        self.property = property
        self.fallback = fallback
        self.strict = strict
        self.label = label
        self.key = key
        self.placeholder = placeholder ?? property?.placeholder ?? arguments.placeholder
        self.accepts = accepts
        self.explanation = explanation
        keepsInitialValue = globalWord == nil && strict == nil && fallback.isInitial
    }
}

/// Another keyword for the same setting.
enum Spelling: Sendable {
    /// One that is as good.
    case other(String)
    /// One that only older releases use.
    case old(String)
    /// The opposite of a flag.
    case opposite(String)

    /// The keyword.
    var word: String {
        switch self {
        case .other(let word), .old(let word), .opposite(let word): word
        }
    }
}

/// Which of several statements with the same keyword is used.
enum Repetition: Sendable {
    /// The last one.
    case lastCounts
    /// The first one; the others are errors.
    case firstCounts
}

/// The value of a setting that is not given.
indirect enum Fallback<Owner>: Sendable {
    /// None: the property keeps its initial value, which says that nothing is given, or a rule decides.
    case none
    /// The initial value of the property, which is this number, or no number.
    case initial(Int? = nil)
    /// This value.
    case value(Int)
    /// The first value, or the second if `vrrp_min_garp` is on.
    case usual(Int, minimal: Int)
    /// The global value of another setting.
    case common(Setting<Owner>)
    /// The value of another setting of the same block.
    case same(Setting<Owner>)
    /// Some kinds of block have a default of their own.
    case depends(Self, [Block: Self])

    /// Whether the property keeps its initial value.
    fileprivate var isInitial: Bool {
        switch self {
        case .none, .initial: true
        default: false
        }
    }
}

extension Arguments {
    /// The name of the value in the manual page, if a row gives none.
    fileprivate var placeholder: String {
        switch self {
        case .text, .shortText, .interface: "name"
        case .address, .multicast: "address"
        case .choice, .choiceInAnyCase, .optionalChoice: "word"
        case .script, .optionalScript, .command: "command"
        case .seconds, .secondsOrZero: "seconds"
        case .boolean: "boolean"
        default: "number"
        }
    }
}
