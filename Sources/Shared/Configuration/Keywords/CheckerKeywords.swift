/// The keywords of a real server's checkers.
enum CheckerKeywords {
    /// Where a checker connects to, when it runs, and when it gives up.
    static let connecting = connection(.checker) + pace

    /// When a checker runs and when it gives up.
    private static let pace = PaceSettingRows.all.flatMap { $0.keywords(.checker) }

    /// `host` of `SMTP_CHECK`. keepalived accepts the keywords of the pace there, and ignores them.
    static let host =
        connection(.checkedHost)
        + PaceSettingRows.all.map { Keyword($0.word, $0.arguments, effect: .obsolete) } + old

    /// Keywords of all checkers that only older releases use.
    static let old = [PaceSettingRows.retries.keyword(.old("nb_get_retry"), .checker)]

    private static func connection(_ place: SettingPlace) -> [Keyword] {
        ConnectionSettingRows.all.flatMap { $0.keywords(place) }
    }

    private static func own<Owner>(_ settings: [Setting<Owner>]) -> [Keyword] {
        settings.flatMap { $0.keywords(.checker) }
    }

    /// `MISC_CHECK`.
    static let misc = own(CheckerSettingRows.program) + pace

    /// `SMTP_CHECK`.
    static let smtp =
        own([CheckerSettingRows.clientName]) + [Keyword("host", .block(.smtpHost), effect: .works)]
        + connecting

    /// `UDP_CHECK`.
    static let udp = own(CheckerSettingRows.exchange) + connecting

    /// `DNS_CHECK`.
    static let dns = own(CheckerSettingRows.question) + connecting

    /// `FILE_CHECK`.
    static let file = own(CheckerSettingRows.file)

    /// `BFD_CHECK`.
    static let session = own([CheckerSettingRows.session]) + PaceSettingRows.startsDown.keywords(.checker)

    /// `HTTP_GET` and `SSL_GET`.
    static let http =
        own([PageSettingRows.virtualHost]) + own(PageSettingRows.check) + own(PageSettingRows.serverName)
        + connecting

    /// Keywords of `SSL_GET` only.
    static let security = own(PageSettingRows.securityOnly)

    /// `url`.
    static let url =
        PageSettingRows.anyPage.flatMap { $0.keywords(.page) }
        + PageSettingRows.pattern.flatMap { $0.keywords(.page) }
        + [
            Keyword("regex", .pattern) { $0.setExpression($1) },
            Keyword("regex_options", .words(atLeast: 1)) { $0.setPatternOptions($1) },
            Keyword("regex_stack", .special(syntax: "START MAX", atLeast: 2, atMost: 2)) {
                $0.setPatternStack($1)
            },
        ]

    /// Keywords of the `url` block of `SSL_GET` only.
    static let closing = PageSettingRows.closing.keywords(.page)
}
