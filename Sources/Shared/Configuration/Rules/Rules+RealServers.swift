import ConfigurationSyntax
import NetworkTypes
import VirtualServers

/// What the services of a virtual server have in common; computed once, because a group may be very long.
struct ServicePorts {
    /// The port of servers that name none; 0 for that of each packet.
    let common: UInt16
    /// The port that all services share; 0 if there is none.
    let only: UInt16
    /// The name of the group; nil: a single service.
    let group: String?
    /// The families of a group's services; a nil member stands for the virtual server's.
    let families: Set<AddressFamily?>
    /// Whether a service takes every port.
    let hasEveryPort: Bool
    /// Whether a service has an address, rather than a mark.
    let hasAddresses: Bool

    /// The port of one service.
    init(port: UInt16) { self.init(common: port, all: [port], hasMarks: false) }

    /// No port: a firewall mark.
    static let mark = Self(common: 0, all: [], hasMarks: true)

    /// The ports of a group.
    init(_ group: VirtualServerGroup) {
        self.init(
            common: 0,
            all: Set(
                group.members.compactMap { if case .addresses(_, _, let port) = $0 { port } else { nil } }),
            hasMarks: group.members.contains { if case .firewallMark = $0 { true } else { false } },
            group: group.name, families: Set(group.members.map(\.family)))
    }

    private init(
        common: UInt16, all: Set<UInt16>, hasMarks: Bool, group: String? = nil,
        families: Set<AddressFamily?> = []
    ) {
        self.common = common
        self.group = group
        self.families = families
        hasEveryPort = all.contains(0)
        hasAddresses = !all.isEmpty
        only = !hasMarks && all.count == 1 ? all.first ?? 0 : 0
    }

    /// Whether packets that keep their port reach a server at this port.
    func keep(_ port: UInt16) -> Bool { port == 0 || port == only }

    /// The port by which a server is known when packets keep theirs. As in keepalived's notifications, it is
    /// the written one for a server of a group, and the service's for any other.
    func name(written port: UInt16) -> UInt16 { group == nil ? common : port }
}

/// The rules that make a `real_server` or `sorry_server` of the model.
extension Interpreter {
    /// Makes the servers of a virtual server, and remembers their scripts.
    mutating func addRealServers(
        _ draft: VirtualServerDraft, _ forwarding: Forwarding, _ ports: ServicePorts,
        to made: inout VirtualServerDefinition
    ) {
        realServerScripts.removeAll(keepingCapacity: true)
        made.realServers.reserveCapacity(draft.realServers.count)
        var known: [DestinationID: Int] = [:]
        for real in draft.realServers {
            guard let address = real.address else { continue }
            let own = real.forwarding ?? forwarding
            guard isOfFamily(address, made.family, own, real.statement) else { continue }
            let port = checkedPort(real.port, own, ports, real.statement, use: "only for checks")
            let id = DestinationID(address, port: port)
            if let earlier = known.updateValue(real.statement, forKey: id) {
                known[id] = earlier
                var diagnostic = Diagnostic(
                    .error, "the real server \(id) is defined twice: the first one is used")
                diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
                append(diagnostic, at: 1, of: real.statement)
                continue
            }
            let checkPort = real.port > 0 ? real.port : ports.only
            made.realServers.append(
                realServer(real, id, own, of: draft, at: made.realServers.count, checkPort: checkPort))
        }
    }

    private mutating func realServer(
        _ real: RealServerDraft, _ id: DestinationID, _ forwarding: Forwarding,
        of draft: VirtualServerDraft, at index: Int, checkPort: UInt16
    ) -> RealServerDefinition {
        var server = RealServerDefinition(
            Destination(id, method: forwarding.method, tunnel: forwarding.tunnel))
        server.checkPort = checkPort
        apply(
            RealServerSettingRows.all,
            NestedValues(block: .realServer, own: real.given, outer: draft.given), to: &server)
        for setting in RealServerSettingRows.commands {
            if let value = real.given[setting] { remember(.server(setting, realServer: index), value) }
        }
        for checker in real.checkers {
            if let value = checker.given[CheckerSettingRows.command] {
                let user = checker.given[CheckerSettingRows.user]?.statement
                remember(
                    .program(realServer: index, checker: server.checkers.count, userStatement: user), value)
            }
            let values = NestedValues(
                block: checker.block, own: checker.given, outer: real.given, outermost: draft.given)
            server.checkers.append(
                make(checker, DestinationID(id.address, port: checkPort), values, of: server))
        }
        return server
    }

    private mutating func remember(_ place: ServerScript.Place, _ value: Value) {
        realServerScripts.append(ServerScript(place: place, value: value))
    }

    /// Whether a server is of the service's family or reached through a tunnel, which can carry packets of
    /// the other family. Reports a diagnostic if not.
    private mutating func isOfFamily(
        _ address: IPAddress, _ family: AddressFamily, _ forwarding: Forwarding, _ statement: Int
    ) -> Bool {
        guard address.family != family, forwarding.method != .tunnel else { return true }
        report(
            .error, "\(address) does not match the virtual server, which is \(family), and is ignored",
            at: 1, of: statement, suggestion: "an \(family) address, or the method TUN")
        return false
    }

    /// The port by which a server is known; `use` describes the effect of the written one where the
    /// forwarding method cannot change ports.
    private mutating func checkedPort(
        _ port: UInt16, _ forwarding: Forwarding, _ ports: ServicePorts, _ statement: Int, use: String
    ) -> UInt16 {
        if port == 0 { return ports.common }
        guard forwarding.method != .masquerade, !ports.keep(port) else { return port }
        let kept = ports.only == 0 ? "their own port" : "the port \(ports.only)"
        report(
            .error, "without NAT packets keep \(kept): \(port) is \(use)", at: 2, of: statement,
            suggestion: ports.only == 0 ? "no port" : "\(ports.only), or the method NAT")
        return ports.name(written: port)
    }

    mutating func sorryServer(
        _ draft: VirtualServerDraft, _ forwarding: Forwarding, _ family: AddressFamily, _ ports: ServicePorts
    ) -> SorryServer? {
        guard let sorry = draft.sorryServer else { return nil }
        let own = sorry.forwarding ?? forwarding
        guard isOfFamily(sorry.address, family, own, sorry.statement) else { return nil }
        let port = checkedPort(sorry.port, own, ports, sorry.statement, use: "ignored")
        return SorryServer(
            Destination(DestinationID(sorry.address, port: port), method: own.method, tunnel: own.tunnel),
            isInhibited: sorry.isInhibited)
    }

    /// Makes a checker of a server.
    private mutating func make(
        _ draft: CheckerDraft, _ id: DestinationID, _ values: NestedValues, of server: RealServerDefinition
    ) -> Checker {
        var pace = CheckPace()
        pace.startsDown = server.startsDown
        apply(PaceSettingRows.all, values, to: &pace)
        switch draft.block {
        case .smtpCheck:
            let hosts = (draft.hosts.isEmpty ? [draft.given] : draft.hosts).map { own in
                self.connection(
                    NestedValues(
                        block: .smtpHost, own: own, outer: values.outer, outermost: values.outermost),
                    id, draft.statement)
            }
            if hosts.contains(where: { $0.port == 0 }) { reportNoPort(draft) }
            let name = values[CheckerSettingRows.clientName].map { text($0) }
            return Checker(.smtp(hosts, heloName: name ?? "smtpchecker.keepalived.org"), pace: pace)
        case .miscCheck:
            var check = ProgramCheck(Command(words: [], text: ""), timeout: pace.interval)
            apply(CheckerSettingRows.program, values, to: &check)
            return Checker(.misc(check), pace: pace)
        case .fileCheck: return Checker(.file(file(values)), pace: pace)
        case .sessionCheck:
            let name = values[CheckerSettingRows.session].map { text($0) }
            return Checker(.session(name: name ?? ""), pace: pace)
        default: break
        }
        let connection = self.connection(values, id, draft.statement)
        if connection.port == 0, draft.block != .pingCheck { reportNoPort(draft) }
        switch draft.block {
        case .pingCheck: return Checker(.ping(connection), pace: pace)
        case .udpCheck: return Checker(.udp(connection, exchange(values, draft)), pace: pace)
        case .dnsCheck:
            var question = NameQuestion()
            apply(CheckerSettingRows.question, values, to: &question)
            return Checker(.dns(connection, question), pace: pace)
        case .httpGet, .sslGet: return Checker(.http(connection, pages(draft, values)), pace: pace)
        default: return Checker(.tcp(connection), pace: pace)
        }
    }

    private mutating func file(_ values: NestedValues) -> FileCheck {
        let name = values[CheckerSettingRows.trackFile].map { text($0) } ?? ""
        let file = names.trackFiles[name].map { model.files[$0] } ?? TrackedFile(name: name)
        var check = FileCheck(
            name: name, path: file.path, weight: file.weight, isReversed: file.isReversed)
        apply(CheckerSettingRows.file, values, to: &check)
        return check
    }

    private mutating func pages(_ draft: CheckerDraft, _ values: NestedValues) -> PageCheck {
        var check = PageCheck()
        check.pages = draft.pages
        apply(PageSettingRows.check, values, to: &check)
        if draft.block == .sslGet {
            var security = PageCheck.Security()
            apply(PageSettingRows.security, values, to: &security)
            check.security = security
        }
        if let host = values[PageSettingRows.virtualHost] {
            let name = text(host)
            for index in check.pages.indices where check.pages[index].virtualHost == nil {
                check.pages[index].virtualHost = name
            }
        }
        return check
    }

    private mutating func connection(
        _ values: NestedValues, _ server: DestinationID, _ statement: Int
    ) -> CheckConnection {
        var made = CheckConnection(server.address, port: server.port)
        apply(ConnectionSettingRows.all, values, to: &made)
        if let source = made.sourceAddress, source.family != made.address.family {
            made.sourceAddress = nil
            report(
                .error, "'bindto' is ignored: \(source) and \(made.address) are of different families",
                at: 1,
                of: values[ConnectionSettingRows.source]?.statement ?? statement,
                suggestion: "an \(made.address.family) address")
        }
        if made.interface == nil, case .ipv6(let address) = made.address, address.isLinkLocal {
            report(
                .error, "the link-local address \(address) needs an interface", at: 0, of: statement,
                suggestion: "bind_if INTERFACE")
        }
        return made
    }

    private mutating func reportNoPort(_ draft: CheckerDraft) {
        report(
            .error, "the \(word(0, of: draft.statement)) has no port to connect to, and would always fail",
            at: 0,
            of: draft.statement, suggestion: "connect_port PORT")
    }

    private mutating func exchange(_ values: NestedValues, _ draft: CheckerDraft) -> DatagramExchange {
        var exchange = DatagramExchange()
        apply(CheckerSettingRows.exchange, values, to: &exchange)
        if exchange.minimumReplyBytes > exchange.maximumReplyBytes {
            report(
                .error,
                "no reply is at least \(exchange.minimumReplyBytes) and at most "
                    + "\(exchange.maximumReplyBytes) bytes long: the check always fails",
                at: 0, of: draft.statement)
        }
        return exchange
    }
}
