internal import CPCRE2

extension Pattern {
    /// The options of a pattern, as in pcre2api(3), "Compiling a pattern".
    public struct Options: OptionSet, Sendable {
        /// The bits of `pcre2_compile`.
        public let rawValue: UInt32

        /// The options of these bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Letters match in either case.
        public static let caseless = Options(rawValue: PCRE2_CASELESS)
        /// Pattern and page are UTF-8. Bytes of a page that are not valid UTF-8 match nothing.
        public static let utf = Options(rawValue: PCRE2_UTF)
        /// A match begins in the first line, or at its end; lines end with a line feed.
        public static let firstLine = Options(rawValue: PCRE2_FIRSTLINE)

        /// The option with this name, which is that of PCRE2's constant in small letters (keepalived: `regex_options`).
        public init?(_ word: String) {
            guard let bits = Self.words[word] else { return nil }
            rawValue = bits
        }

        private static let words: [String: UInt32] = [
            "allow_empty_class": PCRE2_ALLOW_EMPTY_CLASS,
            "alt_bsux": PCRE2_ALT_BSUX,
            "alt_circumflex": PCRE2_ALT_CIRCUMFLEX,
            "alt_verbnames": PCRE2_ALT_VERBNAMES,
            "auto_callout": PCRE2_AUTO_CALLOUT,
            "caseless": PCRE2_CASELESS,
            "dollar_endonly": PCRE2_DOLLAR_ENDONLY,
            "dotall": PCRE2_DOTALL,
            "dupnames": PCRE2_DUPNAMES,
            "extended": PCRE2_EXTENDED,
            "firstline": PCRE2_FIRSTLINE,
            "match_unset_backref": PCRE2_MATCH_UNSET_BACKREF,
            "multiline": PCRE2_MULTILINE,
            "never_backslash_c": PCRE2_NEVER_BACKSLASH_C,
            "never_ucp": PCRE2_NEVER_UCP,
            "never_utf": PCRE2_NEVER_UTF,
            "no_auto_capture": PCRE2_NO_AUTO_CAPTURE,
            "no_auto_possess": PCRE2_NO_AUTO_POSSESS,
            "no_dotstar_anchor": PCRE2_NO_DOTSTAR_ANCHOR,
            "no_start_optimize": PCRE2_NO_START_OPTIMIZE,
            "ucp": PCRE2_UCP,
            "ungreedy": PCRE2_UNGREEDY,
            "use_offset_limit": PCRE2_USE_OFFSET_LIMIT,
            "utf": PCRE2_UTF,
        ]
    }
}
