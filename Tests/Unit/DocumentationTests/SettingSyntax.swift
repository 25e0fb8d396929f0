import Foundation

@testable import Configuration

/// Arguments in the words of mdoc(7).
enum SettingSyntax {
    private static let user = " Op Ar user Op Oo : Oc Ns Ar group"

    /// What follows the keyword.
    static func words(_ arguments: Arguments, _ placeholder: String) -> String {
        switch arguments {
        case .flag: ""
        case .boolean: " Op Ar boolean"
        case .optionalNumber, .optionalText: " Op Ar \(placeholder)"
        case .optionalChoice(let words): " Op Li \(words.joined(separator: " | "))"
        case .script: " Ar command" + user
        case .optionalScript: " Op Ar command" + user
        case .weight(_, let allowsNoReverse):
            " Ar number Op Li reverse" + (allowsNoReverse ? " | noreverse" : "")
        case .numbers: " Ar \(placeholder) ..."
        case .ranges: " Ar number Ns | Ns Ar number Ns - Ns Ar number ..."
        case .hexadecimal(let digits?, _): " Ar \(placeholder)" + (digits > 0 ? "" : " ...")
        case .hexadecimal(nil, let isOptional): (isOptional ? " Op Ar " : " Ar ") + "\(placeholder) ..."
        case .special(let syntax, _, _): " " + special(syntax)
        default: " Ar \(placeholder)"
        }
    }

    /// The names of values in the syntax that diagnostics show.
    private static let names = ["IF": "interface", "N": "number", "SECS": "seconds"]

    /// `PATH [USER [[:]GROUP]]` as `Ar path Oo Ar user Oo Oo : Oc Ns Ar group Oc Oc`.
    private static func special(_ syntax: String) -> String {
        let spaced = syntax.replacing("[", with: " [ ").replacing("]GROUP", with: " ] NS GROUP")
            .replacing("]", with: " ] ")
        return spaced.split(separator: " ").map { word in
            switch word {
            case "[": "Oo"
            case "]": "Oc"
            case ":": ":"
            case "NS": "Ns"
            default:
                word == word.uppercased() ? "Ar \(names[String(word)] ?? word.lowercased())" : "Li \(word)"
            }
        }.joined(separator: " ")
    }

    /// The range of a number; nil if there is none.
    static func range(_ arguments: Arguments) -> String? {
        switch arguments {
        case .number(2...3): "2 or 3"
        case .number(let range), .clampedNumber(let range), .weight(let range, _):
            "\(range.lowerBound) to \(range.upperBound)".replacing("-", with: "\\-")
        case .optionalNumber(let range, let absent):
            "\(range.lowerBound) to \(range.upperBound); \(absent) without a number"
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

    /// A value; nil for a word that is only there or not.
    static func text(_ value: Int, _ arguments: Arguments) -> String? {
        switch arguments {
        case .flag, .boolean: value == 1 ? "on" : "off"
        case .seconds, .secondsOrZero: Numbers.text(millionths: value)
        case .milliseconds: Numbers.text(millionths: value * 1000)
        default: "\(value)"
        }
    }
}
