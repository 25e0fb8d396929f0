import ConfigurationSyntax
import ProcessTracking

/// The scalar keywords of `vrrp_track_process`.
enum ProcessSettingRows {
    typealias Row = Setting<TrackedProcess>

    private static let delays = 1...3_600_000_000

    static let process = Setting<TrackedProcess>(
        "process", .words(atLeast: 1), repetition: .firstCounts,
        Property(
            set: { owner, value, interpreter in
                let words = (value.word..<interpreter.wordCount(value.statement)).map {
                    Array(interpreter.bytes($0, of: value.statement))
                }
                owner.command = words.first ?? []
                owner.parameters = Array(words.dropFirst())
            }, text: { _ in nil }),
        placeholder: "command ...",
        "The name of the processes, of which the kernel keeps 15 bytes; required. With parameters, the command line is "
            + "compared instead. Processes that have ended, and threads, do not count.")
    private static let fullCommand = Row(
        "full_command", .flag, .on(\.isFullCommand), default: .value(0),
        "Compare the command line, whose first word is often a path, and not the name of the process.")
    private static let parameterMatch = Row(
        "param_match", .optionalChoice(["initial", "partial"]),
        Property(
            set: { owner, value, interpreter in
                let word = value.isGiven ? interpreter.text(value) : ""
                owner.parameterMatch =
                    switch word {
                    case "initial": .initial
                    case "partial": .partial
                    default: .exact
                    }
            }, text: { _ in nil }),
        "How the parameters are compared: without a word, all of them must be equal, also if `process` has none. With "
            + "`partial`, further ones may follow, and with `initial` the last one may be longer as well.")
    static let quorum = Row(
        "quorum", .number(Bounds.port), .number(\.quorum), default: .initial(1),
        accepts: { $0.acceptsQuorum($1) }, "The least number of processes.")
    static let maximum = Row(
        "quorum_max", .number(0...65_535), .optionalNumber(\.maximum), default: .initial(),
        accepts: { $0.acceptsMaximum($1) },
        "The greatest number of processes; with 0, there must be none. Without it there is no limit.")
    static let forkDelay = Row(
        "fork_delay", .seconds(delays), .microseconds(\.forkDelay), default: .initial(0),
        "How long a quorum that is gained or lost because a process was forked must last before it counts.")
    static let terminateDelay = Row(
        "terminate_delay", .seconds(delays), .microseconds(\.terminateDelay), default: .initial(0),
        "How long a quorum that is gained or lost because a process has ended must last before it counts.")
    private static let delay = Row(
        "delay", .seconds(delays),
        Property(set: { owner, value in
            owner.forkDelay = .microseconds(value.number)
            owner.terminateDelay = .microseconds(value.number)
        }),
        placeholder: "seconds", accepts: { interpreter, _ in interpreter.replacesDelays() },
        "Sets `fork_delay` and `terminate_delay`.")
    private static let weight = Row(
        "weight", .weight((-254)...254, allowsNoReverse: false), repetition: .firstCounts,
        .weight(\.weight, isReversed: \.isReversed), default: .initial(0),
        "The weight of lines of `track_process` that give none.")

    /// `delay` comes before what may be given after it.
    static let all = [
        process, fullCommand, parameterMatch, quorum, maximum, delay, forkDelay, terminateDelay, weight,
    ]
}

extension Interpreter {
    fileprivate mutating func acceptsQuorum(_ value: Value) -> Bool {
        guard let maximum = trackProcess.given[ProcessSettingRows.maximum], value.number > maximum.number
        else { return true }
        report(
            .error, "quorum \(value.number) is more than quorum_max \(maximum.number), and is ignored",
            at: value.word, of: value.statement, suggestion: "at most \(maximum.number)")
        return false
    }

    fileprivate mutating func acceptsMaximum(_ value: Value) -> Bool {
        guard let quorum = trackProcess.given[ProcessSettingRows.quorum], value.number < quorum.number
        else { return true }
        report(
            .error, "quorum_max \(value.number) is less than quorum \(quorum.number), and is ignored",
            at: value.word, of: value.statement, suggestion: "at least \(quorum.number)")
        return false
    }

    /// `delay` replaces what was given before it.
    fileprivate mutating func replacesDelays() -> Bool {
        trackProcess.given[ProcessSettingRows.forkDelay] = nil
        trackProcess.given[ProcessSettingRows.terminateDelay] = nil
        return true
    }
}
