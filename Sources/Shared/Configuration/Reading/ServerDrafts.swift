import NetworkTypes
import VirtualServers

/// `virtual_server` while it is read.
struct VirtualServerDraft {
    /// What its head names.
    enum Target {
        case address(IPAddress, port: UInt16)
        case firewallMark(UInt32)
        case group(String)
    }

    var statement = 0
    /// Nil: the head is wrong, and the block is ignored.
    var target: Target?
    /// Keywords whose arguments were refused.
    var refused: Set<String> = []
    var family: AddressFamily?
    var transport: TransportProtocol?
    var transportStatement = 0
    var scheduler: String?
    var forwarding: Forwarding?
    var flags: ServiceFlags = []
    var onePacketStatement: Int?
    var persistenceSeconds: UInt32?
    var granularityStatement: Int?
    var persistenceEngine: String?
    var suspensionStatement: Int?
    var notifiesAtEnd = false
    var quorum: UInt32 = 1
    var quorumStatement: Int?
    var hysteresis: UInt32 = 0
    var hysteresisStatement: Int?
    var quorumUp: Int?
    var quorumDown: Int?
    var weight: UInt32 = 1
    var inhibitsOnFailure = false
    var alertsByMail: Bool?
    var managementName: String?
    var settings = CheckSettingsDraft()
    var sorryServer: SorryServerDraft?
    var realServers: [RealServerDraft] = []
}

/// A forwarding method and its tunnel.
struct Forwarding {
    var method: ForwardingMethod
    var tunnel = Tunnel()
}

/// `sorry_server` while it is read.
struct SorryServerDraft {
    var statement: Int
    var address: IPAddress
    var port: UInt16
    var forwarding: Forwarding?
    var isInhibited = false
}

/// What a checker inherits from its real server, and that from its virtual server; nil: not given.
struct CheckSettingsDraft {
    var intervalMicroseconds: Int?
    var retries: Int?
    var retryDelayMicroseconds: Int?
    var warmupMicroseconds: Int?
    var timeoutMicroseconds: Int?
    var startsDown: Bool?
    var logsAllFailures: Bool?
    var virtualHost: String?

    /// These settings, completed by the outer ones.
    func inheriting(_ outer: Self) -> Self {
        Self(
            intervalMicroseconds: intervalMicroseconds ?? outer.intervalMicroseconds,
            retries: retries ?? outer.retries,
            retryDelayMicroseconds: retryDelayMicroseconds ?? outer.retryDelayMicroseconds,
            warmupMicroseconds: warmupMicroseconds ?? outer.warmupMicroseconds,
            timeoutMicroseconds: timeoutMicroseconds ?? outer.timeoutMicroseconds,
            startsDown: startsDown ?? outer.startsDown,
            logsAllFailures: logsAllFailures ?? outer.logsAllFailures,
            virtualHost: virtualHost ?? outer.virtualHost)
    }
}

/// `real_server` while it is read.
struct RealServerDraft {
    var statement = 0
    /// Nil: the head is wrong, and the block is ignored.
    var address: IPAddress?
    var port: UInt16 = 0
    var weight: UInt32?
    var forwarding: Forwarding?
    var upperThreshold: UInt32 = 0
    var lowerThreshold: UInt32 = 0
    var inhibitsOnFailure: Bool?
    var notifyUp: Int?
    var notifyDown: Int?
    var alertsByMail: Bool?
    var managementName: String?
    var settings = CheckSettingsDraft()
    var checkers: [CheckerDraft] = []
}

/// A checker while it is read; only the settings of its own kind are set.
struct CheckerDraft {
    var statement = 0
    var block = Block.tcpCheck
    /// Whether an argument was refused, so that it is not also reported as missing.
    var hadRefusal = false
    var settings = CheckSettingsDraft()
    var connection = ConnectionDraft()
    /// `host` of `SMTP_CHECK`.
    var hosts: [ConnectionDraft] = []
    var heloName = "smtpchecker.keepalived.org"
    var exchange = DatagramExchange()
    var question = NameQuestion()
    var questionNameStatement: Int?
    var program = ProgramDraft()
    var trackedFile: String?
    var weight: (number: Int, isReversed: Bool)?
    var sessionName: String?
    var pages = PageCheck()
    /// Whether a `url` was dropped, which has been reported.
    var hadBadPage = false
}

/// The settings of `MISC_CHECK`.
struct ProgramDraft {
    var statement: Int?
    var userStatement: Int?
    var timeoutSeconds: Int?
    var setsWeight = false
}

/// The settings of a checker's connection; nil: not given.
struct ConnectionDraft {
    var address: IPAddress?
    var port: UInt16?
    var sourceAddress: IPAddress?
    var sourceStatement = 0
    var sourcePort: UInt16 = 0
    var interface: String?
    var timeoutMicroseconds: Int?
    var firewallMark: UInt32 = 0
}

/// `url` while it is read.
struct PageDraft {
    var page = Page()
    var pathStatement: Int?
    var virtualHostStatement: Int?
    var expression: [UInt8]?
    /// The settings of a pattern, used if there is one.
    var pattern = PagePattern([])
    /// The first statement among them, reported if there is no pattern.
    var patternStatement: Int?
    var hadRefusal = false
}

/// The part of a `track_file` that checkers need, while it is read.
struct TrackFileDraft {
    var path: String?
    var weight = 1
    var isReversed = false
}

/// A script of a virtual server. It is resolved last: what the VRRP process asks of the machine must not
/// depend on virtual servers.
struct ServerScript {
    enum Place {
        case quorumUp, quorumDown
        case notifyUp(realServer: Int), notifyDown(realServer: Int)
        case program(realServer: Int, checker: Int)
    }

    /// The virtual server's index in the model.
    let server: Int
    let place: Place
    let statement: Int
    var userStatement: Int?
}
