import ConfigurationSyntax

/// The scalar keywords of `track_file`.
enum FileSettingRows {
    static let path = Setting<TrackedFile>(
        "file", .text, repetition: .firstCounts, .text(\.path), placeholder: "path",
        "The path of the file; required.")
    static let weight = Setting<TrackedFile>(
        "weight", .weight((-254)...254, allowsNoReverse: false), repetition: .firstCounts,
        .weight(\.weight, isReversed: \.isReversed), default: .initial(1),
        "What the number in the file is multiplied by, for lines and checks that give no weight.")
    private static let initialization = Setting<TrackedFile>(
        "init_file", .special(syntax: "[N] [overwrite]", atLeast: 0, atMost: 2),
        Property(
            set: { owner, value, interpreter in
                for word in interpreter.words(of: value) {
                    guard word != "overwrite" else {
                        owner.isOverwritten = true
                        continue
                    }
                    owner.initialNumber = Int(word)
                }
                owner.initialNumber = owner.initialNumber ?? 0
            }, text: { _ in nil }),
        accepts: { $0.acceptsInitialization($1) },
        "Create the file with this number, 0 if there is none, if it does not exist. With `overwrite`, the number is "
            + "written at every start of the daemon. A useful number is -254 to 254.")

    static let all = [path, weight, initialization]
}

extension Interpreter {
    /// The words of a keyword's arguments.
    func words(of value: Value) -> [String] {
        (value.word..<wordCount(value.statement)).map { word($0, of: value.statement) }
    }

    /// Checks the words of `init_file`; a number that makes no sense is used all the same (keepalived).
    mutating func acceptsInitialization(_ value: Value) -> Bool {
        for (index, word) in words(of: value).enumerated() where word != "overwrite" {
            guard let number = Int(word), Int32(exactly: number) != nil else {
                report(
                    .error, "'\(word)' is neither a number nor 'overwrite'", at: value.word + index,
                    of: value.statement, suggestion: "init_file [N] [overwrite]")
                return false
            }
            guard !(-254...254).contains(number) else { continue }
            report(
                .error, "\(number) makes little sense as a change of a priority", at: value.word + index,
                of: value.statement, suggestion: "-254 to 254")
        }
        return true
    }
}
