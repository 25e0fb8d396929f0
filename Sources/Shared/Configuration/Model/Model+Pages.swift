/// `HTTP_GET` and `SSL_GET`.
public struct PageCheck: Hashable, Sendable {
    /// `http_protocol`.
    public enum Version: String, Sendable {
        /// HTTP/1.0.
        case http10 = "1.0"
        /// HTTP/1.0 with `Connection: close`.
        case http10Close = "1.0C"
        /// HTTP/1.1.
        case http11 = "1.1"
    }

    /// The settings of `SSL_GET` alone.
    public struct Security: Hashable, Sendable {
        /// `enable_sni`: name the virtual host, or `sni_name`, in the handshake.
        public var sendsServerName = false
        /// `sni_name`; nil: the virtual host.
        public var serverName: String?
        /// `tls_compliant`: send a close_notify alert before closing.
        public var closesInOrder = false
        /// `verify_peer`: the certificate must be trusted by the authorities of `SSL` or of the system.
        public var verifiesPeer = false

        /// keepalived's defaults.
        public init() {}
    }

    /// Nil: `HTTP_GET`.
    public var security: Security?
    /// `http_protocol`.
    public var version = Version.http10
    /// `fast_recovery`: fetch all pages at once after the start or a failure.
    public var recoversFast = false
    /// `url`, in the order of the file; at least one.
    public var pages: [Page] = []

    /// A check without pages.
    public init(security: Security? = nil) {
        self.security = security
    }
}

/// `url`: a page and what is expected of it.
public struct Page: Hashable, Sendable {
    /// `path`, sent as it is.
    public var path = ""
    /// `virtualhost` of the page, its checker, server or virtual server; nil: the server's address.
    public var virtualHost: String?
    /// `status_code`.
    public var statusCodes = [ClosedRange<UInt16>](arrayLiteral: 200...299)
    /// `digest`: the MD5 digest of the body, 16 bytes; nil: not checked.
    public var digest: [UInt8]?
    /// `regex`; nil: not checked.
    public var pattern: PagePattern?
    /// `tls_compliant` of the page.
    public var closesInOrder = false

    /// A page without further expectations.
    public init() {}

    /// Whether a status is one of `status_code`.
    public func accepts(status: UInt16) -> Bool { statusCodes.contains { $0.contains(status) } }
}

/// `regex` and the keywords that modify it.
public struct PagePattern: Hashable, Sendable {
    /// A word of `regex_options`, an option of pcre2_compile(3).
    public enum Option: String, CaseIterable, Sendable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// In keepalived's own spelling.
        case allow_empty_class, alt_bsux, auto_callout, caseless, dollar_endonly, dotall, dupnames, extended,
            firstline, match_unset_backref, multiline, never_ucp, never_utf, no_auto_capture, no_auto_possess,
            no_dotstar_anchor, no_start_optimize, ucp, ungreedy, utf, never_backslash_c, alt_circumflex,
            alt_verbnames, use_offset_limit
    }

    /// How much memory a match may use. keepalived: `regex_stack`.
    public struct Stack: Hashable, Sendable {
        /// At the start.
        public var initialBytes: Int
        /// At most.
        public var maximumBytes: Int

        /// A stack of these sizes.
        public init(initialBytes: Int, maximumBytes: Int) {
            self.initialBytes = initialBytes
            self.maximumBytes = maximumBytes
        }
    }

    /// `regex`, a Perl-compatible expression with its escapes resolved.
    public var expression: [UInt8]
    /// `regex_options`, each once, in the order of the file.
    public var options: [Option] = []
    /// `regex_no_match`: a match is a failure.
    public var failsOnMatch = false
    /// `regex_min_offset`: where in the body a match may begin.
    public var minimumOffsetBytes = 0
    /// `regex_max_offset`; nil: anywhere.
    public var maximumOffsetBytes: Int?
    /// `regex_stack`; nil: PCRE2's default.
    public var stack: Stack?

    /// A pattern that must match somewhere.
    public init(_ expression: [UInt8]) {
        self.expression = expression
    }
}
