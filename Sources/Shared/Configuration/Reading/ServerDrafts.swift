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
    /// Its scalar keywords, and those that give defaults to its servers and their checkers.
    var given = GivenValues()
    var forwarding: Forwarding?
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

/// `real_server` while it is read.
struct RealServerDraft {
    var statement = 0
    /// Nil: the head is wrong, and the block is ignored.
    var address: IPAddress?
    var port: UInt16 = 0
    /// Its scalar keywords, and those that give defaults to its checkers.
    var given = GivenValues()
    var forwarding: Forwarding?
    var checkers: [CheckerDraft] = []
}

/// A checker while it is read.
struct CheckerDraft {
    var statement = 0
    var block = Block.tcpCheck
    /// Whether an argument was refused, so that it is not also reported as missing.
    var hadRefusal = false
    var given = GivenValues()
    /// `host` of `SMTP_CHECK`.
    var hosts: [GivenValues] = []
    /// `url`.
    var pages: [Page] = []
    /// Whether a `url` was dropped, which has been reported.
    var hadBadPage = false
}

/// `url` while it is read.
struct PageDraft {
    var given = GivenValues()
    var expression: [UInt8]?
    /// The settings of a pattern, used if there is one.
    var pattern = PagePattern([])
    /// The first statement among them, reported if there is no pattern.
    var patternStatement: Int?
    var hadRefusal = false
}

/// A script of a virtual server. It is resolved last: what the VRRP process asks of the machine must not
/// depend on virtual servers.
struct ServerScript {
    enum Place {
        case service(Setting<VirtualServerDefinition>)
        case server(Setting<RealServerDefinition>, realServer: Int)
        case program(realServer: Int, checker: Int, userStatement: Int?)
    }

    /// The virtual server's index in the model.
    var server = 0
    let place: Place
    let value: Value
}
