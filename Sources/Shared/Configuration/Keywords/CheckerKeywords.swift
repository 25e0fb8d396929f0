import NetworkTypes

/// The keywords of a real server's checkers.
enum CheckerKeywords {
    /// Where a checker connects to, and from where.
    static let connection: [Keyword] = [
        Keyword("connect_ip", .address) { interpreter, value in
            let address = interpreter.address(value)
            interpreter.changeConnection { $0.address = address }
        },
        Keyword("connect_port", .number(Bounds.port)) { interpreter, value in
            interpreter.changeConnection { $0.port = UInt16(value.number) }
        },
        Keyword("bindto", .address) { interpreter, value in
            let address = interpreter.address(value)
            interpreter.changeConnection {
                $0.sourceAddress = address
                $0.sourceStatement = value.statement
            }
        },
        Keyword("bind_port", .number(Bounds.port)) { interpreter, value in
            interpreter.changeConnection { $0.sourcePort = UInt16(value.number) }
        },
        Keyword("bind_if", .interface) { interpreter, value in
            let name = interpreter.text(value)
            interpreter.changeConnection { $0.interface = name }
        },
        Keyword("connect_timeout", .seconds(Bounds.positiveMicroseconds32)) { interpreter, value in
            interpreter.changeConnection { $0.timeoutMicroseconds = value.number }
        },
        Keyword("fwmark", .number(Bounds.unsigned32)) { interpreter, value in
            interpreter.changeConnection { $0.firewallMark = UInt32(value.number) }
        },
    ]

    /// When a checker runs and when it gives up.
    static let pace: [Keyword] = [
        Keyword("retry", .number(Bounds.unsigned32)) { $0.setRetries($1) },
        Keyword("delay_before_retry", .seconds(Bounds.timer)) { $0.setRetryDelay($1) },
        Keyword("warmup", .seconds(Bounds.timer)) { $0.setWarmup($1) },
        Keyword("delay_loop", .seconds(Bounds.positiveTimer)) { $0.setInterval($1) },
        Keyword("alpha", .boolean) { $0.checker.settings.startsDown = $1.isOn },
        Keyword("log_all_failures", .boolean) { $0.checker.settings.logsAllFailures = $1.isOn },
    ]

    /// The same keywords in a `host` block, where keepalived accepts and ignores them.
    static let hostPace: [Keyword] = pace.map { Keyword($0.name, $0.arguments, effect: .obsolete) }

    /// Keywords of all checkers that only older releases use.
    static let old: [Keyword] = [
        Keyword("nb_get_retry", .number(Bounds.unsigned32), oldSpellingOf: "retry") { $0.setRetries($1) }
    ]

    /// `MISC_CHECK`.
    static let misc: [Keyword] = [
        Keyword("misc_path", .command) { $0.checker.program.statement = $1.statement },
        Keyword("misc_timeout", .number(0...4294)) { $0.checker.program.timeoutSeconds = $1.number },
        Keyword("misc_dynamic", .flag) { interpreter, _ in interpreter.checker.program.setsWeight = true },
        Keyword("user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3)) {
            $0.checker.program.userStatement = $1.statement
        },
    ]

    /// `SMTP_CHECK`.
    static let smtp: [Keyword] = [
        Keyword("helo_name", .text) { $0.setClientName($1) },
        Keyword("host", .block(.smtpHost), effect: .works),
    ]

    /// `UDP_CHECK`.
    static let udp: [Keyword] = [
        Keyword("payload", .hexadecimal(digits: nil, isOptional: false)) { $0.setPayload($1) },
        Keyword("require_reply", .hexadecimal(digits: nil, isOptional: true)) { $0.setRequiredReply($1) },
        Keyword("min_reply_length", .number(0...65_535)) {
            $0.checker.exchange.minimumReplyBytes = $1.number
        },
        Keyword("max_reply_length", .number(0...65_535)) {
            $0.checker.exchange.maximumReplyBytes = $1.number
        },
    ]

    /// `DNS_CHECK`.
    static let dns: [Keyword] = [
        Keyword("type", .choiceInAnyCase(NameQuestion.Kind.allCases.map(\.rawValue))) {
            $0.checker.question.kind = NameQuestion.Kind(rawValue: $0.text($1).uppercased()) ?? .SOA
        },
        Keyword("name", .text) { $0.setQuestionName($1) },
    ]

    /// `FILE_CHECK`.
    static let file: [Keyword] = [
        Keyword("track_file", .text) { $0.setTrackedFile($1) },
        Keyword("weight", .weight((-2_147_483_647)...2_147_483_647, allowsNoReverse: true)) {
            $0.checker.weight = ($1.number, $1.isReversed)
        },
    ]

    /// `BFD_CHECK`.
    static let session: [Keyword] = [
        Keyword("name", .text) { $0.setCheckedSession($1) },
        Keyword("alpha", .boolean) { $0.checker.settings.startsDown = $1.isOn },
    ]

    /// `HTTP_GET` and `SSL_GET`.
    static let http: [Keyword] = [
        Keyword("virtualhost", .text) { $0.setVirtualHost($1) },
        Keyword("http_protocol", .choice(["1.0", "1.0C", "1.0c", "1.1"])) {
            $0.checker.pages.version = PageCheck.Version(rawValue: $0.text($1).uppercased()) ?? .http10
        },
        Keyword("enable_sni", .boolean) { $0.checker.pages.security?.sendsServerName = $1.isOn },
        Keyword("sni_name", .optionalText) { $0.setServerName($1) },
        Keyword("fast_recovery", .boolean) { $0.checker.pages.recoversFast = $1.isOn },
    ]

    /// Keywords of `SSL_GET` only. `verify_peer` is ours: keepalived accepts any certificate.
    static let security: [Keyword] = [
        Keyword("tls_compliant", .boolean) { $0.checker.pages.security?.closesInOrder = $1.isOn },
        Keyword("verify_peer", .boolean) { $0.checker.pages.security?.verifiesPeer = $1.isOn },
    ]

    /// Keywords of the `url` block of `SSL_GET` only.
    static let closing: [Keyword] = [
        Keyword("tls_compliant", .boolean) { $0.page.page.closesInOrder = $1.isOn }
    ]

    /// `url`.
    static let url: [Keyword] = [
        Keyword("path", .text) { $0.setPath($1) },
        Keyword("digest", .hexadecimal(digits: 32, isOptional: false)) { $0.setDigest($1) },
        Keyword("status_code", .ranges(100...599)) { $0.setStatusCodes($1) },
        Keyword("virtualhost", .text) { $0.setPageVirtualHost($1) },
        Keyword("regex", .pattern) { $0.setExpression($1) },
        Keyword("regex_no_match", .flag) { interpreter, value in
            interpreter.changePattern(value) { $0.failsOnMatch = true }
        },
        Keyword("regex_options", .words(atLeast: 1)) { $0.setPatternOptions($1) },
        Keyword("regex_min_offset", .number(Bounds.unsigned31)) { interpreter, value in
            interpreter.changePattern(value) { $0.minimumOffsetBytes = value.number }
        },
        Keyword("regex_max_offset", .number(Bounds.unsigned31)) { interpreter, value in
            interpreter.changePattern(value) { $0.maximumOffsetBytes = value.number }
        },
        Keyword("regex_stack", .special(syntax: "START MAX", atLeast: 2, atMost: 2)) {
            $0.setPatternStack($1)
        },
    ]
}
