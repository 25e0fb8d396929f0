/// A JSON text in the making. keepalived's layout (key order, `\/`, seconds without needless zeros) is the point of it.
enum KeepalivedJSON {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// Seconds with up to six decimals, or without any.
    case seconds(Duration)
    /// A number with decimals, as text.
    case decimal(String)
    case array([KeepalivedJSON])
    case object([(String, KeepalivedJSON)])

    /// keepalived writes some truths as 0 and 1.
    static func flag(_ value: Bool) -> KeepalivedJSON { .integer(value ? 1 : 0) }

    var text: String {
        switch self {
        case .string(let value): "\"" + value.unicodeScalars.map(Self.escaped).joined() + "\""
        case .integer(let value): "\(value)"
        case .boolean(let value): value ? "true" : "false"
        case .seconds(let duration): Self.shortDecimal(duration)
        case .decimal(let digits): digits
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { KeepalivedJSON.string($0).text + ":" + $1.text }.joined(separator: ",") + "}"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "/": return "\\/"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }

    /// Seconds in as few digits as possible, down to microseconds: `1`, `0.25`.
    static func shortDecimal(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var digits = String(attoseconds / 1_000_000_000_000)
        guard digits != "0" else { return "\(seconds)" }
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(seconds).\(digits)"
    }
}
