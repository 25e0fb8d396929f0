import ConfigurationSyntax
import NetworkTypes
import VirtualServers

/// Walks the tree with the keyword tables, checks every word, and collects drafts, from which the rules make
/// the model.
struct Interpreter {
    var host: any ConfigurationHost
    let document: Document
    var diagnostics: DiagnosticCollection
    /// The block whose statements are being read.
    var block = Block.root
    /// More than 0 inside a block that was reported as having no effect: its keywords are checked but not
    /// reported.
    var quietDepth = 0
    var global = GlobalDraft()
    var instances: [InstanceDraft] = []
    var groups: [GroupDraft] = []
    var scripts: [ScriptDraft] = []
    var sessions: [SessionDraft] = []
    /// The places in the model of the sessions that are there.
    var sessionPlaces: [String: Int] = [:]
    var announcementGroups: [AnnouncementGroupDraft] = []
    let scope: ConfigurationScope
    var hasVirtualServers = false
    /// The names of the virtual servers in the model, and their statements.
    var serverNames: [ServiceName: Int] = [:]
    var serverScripts: [ServerScript] = []
    /// Those of the virtual server that is being made, which has no index yet.
    var realServerScripts: [ServerScript] = []
    /// The names that blocks define, for others that refer to them.
    var names = NameRegister()
    /// The statements of root blocks without effect, by their keyword.
    var inactiveBlocks: [String: [Int]] = [:]
    var trackedScriptNames: Set<String> = []
    /// The statements of the model's files.
    var trackFileStatements: [Int] = []
    /// The statements of the model's tracked processes.
    var trackProcessStatements: [Int] = []
    var model = Model()
    var knownInterfaces: [String: InterfaceFacts?] = [:]
    var missingInterfaces: Set<String> = []
    /// The interfaces outside a `garp_group`, numbered.
    var pacedInterfaces: [String: Int] = [:]
    /// Scripts that would run as root without script security; reported once, with every place.
    var rootScripts: [Int] = []

    var instance = InstanceDraft()
    var group = GroupDraft()
    var script = ScriptDraft()
    var session = SessionDraft()
    var announcementGroup = AnnouncementGroupDraft()
    var line = LineDraft()
    var server = VirtualServerDraft()
    var realServer = RealServerDraft()
    var checker = CheckerDraft()
    /// A `host` of `SMTP_CHECK`.
    var hostConnection = GivenValues()
    var page = PageDraft()
    /// The place in the model of the `garp_group` that an interface is in.
    var announcementGroupOfInterface: [String: Int] = [:]
    var serverGroup = VirtualServerGroup(name: "", members: [])
    var serverGroupMembers: Set<VirtualServerGroup.Member> = []
    var serverGroupHadRefusal = false
    var trackFile = TrackFileDraft()
    var trackProcess = TrackProcessDraft()
    /// `SSL`.
    var tls = GivenValues()
    private let undefined: [Int: [UndefinedParameter]]

    init(host: any ConfigurationHost, document: Document, scope: ConfigurationScope, limit: Int) {
        self.host = host
        self.scope = scope
        self.document = document
        diagnostics = DiagnosticCollection(limit: limit)
        undefined = Dictionary(grouping: document.undefinedParameters, by: \.statement)
    }

    /// Reads the whole tree: global settings first, wherever they are, as keepalived's parent does; then what
    /// virtual servers refer to; then the rest.
    mutating func interpret() {
        let table = KeywordTables.table(.root)
        let all = 0..<document.statements.count
        // What virtual routers and servers say concerns the sessions that they track no more than anything else of theirs.
        let stages: [Stage] = scope == .sessions ? [.global, .named] : Stage.allCases
        for stage in stages {
            interpret(all, table) { Stage(of: $0) == stage }
            if stage == .global { applyGlobalSettings() }
            // Virtual servers refer to the sessions of the model while they are read.
            if stage == .named { applySessionRules() }
        }
    }

    /// When a statement outside all blocks is read.
    private enum Stage: CaseIterable {
        case global, named, rest

        init(of keyword: Keyword?) {
            guard let keyword else {
                self = .rest
                return
            }
            switch keyword.arguments.block {
            case nil, .globalDefinitions: self = .global
            case .virtualServerGroup, .trackFile, .oldTrackFile, .session: self = .named
            default: self = .rest
            }
        }
    }

    private mutating func interpret(
        _ range: Range<Int>, _ table: BlockTable, where isWanted: ((Keyword?) -> Bool)? = nil
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let statement = document.statements[index]
            if statement.wordCount > 0 {
                switch table.layout {
                case .keywords:
                    let keyword = table.keyword(document.bytes(ofWord: 0, in: statement))
                    if isWanted?(keyword) ?? true { interpret(index, keyword, table) }
                case .lines(let first):
                    interpretLine(index, first, table)
                case .names:
                    interpretNames(index, table)
                }
            }
            index = Int(statement.end)
        }
    }

    private mutating func interpret(_ index: Int, _ keyword: Keyword?, _ table: BlockTable) {
        let statement = document.statements[index]
        if reportUndefined(index, keyword) {
            if keyword?.name == "script_user" { global.isScriptUserUnknown = true }
            noteRefused(keyword?.name)
            return
        }
        guard let keyword else { return reportUnknown(index, table) }
        if let opened = keyword.arguments.block {
            return interpretBlock(index, keyword, KeywordTables.table(opened))
        }
        if statement.hasBlock {
            report(.error, "'\(keyword.name)' takes no block", at: 0, of: index)
            return noteRefused(keyword.name)
        }
        guard let value = check(keyword.arguments, of: index, from: 1, keyword) else {
            return noteRefused(keyword.name)
        }
        reportEffect(of: keyword, at: 0, of: index)
        keyword.action?(&self, value)
    }

    /// Remembers that a keyword was refused, so that the rules do not also report it as missing.
    mutating func noteRefused(_ keyword: String?) {
        switch block {
        case .instance, .authentication:
            if let keyword { instance.refused.insert(keyword) }
        case .addresses: instance.hadBadAddress = true
        case .unicastPeers: instance.hadBadPeer = true
        case .script:
            if let keyword { script.refused.insert(keyword) }
        case .session:
            if let keyword { session.refused.insert(keyword) }
        case .announcementGroup: announcementGroup.hadRefusal = true
        case .trackFile, .oldTrackFile: if keyword == "file" { trackFile.hasRefusedPath = true }
        case .trackProcess: if keyword == "process" { trackProcess.hasRefusedProcess = true }
        case .virtualServer:
            if let keyword { server.refused.insert(keyword) }
        case .virtualServerGroup: serverGroupHadRefusal = true
        case .miscCheck, .smtpCheck, .tcpCheck, .pingCheck, .udpCheck, .dnsCheck, .fileCheck, .sessionCheck,
            .httpGet, .sslGet:
            checker.hadRefusal = true
        case .httpURL, .sslURL: page.hadRefusal = true
        default: break
        }
    }

    private mutating func interpretBlock(_ index: Int, _ keyword: Keyword, _ table: BlockTable) {
        guard !isOutOfScope(table.block) else {
            hasVirtualServers = hasVirtualServers || table.block == .virtualServer
            return
        }
        guard checkHead(keyword, of: index) else { return noteRefused(keyword.name) }
        reportEffect(of: keyword, at: 0, of: index)
        let isQuiet = keyword.effect == .none || keyword.effect == .unsupported
        let outer = block
        block = table.block
        quietDepth += isQuiet ? 1 : 0
        table.begin?(&self, index)
        interpret(index + 1..<Int(document.statements[index].end), table)
        table.end?(&self, index)
        quietDepth -= isQuiet ? 1 : 0
        block = outer
    }

    /// Whether a block is not part of what is requested.
    private func isOutOfScope(_ block: Block) -> Bool {
        switch (scope, block) {
        case (.virtualRouters, .virtualServer), (.virtualRouters, .virtualServerGroup),
            (.virtualRouters, .ssl),
            (.sessions, .virtualServerGroup), (.sessions, .trackFile), (.sessions, .oldTrackFile):
            return true
        default: return false
        }
    }

    private mutating func checkHead(_ keyword: Keyword, of index: Int) -> Bool {
        let count = Int(document.statements[index].wordCount) - 1
        switch keyword.arguments {
        case .block where count > 0:
            report(
                .warning, "'\(keyword.name)' takes no name: '\(word(1, of: index))' is ignored", at: 1,
                of: index)
        case .namedBlock where count != 1:
            report(
                .error, "'\(keyword.name)' needs exactly one name, not \(count)", at: min(count, 1),
                of: index,
                suggestion: "\(keyword.name) NAME {")
            return false
        case .headedBlock(_, let syntax, let atLeast, let atMost) where count < atLeast || count > atMost:
            report(
                .error, "'\(keyword.name)' needs \(atLeast) to \(atMost) words before '{', not \(count)",
                at: 0,
                of: index, suggestion: syntax)
            return false
        default: break
        }
        return true
    }

    private mutating func interpretNames(_ index: Int, _ table: BlockTable) {
        guard !reportUndefined(index, nil), !reportBlock(index) else { return }
        table.beginLine?(&self, index)
    }

    private mutating func interpretLine(_ index: Int, _ first: BlockTable.FirstWord, _ table: BlockTable) {
        guard !reportUndefined(index, nil), !reportBlock(index) else { return noteRefused(nil) }
        line = LineDraft()
        line.statement = index
        var next = 0
        var hasDestination = false
        switch first {
        case .special:
            table.beginLine?(&self, index)
            return
        case .name, .prefix, .address:
            next = 1
            guard checkFirstWord(first, of: index) else { return noteRefused(nil) }
        case .destination, .keyword: break
        }
        table.beginLine?(&self, index)
        let count = Int(document.statements[index].wordCount)
        while next < count {
            let text = document.bytes(ofWord: next, in: document.statements[index])
            guard let keyword = table.keyword(text) else {
                guard first == .destination, !hasDestination, checkDestination(next, of: index) else {
                    reportUnknownWord(next, of: index, table)
                    return noteRefused(nil)
                }
                hasDestination = true
                next += 1
                continue
            }
            guard let used = checkLineWord(keyword, at: next, of: index) else { return noteRefused(nil) }
            next += used
        }
        table.endLine?(&self, index)
    }

    /// Checks a keyword inside a line; returns how many words it takes, or nil after an error.
    private mutating func checkLineWord(_ keyword: Keyword, at position: Int, of index: Int) -> Int? {
        guard let value = check(keyword.arguments, of: index, from: position + 1, keyword) else { return nil }
        reportEffect(of: keyword, at: position, of: index)
        keyword.action?(&self, value)
        return 1 + wordsTaken(by: keyword.arguments, of: index, from: position + 1)
    }

    /// Reports a block where only a line is allowed; false if there is none.
    private mutating func reportBlock(_ index: Int) -> Bool {
        guard document.statements[index].hasBlock else { return false }
        report(.error, "'{' is not expected here", at: 0, of: index)
        return true
    }

    /// Reports undefined parameters; true if they make the statement unusable.
    private mutating func reportUndefined(_ index: Int, _ keyword: Keyword?) -> Bool {
        guard let uses = undefined[index], let use = uses.first else { return false }
        if let keyword, keyword.arguments.mayHoldForeignDollars { return false }
        let statement = document.statements[index]
        if isSecret(index) {
            report(
                .warning, "the secret looks like a parameter that is not defined; it is taken as written",
                at: 1,
                of: index)
            return false
        }
        guard !diagnostics.countIfFull(.error) else { return true }
        let diagnostic = Diagnostic(.error, "the parameter '\(use.name)' is not defined")
        diagnostics.append(document.place(diagnostic, at: use, of: statement))
        return true
    }
}

/// A line of a list block while it is read.
struct LineDraft {
    var statement = 0
    var address: PrefixDraft?
    var virtualAddress = VirtualAddressDraft()
    var weight: Int?
    var isReversed: Bool?
    var minimumTTL: UInt8?
    var maximumTTL: UInt8?
}

/// An address and its prefix length.
struct PrefixDraft {
    var address: IPAddress
    var prefixLength: UInt8?
}

/// The names that blocks define. A file may have very many, so each is found by hashing.
struct NameRegister {
    /// The instances, groups and scripts, as indices of the interpreter's.
    var instances: [String: Int] = [:]
    var groups: [String: Int] = [:]
    var scripts: [String: Int] = [:]
    /// The files, as indices of the model's.
    var trackFiles: [String: Int] = [:]
    /// The tracked processes, as indices of the model's.
    var trackProcesses: [String: Int] = [:]
    /// The BFD sessions, as indices of the interpreter's.
    var sessions: [String: Int] = [:]
    /// The virtual server groups of the model: their ports and statements.
    var serverGroups: [String: (ports: ServicePorts, statement: Int)] = [:]
    /// Groups without members, which have been reported.
    var emptyServerGroups: Set<String> = []
}
