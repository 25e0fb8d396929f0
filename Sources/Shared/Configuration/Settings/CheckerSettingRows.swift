import NetworkTypes

/// When a checker runs and when it gives up. Real servers and virtual servers give defaults.
enum PaceSettingRows {
    typealias Row = Setting<CheckPace>

    static let all = inherited + [startsDown, logsAllFailures]

    static let interval = Setting<CheckPace>(
        "delay_loop", .seconds(Bounds.positiveTimer), .microseconds(\.interval),
        default: .initial(60_000_000),
        "The time between two checks.")
    static let retries = Setting<CheckPace>(
        "retry", .number(Bounds.unsigned32), outerArguments: .number(Bounds.positive32), .number(\.retries),
        default: .depends(.initial(1), [.dnsCheck: .value(3), .miscCheck: .value(0)]),
        "How often a failed check is repeated before the server is down.")
    /// Those that a real server and a virtual server take as well.
    static let inherited = [
        interval, retries,
        Row(
            "delay_before_retry", .seconds(Bounds.timer), .microseconds(\.retryDelay),
            default: .depends(
                .initial(1_000_000),
                [.dnsCheck: .same(interval), .httpGet: .value(3_000_000), .sslGet: .value(3_000_000)]),
            "The time between a failure and the next try."),
        Row(
            "warmup", .seconds(Bounds.timer), .microseconds(\.warmup), default: .same(interval),
            "The first check runs after a random delay up to this, 0 for at once."),
    ]
    static let startsDown = Setting<CheckPace>(
        "alpha", .boolean, .on(\.startsDown),
        "The server is down until the first success; defaults to that of the server.")
    static let logsAllFailures = Setting<CheckPace>(
        "log_all_failures", global: "checker_log_all_failures", .boolean, .on(\.logsAllFailures),
        default: .initial(0), "Log each failure, not only the last one.")
}

/// Where a checker connects to, and from where.
enum ConnectionSettingRows {
    typealias Row = Setting<CheckConnection>

    static let source = Setting<CheckConnection>(
        "bindto", .address, .optionalAddress(\.sourceAddress), "The source address, of the same family.")
    /// Real servers and virtual servers give the default.
    static let timeout = Setting<CheckConnection>(
        "connect_timeout", .seconds(Bounds.positiveMicroseconds32), .microseconds(\.timeout),
        default: .initial(5_000_000), "How long a connection may take to be made.")

    static let all = [
        Row(
            "connect_ip", .address, .address(\.address),
            "The address to connect to; defaults to that of the server."),
        Row(
            "connect_port", .number(Bounds.port), .number(\.port), placeholder: "port",
            "The port to connect to. Defaults to the port written after `real_server`, regardless of the forwarding method, else to the port that all services of the virtual server share. If there is none, that is an error."
        ),
        source,
        Row(
            "bind_port", .number(Bounds.port), .number(\.sourcePort), placeholder: "port", "The source port."),
        Row(
            "bind_if", .interface, .optionalText(\.interface), placeholder: "interface",
            "The interface to use; required for a link-local address."),
        timeout,
        Row(
            "fwmark", .number(Bounds.unsigned32), .number(\.firewallMark), default: .initial(0),
            placeholder: "mark", "The mark of the checker's packets; 0 for none."),
    ]
}

/// The keywords of single kinds of checker.
enum CheckerSettingRows {
    /// `MISC_CHECK`.
    static let command = Setting<ProgramCheck>(
        "misc_path", .command, nil, "The program; required.")
    static let user = Setting<ProgramCheck>(
        "user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3), nil, "The user that runs it.")
    static let program = [
        command,
        Setting<ProgramCheck>(
            "misc_timeout", .number(0...4294), .seconds(\.timeout),
            "How long the program may run; defaults to `delay_loop`."),
        Setting<ProgramCheck>(
            "misc_dynamic", .flag, .on(\.setsWeight), default: .initial(0),
            "A status of 2 to 255 is a success as well, and sets the weight of the server to the status minus 2."
        ),
        user,
    ]

    /// `SMTP_CHECK`.
    static let clientName = Setting<Checker>(
        "helo_name", .text, accepts: { $0.acceptsText($1, for: .smtp) },
        "The name in the HELO; defaults to smtpchecker.keepalived.org.")

    /// `UDP_CHECK`.
    static let exchange = [
        Setting<DatagramExchange>(
            "payload", .hexadecimal(digits: nil, isOptional: false), Property(\.payload, .hexadecimal),
            accepts: { $0.acceptsBytes($1) },
            "What to send, in hexadecimal; defaults to random bytes."),
        Setting<DatagramExchange>(
            "require_reply", .hexadecimal(digits: nil, isOptional: true), Property(\.requiredReply, .pattern),
            "Require a reply that begins with these bytes; an `x` stands for any digit."),
        Setting<DatagramExchange>(
            "min_reply_length", .number(0...65_535), .number(\.minimumReplyBytes), default: .initial(0),
            placeholder: "bytes", "The length of the shortest reply."),
        Setting<DatagramExchange>(
            "max_reply_length", .number(0...65_535), .number(\.maximumReplyBytes), default: .initial(255),
            placeholder: "bytes", "The length of the longest reply."),
    ]

    /// `DNS_CHECK`.
    static let question = [
        Setting<NameQuestion>(
            "type", .choiceInAnyCase(NameQuestion.Kind.allCases.map(\.rawValue)),
            .choice(\.kind, NameQuestion.Kind.allCases.map { (word: $0.rawValue, content: $0) }),
            default: .initial(), placeholder: "type",
            "`A`, `NS`, `CNAME`, `SOA`, `MX`, `TXT`, `AAAA`, `RRSIG` or `DNSKEY`."),
        Setting<NameQuestion>(
            "name", .text, repetition: .firstCounts, .text(\.name), accepts: { $0.acceptsQuestionName($1) },
            "A domain name without a trailing dot; defaults to the root."),
    ]

    /// `FILE_CHECK`.
    static let trackFile = Setting<FileCheck>(
        "track_file", .text, .text(\.name), accepts: { $0.acceptsTrackFile($1) },
        "The `track_file` block; required.")
    static let file = [
        trackFile,
        Setting<FileCheck>(
            "weight", .weight((-2_147_483_647)...2_147_483_647, allowsNoReverse: true),
            .weight(\.weight, isReversed: \.isReversed),
            "What to multiply the number by; defaults to that of the block."),
    ]

    /// `BFD_CHECK`.
    static let session = Setting<Checker>(
        "name", .text, accepts: { $0.acceptsSession($1) },
        "The `bfd_instance` block; required.")
}

/// `HTTP_GET` and `SSL_GET`.
enum PageSettingRows {
    /// A page's own, else that of its checker, real server or virtual server.
    static let virtualHost = Setting<Page>(
        "virtualhost", .text, .optionalText(\.virtualHost), accepts: { $0.acceptsText($1, for: .http) },
        "The Host of the request; defaults to that of the server or virtual server, else to the address.")

    static let check = [
        Setting<PageCheck>(
            "http_protocol", .choice(["1.0", "1.0C", "1.0c", "1.1"]),
            .choice(
                \.version,
                [PageCheck.Version.http10, .http10Close, .http11].map { (word: $0.rawValue, content: $0) }),
            default: .initial(), placeholder: "version",
            "`1.0`, `1.0C` (with `Connection: close`) or `1.1`."),
        Setting<PageCheck>(
            "fast_recovery", .boolean, .on(\.recoversFast), default: .initial(0),
            "After the start or a failure, fetch all pages at once."),
    ]

    static let sendsServerName = Setting<PageCheck.Security>(
        "enable_sni", .boolean, .on(\.sendsServerName), default: .initial(0),
        "`SSL_GET`: send the virtual host in the handshake.")
    static let serverName = [
        sendsServerName,
        Setting<PageCheck.Security>(
            "sni_name", .optionalText,
            Property(\.serverName, .optionalText), accepts: { $0.acceptsServerName($1) },
            "`SSL_GET`: send this name instead."),
    ]
    static let security = serverName + securityOnly
    /// Those of `SSL_GET` only. `verify_peer` is ours: keepalived accepts any certificate.
    static let securityOnly = [
        Setting<PageCheck.Security>(
            "tls_compliant", .boolean, .on(\.closesInOrder), default: .initial(0),
            "`SSL_GET` and its pages: send a close_notify alert before closing."),
        Setting<PageCheck.Security>(
            "verify_peer", .boolean, .on(\.verifiesPeer), default: .initial(0),
            "`SSL_GET`: require a certificate that is trusted by the `ca` of `SSL` or by the system. Off by default, as keepalived, which does not have this keyword, accepts any certificate."
        ),
    ]

    static let path = Setting<Page>(
        "path", .text, .text(\.path), placeholder: "path", accepts: { $0.acceptsPath($1) },
        "The path of the page; required.")
    /// Those of a page of either kind.
    static let anyPage = [
        path,
        Setting<Page>(
            "digest", .hexadecimal(digits: 32, isOptional: false), Property(\.digest, .hexadecimal),
            accepts: { $0.acceptsBytes($1) },
            "The MD5 digest of the body, 32 hexadecimal digits."),
        Setting<Page>(
            "status_code", .ranges(100...599), Property(\.statusCodes, .ranges),
            "The expected statuses, 100 to 599; defaults to 200-299."),
        pageVirtualHost,
    ]
    static let pageVirtualHost = Setting<Page>(
        "virtualhost", .text, .optionalText(\.virtualHost), accepts: { $0.acceptsPageVirtualHost($1) },
        "The Host of the request for this page.")
    /// Those of a page of `SSL_GET` only.
    static let closing = Setting<Page>(
        "tls_compliant", .boolean, .on(\.closesInOrder), default: .initial(0),
        "Send a close_notify alert before closing.")

    static let page = anyPage + [closing]

    /// Those of the pattern.
    static let pattern = [
        Setting<PagePattern>(
            "regex_no_match", .flag, .on(\.failsOnMatch), default: .initial(0),
            accepts: { $0.notesPattern($1) }, "The expression must not match."),
        Setting<PagePattern>(
            "regex_min_offset", .number(Bounds.unsigned31), .number(\.minimumOffsetBytes),
            default: .initial(0),
            placeholder: "bytes", accepts: { $0.notesPattern($1) }, "Where in the body a match may begin."),
        Setting<PagePattern>(
            "regex_max_offset", .number(Bounds.unsigned31), .optionalNumber(\.maximumOffsetBytes),
            placeholder: "bytes", accepts: { $0.notesPattern($1) }, "Up to where in the body it may begin."),
    ]
}
