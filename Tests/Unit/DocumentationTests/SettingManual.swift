import Foundation

@testable import Configuration

/// The part of keepalived.conf(5) about scalar keywords, made of their rows.
enum SettingManual {
    /// The items of a block's settings, in the order of their rows.
    static func items<Owner>(_ settings: [Setting<Owner>]) -> String {
        settings.map { setting in
            ".It Ic \(setting.word)\(words(setting, setting.arguments))\n" + sentences(setting.explanation)
                + bounds(setting) + strict(setting)
        }.joined()
    }

    /// The items of `global_defs` that give their defaults.
    static func globalItems<Owner>(_ settings: [Setting<Owner>]) -> String {
        settings.compactMap { setting in
            setting.globalWord.map { word in
                ".It Ic \(word)\(words(setting, setting.globalArguments))\n"
                    + "The default of\n.Ic \(setting.word)\nin instances.\n"
            }
        }.joined()
    }

    /// A sentence a line, as mdoc(7) wants them.
    private static func sentences(_ text: String) -> String {
        text.replacing(". ", with: ".\n").replacing(" -", with: " \\-") + "\n"
    }

    private static func words<Owner>(_ setting: Setting<Owner>, _ arguments: Arguments) -> String {
        switch arguments {
        case .flag: return ""
        case .boolean: return " Op Ar boolean"
        case .seconds: return " Ar seconds"
        case .milliseconds: return " Ar milliseconds"
        default:
            if case .seconds = setting.property { return " Ar seconds" }
            return " Ar \(setting.placeholder)"
        }
    }

    /// The range and the default.
    private static func bounds<Owner>(_ setting: Setting<Owner>) -> String {
        let range = range(setting.arguments)
        guard let value = fallback(setting) else { return range.map { "\($0).\n" } ?? "" }
        guard let word = setting.globalWord else {
            if setting.arguments.isFlag { return "" }
            return range.map { "\($0); defaults to \(value).\n" } ?? "Defaults to \(value).\n"
        }
        return (range.map { "\($0).\n" } ?? "") + unsaid(word, setting) + "else \(value).\n"
    }

    private static func unsaid<Owner>(_ word: String, _ setting: Setting<Owner>) -> String {
        let place = word == setting.word ? "\nin\n.Ic global_defs ,\n" : " ,\n"
        return "Defaults to that of\n.Ic \(word)" + place
    }

    private static func range(_ arguments: Arguments) -> String? {
        switch arguments {
        case .number(2...3): "2 or 3"
        case .number(let range), .clampedNumber(let range):
            "\(range.lowerBound) to \(range.upperBound)".replacing("-", with: "\\-")
        case .seconds(let range):
            Numbers.text(millionths: range.lowerBound) + " to " + Numbers.text(millionths: range.upperBound)
        case .milliseconds(let range):
            Numbers.text(millionths: range.lowerBound * 1000) + " to "
                + Numbers.text(millionths: range.upperBound * 1000)
        case .cappedNumber(let range, let used):
            "\(used.lowerBound) to \(range.upperBound), of which at most \(used.upperBound) are used"
        default: nil
        }
    }

    private static func fallback<Owner>(_ setting: Setting<Owner>) -> String? {
        switch setting.fallback {
        case .none: return nil
        case .value(let value): return text(value, setting)
        case .usual(let value, let minimal):
            return "\(value), or \(minimal) with\n.Ic vrrp_min_garp\n"
        case .common(let other):
            return "that of\n.Ic \(other.globalWord ?? other.word)\n"
        }
    }

    /// A value; nil for a word that is only there or not.
    private static func text<Owner>(_ value: Int, _ setting: Setting<Owner>) -> String? {
        switch setting.arguments {
        case .flag, .boolean: value == 1 ? "on" : "off"
        case .seconds: Numbers.text(millionths: value)
        case .milliseconds: Numbers.text(millionths: value * 1000)
        default: "\(value)"
        }
    }

    private static func strict<Owner>(_ setting: Setting<Owner>) -> String {
        guard let strict = setting.strict, let value = text(strict, setting) else { return "" }
        return "Strict mode: always \(value).\n"
    }
}

extension Arguments {
    /// Whether nothing follows.
    fileprivate var isFlag: Bool { if case .flag = self { true } else { false } }
}
