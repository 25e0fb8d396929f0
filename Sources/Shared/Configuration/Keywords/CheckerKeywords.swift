/// The words of the checkers of a real server.
enum CheckerKeywords {
    /// Where a checker connects to, and from where.
    static let connection: [Keyword] = [
        Keyword("connect_ip", .address),
        Keyword("connect_port", .number(Bounds.port)),
        Keyword("bindto", .address),
        Keyword("bind_port", .number(Bounds.port)),
        Keyword("bind_if", .interface),
        Keyword("connect_timeout", .seconds(Bounds.positiveMicroseconds32)),
        Keyword("fwmark", .number(Bounds.unsigned32)),
    ]

    /// When a checker runs and when it gives up.
    static let pace: [Keyword] = [
        Keyword("retry", .number(Bounds.unsigned32)),
        Keyword("delay_before_retry", .seconds(Bounds.timer)),
        Keyword("warmup", .seconds(Bounds.timer)),
        Keyword("delay_loop", .seconds(Bounds.positiveTimer)),
        Keyword("alpha", .boolean),
        Keyword("log_all_failures", .boolean),
    ]

    /// Words of all checkers that older releases knew.
    static let old: [Keyword] = [
        Keyword("nb_get_retry", .number(Bounds.unsigned32), oldSpellingOf: "retry")
    ]

    /// `MISC_CHECK`.
    static let misc: [Keyword] = [
        Keyword("misc_path", .command),
        Keyword("misc_timeout", .number(0...4294)),
        Keyword("misc_dynamic", .flag),
        Keyword("user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3)),
    ]

    /// `SMTP_CHECK`.
    static let smtp: [Keyword] = [
        Keyword("helo_name", .text),
        Keyword("host", .block(.smtpHost)),
    ]

    /// `UDP_CHECK`.
    static let udp: [Keyword] = [
        Keyword("payload", .hexadecimal(digits: nil, isOptional: false)),
        Keyword("require_reply", .hexadecimal(digits: nil, isOptional: true)),
        Keyword("min_reply_length", .number(0...65_535)),
        Keyword("max_reply_length", .number(0...65_535)),
    ]

    /// `DNS_CHECK`.
    static let dns: [Keyword] = [
        Keyword(
            "type", .choiceInAnyCase(["A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "RRSIG", "DNSKEY"])),
        Keyword("name", .text),
    ]

    /// `FILE_CHECK`.
    static let file: [Keyword] = [
        Keyword("track_file", .text),
        Keyword("weight", .weight((-2_147_483_647)...2_147_483_647, allowsNoReverse: true)),
    ]

    /// `BFD_CHECK`.
    static let session: [Keyword] = [
        Keyword("name", .text),
        Keyword("alpha", .boolean),
    ]

    /// `HTTP_GET` and `SSL_GET`.
    static let http: [Keyword] = [
        Keyword("virtualhost", .text),
        Keyword("http_protocol", .choice(["1.0", "1.0C", "1.0c", "1.1"])),
        Keyword("enable_sni", .boolean),
        Keyword("sni_name", .optionalText),
        Keyword("fast_recovery", .boolean),
    ]

    /// Only `SSL_GET` and its `url`.
    static let closing: [Keyword] = [
        Keyword("tls_compliant", .boolean)
    ]

    /// `url`.
    static let url: [Keyword] = [
        Keyword("path", .text),
        Keyword("digest", .hexadecimal(digits: 32, isOptional: false)),
        Keyword("status_code", .ranges(100...599)),
        Keyword("virtualhost", .text),
        Keyword("regex", .pattern),
        Keyword("regex_no_match", .flag),
        Keyword("regex_options", .words(atLeast: 1)),
        Keyword("regex_min_offset", .number(Bounds.unsigned31)),
        Keyword("regex_max_offset", .number(Bounds.unsigned31)),
        Keyword("regex_stack", .special(syntax: "START MAX", atLeast: 2, atMost: 2)),
    ]
}
