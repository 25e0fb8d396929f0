import ConfigurationSyntax

extension Setting {
    /// The keywords of the block, one for each spelling, which keep their value until the block ends.
    func keywords(_ place: SettingPlace) -> [Keyword] {
        [keyword(arguments, place)] + spellings.map { keyword($0, place) }
    }

    /// The keyword of a block around that of the setting.
    func outerKeyword(_ place: SettingPlace) -> Keyword { keyword(outerArguments, place) }

    private func keyword(_ arguments: Arguments, _ place: SettingPlace) -> Keyword {
        Keyword(word, arguments, effect: effect) { self.keep($1, place, &$0) }
    }

    /// Another keyword of the block.
    func keyword(_ spelling: Spelling, _ place: SettingPlace) -> Keyword {
        switch spelling {
        case .other(let other):
            Keyword(other, arguments, effect: effect) { self.keep($1, place, &$0) }
        case .old(let old):
            Keyword(old, arguments, oldSpellingOf: word) { self.keep($1, place, &$0) }
        case .opposite(let opposite):
            Keyword(opposite, arguments, effect: effect) { interpreter, value in
                var value = value
                value.isOn = false
                self.keep(value, place, &interpreter)
            }
        }
    }

    /// Keeps the value of a keyword.
    func keep(_ value: Value, _ place: SettingPlace, _ interpreter: inout Interpreter) {
        var value = value.counted(arguments)
        if repetition == .firstCounts {
            let earlier = interpreter.change(place) { $0[self] }
            if let earlier, earlier.isGiven {
                if value.isGiven { interpreter.reportRepeated(value.statement, earlier: earlier.statement) }
                return
            }
        }
        guard accepts?(&interpreter, &value) ?? true else { return }
        interpreter.change(place) { $0[self] = value }
    }

    /// The keyword of `global_defs`; nil: there is none.
    var globalKeyword: Keyword? {
        guard let globalWord else { return nil }
        return Keyword(globalWord, globalArguments, effect: effect) { [globalArguments] interpreter, value in
            interpreter.global.defaults[globalWord] = value.counted(globalArguments)
        }
    }
}

extension Value {
    /// A default, which no statement gives.
    fileprivate init(default number: Int, isInitial: Bool = false) {
        self.init(statement: -1, word: 0, number: number, isInitial: isInitial)
    }

    /// The value with the number of a flag or boolean: off is 0 and on is 1.
    fileprivate func counted(_ arguments: Arguments) -> Self {
        var value = self
        switch arguments {
        case .flag, .boolean: value.number = isOn ? 1 : 0
        default: break
        }
        return value
    }
}

extension Interpreter {
    /// The global value of a setting: from `global_defs`, else its default.
    func common<Owner>(_ setting: Setting<Owner>) -> Value? {
        if let word = setting.globalWord, let given = global.defaults[word] { return given }
        return value(of: setting.fallback, nil)
    }

    private func value<Owner>(of fallback: Fallback<Owner>, _ values: NestedValues?) -> Value? {
        switch fallback {
        case .none: return nil
        case .initial(let number): return number.map { Value(default: $0, isInitial: true) }
        case .value(let value): return Value(default: value)
        case .usual(let value, let minimal):
            let isMinimal = global.given[GlobalSettingRows.minimalAnnouncements]?.number == 1
            return Value(default: isMinimal ? minimal : value)
        case .common(let other): return common(other)
        case .same(let other):
            var value = values.flatMap { self.value(of: other, $0) }
            value?.isInitial = false
            return value
        case .depends(let usual, let special):
            return value(of: values.flatMap { special[$0.block] } ?? usual, values)
        }
    }

    /// The value of a setting in a block; nil: it has none.
    func value<Owner>(of setting: Setting<Owner>, _ values: NestedValues, isStrict: Bool = false) -> Value? {
        if isStrict, let strict = setting.strict { return Value(default: strict) }
        if let given = values[setting] { return given }
        if let word = setting.globalWord, let given = global.defaults[word] { return given }
        return value(of: setting.fallback, values)
    }

    /// Whether a flag or boolean is on in a block.
    func isOn<Owner>(_ setting: Setting<Owner>, _ values: NestedValues) -> Bool {
        value(of: setting, values)?.number == 1
    }

    /// Stores all settings of a block, and reports those that strict mode overrides.
    mutating func apply<Owner>(
        _ settings: [Setting<Owner>], _ values: NestedValues, isStrict: Bool = false, to made: inout Owner
    ) {
        for setting in settings {
            // Most keywords are not given.
            if setting.keepsInitialValue, values[setting] == nil { continue }
            if isStrict, let strict = setting.strict, let own = values.own[setting], own.number != strict {
                report(
                    .error, "strict mode: '\(setting.word)' is ignored", at: 0, of: own.statement,
                    suggestion: "remove the line")
            }
            guard let property = setting.property,
                let value = value(of: setting, values, isStrict: isStrict), !value.isInitial
            else { continue }
            property.set(&made, value, &self)
        }
    }
}
