import NetworkTypes
import VirtualServers

/// `virtual_server` while it is read.
struct VirtualServerDraft {
    /// What stands at its head.
    enum Target {
        case address(IPAddress, port: UInt16)
        case firewallMark(UInt32)
        case group(String)
    }

    var statement = 0
    /// Nil: the head is wrong, and the block counts for nothing.
    var target: Target?
    /// Keywords whose words were wrong.
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

/// The words of a forwarding method.
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

/// What a checker takes from its real server, and that from its virtual server; nil: not said.
struct CheckSettingsDraft {
    var intervalMicroseconds: Int?
    var retries: Int?
    var retryDelayMicroseconds: Int?
    var warmupMicroseconds: Int?
    var timeoutMicroseconds: Int?
    var startsDown: Bool?
    var logsAllFailures: Bool?
    var virtualHost: String?

    /// These, and where they say nothing, the outer ones.
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
    /// Nil: the head is wrong, and the block counts for nothing.
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

/// A checker while it is read; of the words of its kind only those of its own block are set.
struct CheckerDraft {
    var statement = 0
    var block = Block.tcpCheck
    /// Whether a word was wrong, so that nobody also says it is missing.
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
    /// Whether a `url` was dropped, which was told.
    var hadBadPage = false
}

/// The words of `MISC_CHECK`.
struct ProgramDraft {
    var statement: Int?
    var userStatement: Int?
    var timeoutSeconds: Int?
    var setsWeight = false
}

/// The words about a checker's connection; nil: not said.
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
    /// The words about a pattern, for when there is one.
    var pattern = PagePattern([])
    /// The first of them, for when there is none.
    var patternStatement: Int?
    var hadRefusal = false
}

/// `track_file` while it is read, as far as checkers need it.
struct TrackFileDraft {
    var path: String?
    var weight = 1
    var isReversed = false
}

/// A script of a virtual server. It is looked up when all else is done: what the VRRP process asks of the machine must
/// not depend on virtual servers.
struct ServerScript {
    enum Place {
        case quorumUp, quorumDown
        case notifyUp(realServer: Int), notifyDown(realServer: Int)
        case program(realServer: Int, checker: Int)
    }

    /// The virtual server's place in the model.
    let server: Int
    let place: Place
    let statement: Int
    var userStatement: Int?
}
