import Foundation

@testable import Configuration

/// The parts of keepalived.conf(5) about scalar keywords, made of their rows.
enum SettingManual {
    /// The items of a block's settings, in the order of their rows.
    ///
    /// - Parameters:
    ///   - settings: the rows.
    ///   - fresh: a block that says nothing, whose values are the defaults of `.initial`.
    ///   - outer: the block around it that gives the defaults.
    /// - Returns: the items, with their range and default.
    static func items<Owner>(
        _ settings: [Setting<Owner>], fresh: Owner? = nil, defaultsTo outer: String? = nil
    ) -> String {
        settings.filter { $0.effect == .works }.map { setting in
            head(setting) + sentences(setting.explanation) + bounds(setting, fresh, outer)
                + strict(setting) + spellings(setting)
        }.joined()
    }

    /// The items of `global_defs` that give their defaults to a kind of block.
    static func globalItems<Owner>(_ settings: [Setting<Owner>], of blocks: String) -> String {
        settings.compactMap { setting in
            setting.globalWord.map { word in
                ".It Ic \(word)\(SettingSyntax.words(setting.globalArguments, setting.placeholder))\n"
                    + "The default of\n.Ic \(setting.word)\nin \(blocks).\n"
            }
        }.joined()
    }

    /// The items of a block that give their defaults to blocks inside it.
    static func outerItems<Owner>(_ settings: [Setting<Owner>], of blocks: String) -> String {
        settings.map { setting in
            ".It Ic \(setting.word)\(SettingSyntax.words(setting.outerArguments, setting.placeholder))\n"
                + "The default of\n.Ic \(setting.word)\nin \(blocks).\n"
                + (SettingSyntax.range(setting.outerArguments).map { "\($0).\n" } ?? "")
        }.joined()
    }

    private static func head<Owner>(_ setting: Setting<Owner>) -> String {
        var words = [setting.word]
        for case .other(let word) in setting.spellings { words.append(word) }
        let arguments = SettingSyntax.words(setting.arguments, setting.placeholder)
        return ".It " + words.map { "Ic \($0)\(arguments)" }.joined(separator: " , ") + "\n"
    }

    /// A sentence a line, as mdoc(7) wants them, and what stands between grave accents as a literal.
    private static func sentences(_ text: String) -> String {
        var lines = ""
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            guard index % 2 == 0 else {
                lines += "\n.Li \(part)"
                continue
            }
            let rest = part.drop { ".,;:".contains($0) }
            let stop = part.prefix(part.count - rest.count)
            lines += (stop.isEmpty ? "" : " \(stop)") + (index == 0 ? "" : "\n")
            lines += rest.drop { $0 == " " }.replacing(". ", with: ".\n").replacing(" -", with: " \\-")
        }
        return lines.replacing(" \n", with: "\n").split(separator: "\n").map { "\($0)\n" }.joined()
    }

    /// The range and the default.
    private static func bounds<Owner>(
        _ setting: Setting<Owner>, _ fresh: Owner?, _ outer: String?
    ) -> String {
        let range = SettingSyntax.range(setting.arguments)
        guard let value = fallback(setting.fallback, setting, fresh) else {
            return range.map { "\($0).\n" } ?? ""
        }
        if let outer {
            return (range.map { "\($0).\n" } ?? "") + "Defaults to that of \(outer), else \(value).\n"
        }
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

    private static func fallback<Owner>(
        _ fallback: Fallback<Owner>, _ setting: Setting<Owner>, _ fresh: Owner?
    ) -> String? {
        switch fallback {
        case .none: return nil
        case .initial(nil): return fresh.flatMap { setting.property?.text($0) }
        case .initial(let value?), .value(let value): return SettingSyntax.text(value, setting.arguments)
        case .usual(let value, let minimal):
            return "\(value), or \(minimal) with\n.Ic vrrp_min_garp\n"
        case .common(let other):
            return "that of\n.Ic \(other.globalWord ?? other.word)\n"
        case .same(let other):
            return "that of\n.Ic \(other.word)\n"
        case .depends(let usual, let special):
            let others = special.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { block, own in
                self.fallback(own, setting, fresh).map {
                    "\n.Ic \(KeywordTables.shortName(of: KeywordTables.table(block)))\nto \($0)"
                }
            }
            return (self.fallback(usual, setting, fresh) ?? "nothing") + others.map { ", for\($0)" }.joined()
        }
    }

    private static func strict<Owner>(_ setting: Setting<Owner>) -> String {
        guard let strict = setting.strict, let value = SettingSyntax.text(strict, setting.arguments) else {
            return ""
        }
        return "Strict mode: always \(value).\n"
    }

    private static func spellings<Owner>(_ setting: Setting<Owner>) -> String {
        setting.spellings.map { spelling in
            switch spelling {
            case .other: ""
            case .old(let word): ".Ic \(word)\nis its old spelling.\n"
            case .opposite(let word): ".Ic \(word)\nis the opposite, and the default.\n"
            }
        }.joined()
    }
}

extension Arguments {
    /// Whether nothing follows.
    fileprivate var isFlag: Bool { if case .flag = self { true } else { false } }
}
