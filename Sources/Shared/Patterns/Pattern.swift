internal import CPCRE2

/// An error in a pattern, in PCRE2's words.
public struct PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Its position in the pattern, in bytes from 0.
    public let offsetBytes: Int
    /// The reason.
    public let reason: String

    /// `missing closing parenthesis at byte 3`
    public var description: String { "\(reason) at byte \(offsetBytes)" }
}

/// A Perl-compatible regular expression, to be searched for in bytes.
///
/// Concurrent searches may share it. Do not rely on `\G` and `(*COMMIT)`, which depend on where a search continues
/// after a piece. The C type is `pcre2_code`.
@safe public final class Pattern {
    /// The least limit of the memory of a search.
    public static let defaultHeapLimitBytes = 16 << 20

    let code: OpaquePointer
    let context: OpaquePointer
    /// How many bytes before a match may be looked at.
    let lookbehindBytes: Int
    /// The last byte of a page where a match may begin, or nil.
    let latestOffset: Int?
    /// Whether a match begins in the first line, or at its end.
    let isOfFirstLine: Bool
    /// Whether a page is UTF-8.
    let isUTF: Bool

    /// The limit of the cost of a search, in calls of PCRE2's internal `match`, about 10 ns each.
    private static let matchLimit: UInt32 = 5_000_000

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - expression: The pattern, in the language of pcre2pattern(3).
    ///   - options: Its options.
    ///   - heapLimitBytes: The memory that a search may use, if that is more than `defaultHeapLimitBytes` (keepalived: the
    ///     second number of `regex_stack`). keepalived limits the stack of PCRE2's just-in-time compiler, which cannot
    ///     search in pieces; here it is the memory for backtracking of PCRE2 10.30 and later, which needs more. So it can
    ///     raise the limit, but not lower it.
    ///   - latestOffset: The last byte of a page where a match may begin; nil for any.
    /// - Throws: The error in the expression, with its position.
    public init(
        _ expression: [UInt8], options: Options = [], heapLimitBytes: Int? = nil, latestOffset: Int? = nil
    ) throws(PatternError) {
        isOfFirstLine = options.contains(.firstLine)
        var bits = options.subtracting(.firstLine).rawValue
        if latestOffset != nil || isOfFirstLine { bits |= PCRE2_USE_OFFSET_LIMIT }
        // Pages may contain bytes that are not valid UTF-8.
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
        // The pattern itself may begin with `(*UTF)` and a newline convention.
        isUTF = unsafe Self.fact(PCRE2_INFO_ALLOPTIONS, of: code) & PCRE2_UTF != 0
        // In UTF mode it counts characters. One more byte shows whether a position is the beginning of the first line.
        lookbehindBytes = unsafe max(1, Int(Self.fact(PCRE2_INFO_MAXLOOKBEHIND, of: code)) * 4)
        let newline = unsafe Self.fact(PCRE2_INFO_NEWLINE, of: code)
        guard !isOfFirstLine || newline == UInt32(PCRE2_NEWLINE_LF) else {
            throw PatternError(offsetBytes: 0, reason: "firstline is for lines that end with a line feed")
        }
    }

    /// Compiles a pattern given as text.
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

    /// The result of one call of `pcre2_match`.
    enum Match {
        case found
        case none
        /// The bytes from there on may become a match.
        case partial(start: Int)
        case failed(String)
    }

    /// Searches the first `count` of `bytes` from `start`. A match must begin at `latest` or before, if the pattern was
    /// compiled for that. `isEnd` says that nothing follows.
    func match(_ bytes: [UInt8], count: Int, from start: Int, latest: Int?, isEnd: Bool) -> Match {
        // PCRE2_UNSET, a macro with a cast.
        _ = unsafe pcre2_set_offset_limit_8(context, latest ?? Int(bitPattern: UInt.max))
        let options = isEnd ? 0 : PCRE2_PARTIAL_HARD
        // If kept for the next call, it would hold the memory of the longest search, and at least 20 kB.
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

    /// A number that PCRE2 reports about a pattern.
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
