import ConfigurationSyntax
import NetworkTypes
import VirtualServers

/// The lines of `virtual_server_group`, and the small blocks that virtual servers refer to.
extension Interpreter {
    mutating func beginServerGroup(_ statement: Int) {
        serverGroup = VirtualServerGroup(name: word(1, of: statement), members: [])
        serverGroupMembers = []
        serverGroupHadRefusal = false
    }

    mutating func endServerGroup(_ statement: Int) {
        let name = serverGroup.name
        guard !serverGroup.members.isEmpty else {
            names.emptyServerGroups.insert(name)
            guard !serverGroupHadRefusal else { return }
            return report(
                .error, "the virtual server group '\(name)' is empty and is ignored", at: 1, of: statement,
                suggestion: "IP [PORT], a range of addresses or fwmark N, each on a line of its own")
        }
        if let earlier = names.serverGroups[name] {
            // keepalived silently accepts both.
            var diagnostic = Diagnostic(
                .warning, "the virtual_server_group '\(name)' is defined twice: the first one is used")
            diagnostic.notes.append(.init("the first one is here", at: location(of: earlier.statement)))
            return append(diagnostic, at: 1, of: statement)
        }
        names.serverGroups[name] = (ports: ServicePorts(serverGroup), statement: statement)
        model.virtualServerGroups.append(serverGroup)
    }

    /// `IP [PORT]`, a range of addresses, or `fwmark N [inet|inet6]`.
    mutating func addGroupMember(_ statement: Int) {
        guard let member = groupMember(statement) else { return noteRefused(nil) }
        guard serverGroupMembers.insert(member).inserted else {
            return report(
                .warning, "'\(word(0, of: statement))' is already in the group", at: 0, of: statement)
        }
        serverGroup.members.append(member)
    }

    private mutating func groupMember(_ statement: Int) -> VirtualServerGroup.Member? {
        let text = word(0, of: statement)
        if text == "fwmark" {
            guard let mark = firewallMark(statement, keyword: 0) else { return nil }
            switch word(2, of: statement) {
            case "": return .firewallMark(mark, nil)
            case "inet": return .firewallMark(mark, .ipv4)
            case "inet6": return .firewallMark(mark, .ipv6)
            case let family:
                report(
                    .error, "'\(family)' is not an address family", at: 2, of: statement,
                    suggestion: "inet, inet6")
                return nil
            }
        }
        guard let range = addressRange(text, statement), let port = port(1, of: statement) else { return nil }
        return .addresses(first: range.first, last: range.last, port: port)
    }

    /// `IP`, `IP-N`, `IP-IP` or `IP/LENGTH`.
    private mutating func addressRange(_ text: String, _ statement: Int)
        -> (first: IPAddress, last: IPAddress)?
    {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let isRange = parts.count == 2
        guard let first = prefix(parts[0]), !isRange || first.prefixLength == nil,
            let last = isRange ? Self.rangeEnd(parts[1], first.address) : Self.networkEnd(first)
        else {
            report(
                .error, "'\(text)' is not an address or a range of addresses", at: 0, of: statement,
                suggestion: "IP, IP-N, IP-IP or IP/LENGTH")
            return nil
        }
        if isRange, last <= first.address {
            report(.error, "the range '\(text)' does not end above its start", at: 0, of: statement)
            return nil
        }
        if let length = first.prefixLength, !Self.isNetwork(first.address, length) {
            report(
                .error, "'\(text)' is not a network: it has bits set beyond its prefix", at: 0, of: statement)
            return nil
        }
        guard Self.count(first.address, last) <= VirtualServerGroup.addressLimit else {
            report(
                .error, "'\(text)' is more than \(VirtualServerGroup.addressLimit) addresses", at: 0,
                of: statement, suggestion: "a firewall mark can stand for any number of them")
            return nil
        }
        return (first.address, last)
    }

    private static func rangeEnd(_ text: String, _ first: IPAddress) -> IPAddress? {
        if let address = IPAddress(text) { return address.family == first.family ? address : nil }
        switch first {
        case .ipv4(let address):
            return Numbers.integer(Array(text.utf8)[...]).flatMap { UInt8(exactly: $0) }.map {
                .ipv4(IPv4Address(bits: address.bits & ~0xFF | UInt32($0)))
            }
        case .ipv6(let address):
            return UInt16(text, radix: 16).map {
                .ipv6(IPv6Address(bits: address.bits & ~0xFFFF | UInt128($0)))
            }
        }
    }

    private static func networkEnd(_ prefix: PrefixDraft) -> IPAddress? {
        guard let length = prefix.prefixLength else { return prefix.address }
        switch prefix.address {
        case .ipv4(let address): return .ipv4(IPv4Address(bits: address.bits | hostBits4(length)))
        case .ipv6(let address): return .ipv6(IPv6Address(bits: address.bits | hostBits6(length)))
        }
    }

    private static func isNetwork(_ address: IPAddress, _ length: UInt8) -> Bool {
        switch address {
        case .ipv4(let address): address.bits & hostBits4(length) == 0
        case .ipv6(let address): address.bits & hostBits6(length) == 0
        }
    }

    private static func hostBits4(_ length: UInt8) -> UInt32 { length >= 32 ? 0 : .max >> UInt32(length) }
    private static func hostBits6(_ length: UInt8) -> UInt128 { length >= 128 ? 0 : .max >> UInt128(length) }

    /// The number of addresses from one to another of the same family; 2^32 if there are more.
    private static func count(_ first: IPAddress, _ last: IPAddress) -> Int {
        switch (first, last) {
        case (.ipv4(let first), .ipv4(let last)): Int(last.bits) - Int(first.bits) + 1
        case (.ipv6(let first), .ipv6(let last)):
            Int(UInt32(exactly: last.bits - first.bits) ?? UInt32.max) + 1
        default: 0
        }
    }

    mutating func beginTLS(_ statement: Int) {
        if model.tls != nil {
            report(.error, "a second 'SSL' replaces the first", at: 0, of: statement)
        }
        tls = GivenValues()
    }

    mutating func endTLS(_ statement: Int) {
        var made = TLSMaterial()
        apply(TLSSettingRows.all, NestedValues(block: .ssl, own: tls), to: &made)
        model.tls = made
    }

    mutating func beginTrackFile(_ statement: Int) {
        trackFile = TrackFileDraft()
        trackFile.name = word(1, of: statement)
        trackFile.statement = statement
    }

    mutating func endTrackFile(_ statement: Int) {
        if let earlier = names.trackFiles[trackFile.name] {
            let other = trackFileStatements[earlier]
            return reportDuplicate("track_file", trackFile.name, statement, earlier: other)
        }
        guard trackFile.given[FileSettingRows.path] != nil else {
            guard !trackFile.hasRefusedPath else { return }
            return report(
                .error, "the track_file '\(trackFile.name)' names no file and is ignored", at: 1,
                of: statement,
                suggestion: "file \"PATH\"")
        }
        var made = TrackedFile(name: trackFile.name)
        apply(FileSettingRows.all, NestedValues(block: .trackFile, own: trackFile.given), to: &made)
        switch host.kind(of: made.path) {
        case .missing, .regular: break
        case .directory, .other:
            report(
                .warning, "'\(made.path)' is not a regular file, and is not read: its number is 0",
                at: 1, of: trackFile.given[FileSettingRows.path]?.statement ?? statement)
        }
        names.trackFiles[made.name] = model.files.count
        trackFileStatements.append(statement)
        model.files.append(made)
    }
}
