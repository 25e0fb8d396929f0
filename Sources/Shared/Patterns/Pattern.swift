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
/// The C type is `pcre2_code`.
@safe public final class Pattern {
    let code: OpaquePointer
    let matchData: OpaquePointer
    let context: OpaquePointer
    /// How many bytes before a match may decide about it.
    let lookbehindBytes: Int
    /// The last byte of a page where a match may begin, or nil.
    let latestOffset: Int?

    /// What a search may cost: calls of PCRE2's internal `match`, about 10 ns each.
    private static let matchLimit: UInt32 = 5_000_000
    /// And its memory.
    private static let heapLimitKibibytes: UInt32 = 16_384

    /// Compiles a pattern. A match may begin at byte `latestOffset` or before, if there is one.
    public init(_ text: String, latestOffset: Int? = nil) throws(PatternError) {
        var number: Int32 = 0
        var offset = 0
        let bytes = Array(text.utf8)
        let code = unsafe pcre2_compile_8(
            bytes, bytes.count, latestOffset == nil ? 0 : PCRE2_USE_OFFSET_LIMIT, &number, &offset, nil)
        guard let code = unsafe code else {
            throw PatternError(offsetBytes: offset, reason: Self.text(number))
        }
        guard let matchData = unsafe pcre2_match_data_create_from_pattern_8(code, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("no memory for a pattern") }
        unsafe pcre2_set_match_limit_8(context, Self.matchLimit)
        unsafe pcre2_set_heap_limit_8(context, Self.heapLimitKibibytes)
        var lookbehind: UInt32 = 0
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MAXLOOKBEHIND), &lookbehind)
        unsafe self.code = unsafe code
        unsafe self.matchData = unsafe matchData
        unsafe self.context = unsafe context
        // In UTF mode it counts characters. One byte more tells the first line's beginning from any place.
        lookbehindBytes = max(1, Int(lookbehind) * 4)
        self.latestOffset = latestOffset
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(matchData)
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

    /// Searches `bytes` from `start`; a match begins at `latest` or before, if the pattern was compiled for that.
    func match(_ bytes: [UInt8], from start: Int, latest: Int?, isEnd: Bool) -> Match {
        // PCRE2_UNSET, a macro with a cast.
        _ = unsafe pcre2_set_offset_limit_8(context, latest ?? Int(bitPattern: UInt.max))
        let options = isEnd ? 0 : PCRE2_PARTIAL_HARD
        let result = unsafe pcre2_match_8(code, bytes, bytes.count, start, options, matchData, context)
        switch result {
        case 0...: return .found
        case PCRE2_ERROR_NOMATCH: return .none
        case PCRE2_ERROR_PARTIAL:
            return .partial(start: unsafe Int(pcre2_get_ovector_pointer_8(matchData)[0]))
        default: return .failed(Self.text(result))
        }
    }

    private static func text(_ number: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = unsafe pcre2_get_error_message_8(number, &text, text.count)
        return length < 0 ? "error \(number)" : String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }
}
