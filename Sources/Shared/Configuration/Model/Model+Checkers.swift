public import NetworkTypes

/// A checker of a real server, with what it inherits from its server and virtual server.
public struct Checker: Hashable, Sendable {
    /// What it does.
    public indirect enum Kind: Hashable, Sendable {
        /// `TCP_CHECK`.
        case tcp(CheckConnection)
        /// `HTTP_GET` and `SSL_GET`.
        case http(CheckConnection, PageCheck)
        /// `SMTP_CHECK`: its `host` blocks, or the server itself, so at least one; and `helo_name`.
        case smtp([CheckConnection], heloName: String)
        /// `DNS_CHECK`.
        case dns(CheckConnection, NameQuestion)
        /// `UDP_CHECK`.
        case udp(CheckConnection, DatagramExchange)
        /// `PING_CHECK`; the port has no meaning.
        case ping(CheckConnection)
        /// `MISC_CHECK`.
        case misc(ProgramCheck)
        /// `FILE_CHECK`.
        case file(FileCheck)
        /// `BFD_CHECK` and the name of its `bfd_instance`.
        case session(name: String)
    }

    /// What it does.
    public var kind: Kind
    /// When it runs, and when it gives up.
    public var pace: CheckPace

    /// A checker of this kind and pace.
    public init(_ kind: Kind, pace: CheckPace = CheckPace()) {
        self.kind = kind
        self.pace = pace
    }
}

/// When a checker runs, and when it gives up.
public struct CheckPace: Hashable, Sendable {
    /// `delay_loop`.
    public var interval: Duration = .seconds(60)
    /// `retry`: how often a failed check is repeated before the server is down. Defaults to 3 for DNS and 0
    /// for MISC.
    public var retries = 1
    /// `delay_before_retry`. Defaults to 3 s for HTTP and SSL, and to the interval for DNS.
    public var retryDelay: Duration = .seconds(1)
    /// `warmup`: the first check runs after a random delay up to this. Defaults to the interval.
    public var warmup: Duration = .seconds(60)
    /// `alpha`: the server is down until the first success.
    public var startsDown = false
    /// `log_all_failures`, or `checker_log_all_failures`.
    public var logsAllFailures = false

    /// keepalived's defaults of most checkers.
    public init() {}
}

/// Where a checker connects to, and from where.
public struct CheckConnection: Hashable, Sendable {
    /// `connect_ip`; defaults to the real server's address.
    public var address: IPAddress
    /// `connect_port`; defaults to the real server's `checkPort`.
    public var port: UInt16
    /// `bindto`; nil: the kernel chooses.
    public var sourceAddress: IPAddress?
    /// `bind_port`; 0: the kernel chooses.
    public var sourcePort: UInt16 = 0
    /// `bind_if`; nil: the kernel chooses.
    public var interface: String?
    /// `connect_timeout`.
    public var timeout: Duration = .seconds(5)
    /// `fwmark` of the checker's own packets; 0: none.
    public var firewallMark: UInt32 = 0

    /// A connection with keepalived's defaults.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

/// `DNS_CHECK`: any answer without an error is a success.
public struct NameQuestion: Hashable, Sendable {
    /// `type`.
    public enum Kind: String, CaseIterable, Sendable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// In the DNS's own spelling.
        case A, NS, CNAME, SOA, MX, TXT, AAAA, RRSIG, DNSKEY
    }

    /// `type`.
    public var kind = Kind.SOA
    /// `name`, without empty labels; `.` is the root.
    public var name = "."

    /// The question for the root's SOA.
    public init() {}
}

/// `UDP_CHECK`.
public struct DatagramExchange: Hashable, Sendable {
    /// The bytes that a reply must begin with, as far as the mask covers them.
    public struct ReplyPattern: Hashable, Sendable {
        /// The bytes; bits outside the mask are 0.
        public var bytes: [UInt8] = []
        /// Which bits of each byte count; as many as there are bytes.
        public var mask: [UInt8] = []

        /// Any reply.
        public init() {}
    }

    /// `payload`; nil: random bytes.
    public var payload: [UInt8]?
    /// `require_reply`; nil: no reply is needed, and only an ICMP error is a failure.
    public var requiredReply: ReplyPattern?
    /// `min_reply_length` in bytes.
    public var minimumReplyBytes = 0
    /// `max_reply_length` in bytes.
    public var maximumReplyBytes = 255

    /// A datagram that needs no reply.
    public init() {}
}

/// `MISC_CHECK`.
public struct ProgramCheck: Hashable, Sendable {
    /// `misc_path` with `user`.
    public var command: Command
    /// `misc_timeout`; defaults to the interval.
    public var timeout: Duration
    /// `misc_dynamic`: an exit status of 2 to 255 sets the weight to the status minus 2.
    public var setsWeight = false
    /// Why the program never runs (script security, missing program, unknown user); nil: it runs.
    public var disabledBecause: String?

    /// A check by a program.
    public init(_ command: Command, timeout: Duration) {
        self.command = command
        self.timeout = timeout
    }
}

/// `FILE_CHECK`: the number in a file, times the weight, is added to the server's weight.
public struct FileCheck: Hashable, Sendable {
    /// The name of the `track_file` block.
    public var name: String
    /// The path of its file.
    public var path: String
    /// `weight`, -2,147,483,647 to 2,147,483,647; defaults to that of the `track_file` block. With 0, any
    /// number in the file except 0 is a failure.
    public var weight: Int
    /// `reverse`.
    public var isReversed: Bool

    /// A check of the number in a file.
    public init(name: String, path: String, weight: Int, isReversed: Bool) {
        self.name = name
        self.path = path
        self.weight = weight
        self.isReversed = isReversed
    }
}
