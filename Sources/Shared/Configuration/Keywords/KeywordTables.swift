import ConfigurationSyntax

/// All keywords of the language, by block.
enum KeywordTables {
    /// The table of a block. Those of virtual servers are made when a file has one: most of the time to make
    /// tables goes into them.
    static func table(_ block: Block) -> BlockTable {
        let others = Block.virtualServerGroup.rawValue
        return block.rawValue < others ? routers[block.rawValue] : servers[block.rawValue - others]
    }

    /// The last part of a block's path, for messages.
    static func shortName(of table: BlockTable) -> String {
        table.name.split(separator: "/").last.map(String.init) ?? table.name
    }

    /// The blocks that have a keyword, the nearest to `block` first. Keywords inside lines are left out.
    static func homes(of keyword: ArraySlice<UInt8>, near block: BlockTable) -> [String] {
        let homes = all.filter { $0.layout == .keywords && $0.keyword(keyword) != nil }
        let ranked = homes.enumerated().map { (rank: [distance($1, block), $0], table: $1) }
        var names: [String] = []
        for home in ranked.sorted(by: { $0.rank.lexicographicallyPrecedes($1.rank) }) {
            let name = home.table.block == .root ? "outside all blocks" : "in \(shortName(of: home.table))"
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The number of steps in and out of blocks from one to another.
    private static func distance(_ left: BlockTable, _ right: BlockTable) -> Int {
        let left = left.block == .root ? [] : left.name.split(separator: "/")
        let right = right.block == .root ? [] : right.name.split(separator: "/")
        let common = zip(left, right).prefix { $0 == $1 }.count
        return left.count + right.count - 2 * common
    }

    /// The syntax of a block's head if this word may be part of it: `virtual_server … fwmark N … {`.
    static func head(of block: Block, holding word: String) -> String? {
        for keyword in all.flatMap(\.keywords) {
            guard case .headedBlock(block, let syntax, _, _) = keyword.arguments,
                syntax.split(separator: " ").contains(Substring(word))
            else { continue }
            return syntax
        }
        return nil
    }

    /// In the order of `Block`.
    static let all = routers + servers

    private static let routers = ordered(
        vrrp + trackers + statics, Block.allCases.prefix { $0 != .virtualServerGroup })
    private static let servers = ordered(virtualServers, Block.allCases.drop { $0 != .virtualServerGroup })

    private static func ordered(_ tables: [BlockTable], _ blocks: ArraySlice<Block>) -> [BlockTable] {
        blocks.map { block in
            guard let table = tables.first(where: { $0.block == block }) else {
                preconditionFailure("the block \(block) has no keyword table")
            }
            return table
        }
    }

    private static let vrrp: [BlockTable] = [
        BlockTable(.root, "(root)", keywords: RootKeywords.all),
        BlockTable(.globalDefinitions, "global_defs", keywords: GlobalKeywords.all),
        BlockTable(
            .notificationEmail, "global_defs/notification_email", layout: .names,
            end: { $0.endRecipients($1) }, beginLine: { $0.addRecipients($1) }, keywords: []),
        BlockTable(
            .instance, "vrrp_instance", begin: { $0.beginInstance($1) }, end: { $0.endInstance($1) },
            keywords: InstanceKeywords.all),
        BlockTable(
            .authentication, "vrrp_instance/authentication",
            begin: { $0.instance.authenticationStatement = $1 },
            keywords: InstanceKeywords.authentication),
        BlockTable(
            .messageAuthentication, "vrrp_instance/auth_hmac",
            begin: { $0.instance.hasMessageAuthentication = $1 >= 0 },
            keywords: TrackerKeywords.messageAuthentication),
        BlockTable(
            .addresses, "vrrp_instance/virtual_ipaddress", layout: .lines(first: .prefix),
            beginLine: { $0.beginAddress($1) }, endLine: { $0.endAddress($1) }, keywords: LineKeywords.address
        ),
        BlockTable(
            .excludedAddresses, "vrrp_instance/virtual_ipaddress_excluded", layout: .lines(first: .prefix),
            beginLine: { $0.beginAddress($1) }, endLine: { $0.endAddress($1) }, keywords: LineKeywords.address
        ),
        BlockTable(
            .unicastPeers, "vrrp_instance/unicast_peer", layout: .lines(first: .address),
            begin: { $0.beginPeers($1) }, endLine: { $0.endPeer($1) }, keywords: LineKeywords.peer),
        BlockTable(
            .instanceTrackedInterfaces, "vrrp_instance/track_interface", layout: .lines(first: .name),
            endLine: { $0.endTrackedInterface($1) }, keywords: LineKeywords.trackedInterface),
        BlockTable(
            .instanceTrackedScripts, "vrrp_instance/track_script", layout: .lines(first: .name),
            endLine: { $0.endTrackedScript($1) }, keywords: LineKeywords.trackedScript),
        BlockTable(
            .instanceTrackedFiles, "vrrp_instance/track_file", layout: .lines(first: .name),
            endLine: { $0.endTrackedFile($1) }, keywords: LineKeywords.trackedNumber),
        BlockTable(
            .instanceTrackedProcesses, "vrrp_instance/track_process", layout: .lines(first: .name),
            endLine: { $0.endTrackedProcess($1) }, keywords: LineKeywords.trackedNumber),
        BlockTable(
            .instanceTrackedSessions, "vrrp_instance/track_bfd", layout: .lines(first: .name),
            endLine: { $0.endTrackedSession($1) }, keywords: LineKeywords.trackedSession),
        BlockTable(
            .group, "vrrp_sync_group", begin: { $0.beginGroup($1) }, end: { $0.endGroup($1) },
            keywords: GroupKeywords.group),
        BlockTable(
            .groupMembers, "vrrp_sync_group/group", layout: .names, begin: { $0.beginMembers($1) },
            beginLine: { $0.addMembers($1) }, keywords: []),
        BlockTable(
            .groupTrackedInterfaces, "vrrp_sync_group/track_interface", layout: .lines(first: .name),
            endLine: { $0.endTrackedInterface($1) }, keywords: LineKeywords.trackedInterface),
        BlockTable(
            .groupTrackedScripts, "vrrp_sync_group/track_script", layout: .lines(first: .name),
            endLine: { $0.endTrackedScript($1) }, keywords: LineKeywords.trackedScript),
        BlockTable(
            .groupTrackedFiles, "vrrp_sync_group/track_file", layout: .lines(first: .name),
            endLine: { $0.endTrackedFile($1) }, keywords: LineKeywords.trackedNumber),
        BlockTable(
            .groupTrackedProcesses, "vrrp_sync_group/track_process", layout: .lines(first: .name),
            endLine: { $0.endTrackedProcess($1) }, keywords: LineKeywords.trackedNumber),
        BlockTable(
            .groupTrackedSessions, "vrrp_sync_group/track_bfd", layout: .lines(first: .name),
            endLine: { $0.endTrackedSession($1) }, keywords: LineKeywords.trackedSession),
        BlockTable(
            .script, "vrrp_script", begin: { $0.beginScript($1) }, end: { $0.endScript($1) },
            keywords: GroupKeywords.script),
        BlockTable(
            .announcementGroup, "garp_group", begin: { $0.beginAnnouncementGroup($1) },
            end: { $0.endAnnouncementGroup($1) }, keywords: GroupKeywords.announcementGroup),
        BlockTable(
            .announcementGroupInterfaces, "garp_group/interfaces", layout: .names,
            beginLine: { $0.addAnnouncementInterfaces($1) }, keywords: []),
    ]

    private static let trackers: [BlockTable] = [
        BlockTable(
            .trackProcess, "vrrp_track_process", begin: { $0.beginTrackProcess($1) },
            end: { $0.endTrackProcess($1) }, keywords: TrackerKeywords.process),
        BlockTable(
            .trackFile, "track_file", begin: { $0.beginTrackFile($1) }, end: { $0.endTrackFile($1) },
            keywords: TrackerKeywords.file),
        BlockTable(
            .oldTrackFile, "vrrp_track_file", begin: { $0.beginTrackFile($1) },
            end: { $0.endTrackFile($1) }, keywords: TrackerKeywords.file),
        BlockTable(
            .session, "bfd_instance", begin: { $0.beginSession($1) }, end: { $0.endSession($1) },
            keywords: SessionSettingRows.all.flatMap { $0.keywords(.session) }),
        BlockTable(
            .ssl, "SSL", begin: { $0.beginTLS($1) }, end: { $0.endTLS($1) },
            keywords: TLSSettingRows.all.flatMap { $0.keywords(.tls) }),
        BlockTable(
            .trackGroup, "track_group",
            keywords: [Keyword("group", .block(.trackGroupMembers))]),
        BlockTable(.trackGroupMembers, "track_group/group", layout: .names, keywords: []),
    ]

    private static let statics: [BlockTable] = [
        BlockTable(
            .virtualRoutes, "vrrp_instance/virtual_routes", layout: .lines(first: .destination),
            keywords: RouteKeywords.route),
        BlockTable(
            .virtualRules, "vrrp_instance/virtual_rules", layout: .lines(first: .keyword),
            keywords: RouteKeywords.rule),
        BlockTable(
            .staticAddresses, "static_ipaddress", layout: .lines(first: .prefix),
            beginLine: { $0.beginAddress($1) },
            keywords: LineKeywords.address.filter { $0.name != "use_vmac" } + RouteKeywords.membership),
        BlockTable(
            .staticRoutes, "static_routes", layout: .lines(first: .destination),
            keywords: RouteKeywords.route + RouteKeywords.membership),
        BlockTable(
            .staticRules, "static_rules", layout: .lines(first: .keyword),
            keywords: RouteKeywords.rule + RouteKeywords.membership),
        BlockTable(
            .linkbeatInterfaces, "linkbeat_interfaces", layout: .lines(first: .special),
            beginLine: { $0.checkLinkbeat($1) }, keywords: []),
        BlockTable(
            .upDownDelays, "interface_up_down_delays", layout: .lines(first: .special),
            beginLine: { $0.checkUpDownDelay($1) }, keywords: []),
    ]

    private static let virtualServers: [BlockTable] = [
        BlockTable(
            .virtualServerGroup, "virtual_server_group", layout: .lines(first: .special),
            begin: { $0.beginServerGroup($1) }, end: { $0.endServerGroup($1) },
            beginLine: { $0.addGroupMember($1) }, keywords: VirtualServerKeywords.groupLine),
        BlockTable(
            .virtualServer, "virtual_server", begin: { $0.beginVirtualServer($1) },
            end: { $0.endVirtualServer($1) },
            keywords: VirtualServerKeywords.virtualServer),
        BlockTable(
            .realServer, "virtual_server/real_server", begin: { $0.beginRealServer($1) },
            end: { $0.endRealServer($1) }, keywords: VirtualServerKeywords.realServer),
        checker(.miscCheck, "MISC_CHECK", CheckerKeywords.misc),
        checker(.smtpCheck, "SMTP_CHECK", CheckerKeywords.smtp),
        BlockTable(
            .smtpHost, checkers + "SMTP_CHECK/host", begin: { $0.beginHost($1) },
            end: { $0.endHost($1) }, keywords: CheckerKeywords.host),
        checker(.tcpCheck, "TCP_CHECK", CheckerKeywords.connecting),
        checker(.pingCheck, "PING_CHECK", CheckerKeywords.connecting),
        checker(.udpCheck, "UDP_CHECK", CheckerKeywords.udp),
        checker(.dnsCheck, "DNS_CHECK", CheckerKeywords.dns),
        checker(.fileCheck, "FILE_CHECK", CheckerKeywords.file),
        checker(.sessionCheck, "BFD_CHECK", CheckerKeywords.session),
        checker(
            .httpGet, "HTTP_GET", CheckerKeywords.http + [Keyword("url", .block(.httpURL), effect: .works)]),
        page(.httpURL, "HTTP_GET/url", CheckerKeywords.url),
        checker(
            .sslGet, "SSL_GET",
            CheckerKeywords.http + CheckerKeywords.security + [
                Keyword("url", .block(.sslURL), effect: .works)
            ]),
        page(.sslURL, "SSL_GET/url", CheckerKeywords.url + CheckerKeywords.closing),
    ]

    private static let checkers = "virtual_server/real_server/"

    private static func checker(_ block: Block, _ name: String, _ keywords: [Keyword]) -> BlockTable {
        BlockTable(
            block, checkers + name, begin: { $0.beginChecker($1) }, end: { $0.endChecker($1) },
            keywords: keywords + CheckerKeywords.old)
    }

    private static func page(_ block: Block, _ name: String, _ keywords: [Keyword]) -> BlockTable {
        BlockTable(
            block, checkers + name, begin: { $0.beginPage($1) }, end: { $0.endPage($1) },
            keywords: keywords)
    }
}

/// The tables as the reader's grammar.
struct KeywordGrammar: Grammar {
    func block(openedBy keyword: ArraySlice<UInt8>, in block: BlockKind) -> BlockKind? {
        guard let table = Self.table(block), table.layout == .keywords else { return nil }
        return table.keyword(keyword)?.arguments.block?.kind
    }

    func isKnown(_ keyword: ArraySlice<UInt8>, in block: BlockKind) -> Bool {
        Self.table(block)?.keyword(keyword) != nil
    }

    private static func table(_ kind: BlockKind) -> BlockTable? {
        Block(rawValue: kind.number).map { KeywordTables.table($0) }
    }
}
