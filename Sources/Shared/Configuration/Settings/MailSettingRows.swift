/// The scalar keywords of `global_defs` for mail.
enum MailSettingRows {
    typealias Row = Setting<GlobalDefinitions>

    static let server = Row(
        "smtp_server", .special(syntax: "HOST [PORT]", atLeast: 1, atMost: .max),
        Property(
            set: { owner, value, interpreter in
                owner.mail.server = interpreter.text(value)
                owner.mail.givenPort = value.number > 0 ? UInt16(clamping: value.number) : nil
            }, text: { _ in nil }),
        accepts: { $0.acceptsMailServer(&$1) },
        "The mail server, by its address or its name, which is looked up when a mail is sent. The port defaults to 25, or to 465 with `smtp_tls smtps`. Without a server no mail is sent."
    )
    static let sender = Row(
        "notification_email_from", .text,
        Property(
            set: { owner, value, interpreter in owner.mail.sender = MailAddress(interpreter.text(value)) },
            text: { _ in nil }), placeholder: "address", accepts: { $0.acceptsMailAddress($1) },
        "The sender, such as `\"Load balancer <lb@example.com>\"`; defaults to root at this host.")
    static let clientName = Row(
        "smtp_helo_name", .text, .optionalText(\.mail.clientName),
        accepts: { $0.acceptsText($1, for: .smtp) },
        "The name by which this host greets the server; defaults to that of the host.")
    static let timeout = Row(
        "smtp_connect_timeout", .number(0...4294), .seconds(\.mail.timeout), default: .value(30),
        accepts: { $0.acceptsMailTimeout(&$1) },
        "How long to wait for the connection, and for each answer of the server.")
    static let security = Row(
        "smtp_tls", .choice(["none", "starttls", "smtps"]),
        .choice(
            \.mail.security, [("none", .none), ("starttls", .startTLS), ("smtps", .implicitTLS)]),
        default: .initial(),
        "`starttls` sends mail only after the server has switched to TLS, `smtps` uses TLS from the beginning; either needs a certificate for the name of the server. Defaults to none. Not in keepalived."
    )
    static let authority = Row(
        "smtp_tls_ca", .text, .optionalText(\.mail.authorityFile), placeholder: "path",
        "A file with the certificates of the authorities that may sign that of the server; defaults to those of the system. Not in keepalived."
    )
    static let user = Row(
        "smtp_user", .text, .optionalText(\.mail.user),
        "Log in to the server with this name, if the server offers that. Not in keepalived.")
    static let password = Row(
        "smtp_password", .text, Property(\.mail.password, .secret), placeholder: "word",
        "The password for `smtp_user`; never shown in dumps and messages. Not in keepalived.")

    static let all = [
        sender, server, clientName, timeout, security, authority, user, password,
        Row(
            "no_email_faults", .flag, .on(\.mail.omitsFaults), default: .value(0),
            "Send no mail when an instance or sync group enters FAULT."),
        Row(
            "no_checker_emails", .boolean, .on(\.mail.omitsOtherChecks), default: .value(0),
            "Send mail about a real server only when it comes up or goes down, not when a further checker of a server that is down fails, or one of several succeeds."
        ),
    ]
}
