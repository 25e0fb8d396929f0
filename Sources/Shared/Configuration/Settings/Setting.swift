import ConfigurationSyntax

/// A scalar keyword in one row: its keyword and global keyword, their arguments, the property, the default,
/// the value in strict mode, the names in the dumps, and an explanation.
///
/// Reading, defaults, `-t`, the dumps and the manual page all use this row.
final class Setting<Owner>: Sendable {
    /// The keyword of the block.
    let word: String
    /// The keyword of `global_defs` that gives the default; nil: there is none.
    let globalWord: String?
    /// The arguments and their range. A time is in seconds, the file's unit.
    let arguments: Arguments
    /// The arguments of the global keyword.
    let globalArguments: Arguments
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
    /// What it does, in a sentence or two.
    let explanation: String
    /// A further check of a value in range, which may change it; nil: none. It reports a diagnostic and
    /// returns false if the value is not used.
    let accepts: (@Sendable (inout Interpreter, inout Value) -> Bool)?

    init(
        _ word: String, global globalWord: String? = nil, _ arguments: Arguments,
        globalArguments: Arguments? = nil, _ property: Property<Owner>? = nil,
        default fallback: Fallback<Owner> = .none, strict: Int? = nil, label: String? = nil,
        key: String? = nil,
        placeholder: String = "number", accepts: (@Sendable (inout Interpreter, inout Value) -> Bool)? = nil,
        _ explanation: String
    ) {
        self.word = word
        self.globalWord = globalWord
        self.arguments = arguments
        self.globalArguments = globalArguments ?? arguments
        self.property = property
        self.fallback = fallback
        self.strict = strict
        self.label = label
        self.key = key
        self.placeholder = placeholder
        self.accepts = accepts
        self.explanation = explanation
    }

    /// The keyword of the block, which keeps its value until the block ends.
    func keyword(_ place: any WritableKeyPath<Interpreter, GivenValues> & Sendable) -> Keyword {
        Keyword(word, arguments) { [word, arguments, accepts] interpreter, value in
            var value = value
            guard accepts?(&interpreter, &value) ?? true else { return }
            interpreter[keyPath: place][word] = GivenValue(value, arguments)
        }
    }

    /// The keyword of `global_defs`; nil: there is none.
    var globalKeyword: Keyword? {
        guard let globalWord else { return nil }
        return Keyword(globalWord, globalArguments) { [globalArguments] interpreter, value in
            interpreter.global.given[globalWord] = GivenValue(value, globalArguments)
        }
    }
}

/// The value of a setting that is not given.
indirect enum Fallback<Owner>: Sendable {
    /// None: the property keeps its initial value.
    case none
    /// This value.
    case value(Int)
    /// The first value, or the second if `vrrp_min_garp` is on.
    case usual(Int, minimal: Int)
    /// The global value of another setting.
    case common(Setting<Owner>)
}

/// A value and the statement it came from.
struct GivenValue {
    var number: Int
    var statement: Int

    /// Off is 0 and on is 1; a time is in microseconds where its keyword takes fractions.
    init(_ value: Value, _ arguments: Arguments) {
        switch arguments {
        case .flag, .boolean: number = value.isOn ? 1 : 0
        default: number = value.number
        }
        statement = value.statement
    }
}

/// The values of a block's scalar keywords while it is read, by keyword.
struct GivenValues {
    private var all: [String: GivenValue] = [:]

    subscript(word: String) -> GivenValue? {
        get { all[word] }
        set { all[word] = newValue }
    }

    subscript<Owner>(setting: Setting<Owner>) -> GivenValue? { all[setting.word] }
}

extension Interpreter {
    /// The global value of a setting: from `global_defs`, else its default.
    func common<Owner>(_ setting: Setting<Owner>) -> Int? {
        if let word = setting.globalWord, let given = global.given[word] { return given.number }
        return switch setting.fallback {
        case .none: nil
        case .value(let value): value
        case .usual(let value, let minimal): global.given["vrrp_min_garp"]?.number == 1 ? minimal : value
        case .common(let other): common(other)
        }
    }

    /// The value of a setting in a block; nil: it has none.
    func value<Owner>(of setting: Setting<Owner>, _ given: GivenValues, isStrict: Bool = false) -> Int? {
        if isStrict, let strict = setting.strict { return strict }
        return given[setting]?.number ?? common(setting)
    }

    /// Stores all settings of a block, and reports those that strict mode overrides.
    mutating func apply<Owner>(
        _ settings: [Setting<Owner>], _ given: GivenValues, isStrict: Bool = false, to made: inout Owner
    ) {
        for setting in settings {
            if isStrict, let strict = setting.strict, let own = given[setting], own.number != strict {
                report(
                    .error, "strict mode: '\(setting.word)' is ignored", at: 0, of: own.statement,
                    suggestion: "remove the line")
            }
            guard let value = value(of: setting, given, isStrict: isStrict) else { continue }
            setting.property?.set(value, of: &made)
        }
    }
}
