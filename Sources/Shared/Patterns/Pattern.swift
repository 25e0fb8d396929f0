internal import CPCRE2

/// Why a pattern cannot be used, in PCRE2's words.
public struct PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in the pattern, in bytes from 0.
    public let offsetBytes: Int
    /// What is wrong.
    public let reason: String

    /// `missing closing parenthesis at byte 3`
    public var description: String { "\(reason) at byte \(offsetBytes)" }
}

/// A regular expression in the language of Perl, to be searched for in bytes.
///
/// Several searches at a time may share it. `\G` and `(*COMMIT)` are about where a search goes on after a piece, which is
/// nothing to rely on. The C type is `pcre2_code`.
@safe public final class Pattern {
    /// What a search may use of memory, at least.
    public static let defaultHeapLimitBytes = 16 << 20

    let code: OpaquePointer
    let context: OpaquePointer
    /// How many bytes before a match may decide about it.
    let lookbehindBytes: Int
    /// The last byte of a page where a match may begin, or nil.
    let latestOffset: Int?
    /// Whether a match begins in the first line, or at its end.
    let isOfFirstLine: Bool
    /// Whether a page is UTF-8.
    let isUTF: Bool

    /// What a search may cost: calls of PCRE2's internal `match`, about 10 ns each.
    private static let matchLimit: UInt32 = 5_000_000

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - expression: in the language of pcre2pattern(3).
    ///   - options: how it is to be understood.
    ///   - heapLimitBytes: what a search may use of memory if that is more than `defaultHeapLimitBytes` (keepalived:
    ///     the second number of `regex_stack`). There it is the stack of PCRE2's just-in-time compiler, which searches
    ///     in pieces cannot use; here it is the memory in which PCRE2 10.30 and later remembers where to go back to,
    ///     and that takes more. So it allows more, and never less.
    ///   - latestOffset: the last byte of a page where a match may begin, or nil for any.
    /// - Throws: what is wrong with the expression, and where.
    public init(
        _ expression: [UInt8], options: Options = [], heapLimitBytes: Int? = nil, latestOffset: Int? = nil
    ) throws(PatternError) {
        isOfFirstLine = options.contains(.firstLine)
        var bits = options.subtracting(.firstLine).rawValue
        if latestOffset != nil || isOfFirstLine { bits |= PCRE2_USE_OFFSET_LIMIT }
        // A page that is not UTF-8 throughout is no reason for an error.
        if options.contains(.utf) { bits |= PCRE2_MATCH_INVALID_UTF }
        var number: Int32 = 0
        var offset = 0
        let code = unsafe pcre2_compile_8(expression, expression.count, bits, &number, &offset, nil)
        guard let code = unsafe code else {
            throw PatternError(offsetBytes: offset, reason: Self.text(number))
        }
        guard let context = unsafe pcre2_match_context_create_8(nil) else {
            preconditionFailure("no memory for a pattern")
        }
        unsafe pcre2_set_match_limit_8(context, Self.matchLimit)
        let heapBytes = max(heapLimitBytes ?? 0, Self.defaultHeapLimitBytes)
        unsafe pcre2_set_heap_limit_8(context, UInt32(clamping: heapBytes / 1024))
        unsafe self.code = unsafe code
        unsafe self.context = unsafe context
        self.latestOffset = latestOffset
        // The pattern itself may begin with `(*UTF)`, and with how lines end.
        isUTF = unsafe Self.fact(PCRE2_INFO_ALLOPTIONS, of: code) & PCRE2_UTF != 0
        // In UTF mode it counts characters. One byte more tells the first line's beginning from any place.
        lookbehindBytes = unsafe max(1, Int(Self.fact(PCRE2_INFO_MAXLOOKBEHIND, of: code)) * 4)
        let newline = unsafe Self.fact(PCRE2_INFO_NEWLINE, of: code)
        guard !isOfFirstLine || newline == UInt32(PCRE2_NEWLINE_LF) else {
            throw PatternError(offsetBytes: 0, reason: "firstline is for lines that end with a line feed")
        }
    }

    /// Compiles a pattern that is text.
    public convenience init(
        _ expression: String, options: Options = [], heapLimitBytes: Int? = nil, latestOffset: Int? = nil
    ) throws(PatternError) {
        try self.init(
            Array(expression.utf8), options: options, heapLimitBytes: heapLimitBytes,
            latestOffset: latestOffset)
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_code_free_8(code)
    }

    /// What one call of `pcre2_match` found.
    enum Match {
        case found
        case none
        /// What begins there may become a match.
        case partial(start: Int)
        case failed(String)
    }

    /// Searches the first `count` of `bytes` from `start`; a match begins at `latest` or before, if the pattern was
    /// compiled for that. At the end nothing follows.
    func match(_ bytes: [UInt8], count: Int, from start: Int, latest: Int?, isEnd: Bool) -> Match {
        // PCRE2_UNSET, a macro with a cast.
        _ = unsafe pcre2_set_offset_limit_8(context, latest ?? Int(bitPattern: UInt.max))
        let options = isEnd ? 0 : PCRE2_PARTIAL_HARD
        // Kept for the next call it would keep the memory of the longest search, and 20 kB at least.
        guard let matchData = unsafe pcre2_match_data_create_8(1, nil) else {
            preconditionFailure("no memory for a search")
        }
        defer { unsafe pcre2_match_data_free_8(matchData) }
        let result = unsafe pcre2_match_8(code, bytes, count, start, options, matchData, context)
        switch result {
        case 0...: return .found
        case PCRE2_ERROR_NOMATCH: return .none
        case PCRE2_ERROR_PARTIAL:
            return .partial(start: unsafe Int(pcre2_get_ovector_pointer_8(matchData)[0]))
        default: return .failed(Self.text(result))
        }
    }

    /// What PCRE2 knows about a pattern, a number.
    private static func fact(_ name: Int32, of code: OpaquePointer) -> UInt32 {
        var value: UInt32 = 0
        _ = unsafe pcre2_pattern_info_8(code, UInt32(name), &value)
        return value
    }

    private static func text(_ number: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = unsafe pcre2_get_error_message_8(number, &text, text.count)
        return length < 0 ? "error \(number)" : String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }
}
