import ConfigurationSyntax
import NetworkTypes

extension Interpreter {
    mutating func beginInstance(_ statement: Int) {
        instance = InstanceDraft()
        instance.name = word(1, of: statement)
        instance.statement = statement
    }

    mutating func endInstance(_ statement: Int) {
        if let earlier = names.instances[instance.name] {
            return reportDuplicate(
                "vrrp_instance", instance.name, statement, earlier: instances[earlier].statement)
        }
        names.instances[instance.name] = instances.count
        instances.append(instance)
    }

    /// Reports a block whose name is already used.
    mutating func reportDuplicate(_ kind: String, _ name: String, _ statement: Int, earlier: Int) {
        var diagnostic = Diagnostic(
            .error, "the \(kind) '\(name)' is defined twice: the first one is used")
        diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
        append(diagnostic, at: 1, of: statement)
    }

    /// Checks `state`; the number of MASTER is 1.
    mutating func acceptsState(_ value: inout Value) -> Bool {
        let text = text(value)
        switch text {
        case "MASTER":
            value.number = 1
            return true
        case "BACKUP":
            // keepalived: a later BACKUP cannot undo MASTER.
            guard instance.given[InstanceSettingRows.state]?.number == 1 else { return true }
            report(.error, "'state BACKUP' cannot undo 'state MASTER'", at: 1, of: value.statement)
        default:
            let near = ["MASTER", "BACKUP"].first { $0 == text.uppercased() }
            report(
                .error, "'\(text)' is not a state: BACKUP is used", at: 1, of: value.statement,
                suggestion: near.map { "'\($0)'" } ?? "MASTER, BACKUP")
        }
        return false
    }

    /// Whether a version is the first one, or equal to it. Reports a diagnostic if not.
    mutating func acceptsVersion(_ value: Value) -> Bool {
        guard let earlier = instance.given[InstanceSettingRows.version]?.number, earlier != value.number
        else {
            return true
        }
        report(
            .error, "version \(value.number) contradicts version \(earlier) above, which is used", at: 1,
            of: value.statement)
        return false
    }

    /// Sets the family to that of an address, or compares the two if it is set; false if they differ.
    @discardableResult
    mutating func setFamily(_ family: AddressFamily, _ statement: Int, word: Int) -> Bool {
        guard let decided = instance.family else {
            instance.family = family
            instance.familyStatement = statement
            return true
        }
        guard decided != family else { return true }
        var diagnostic = Diagnostic(.error, "\(family) does not match the instance, which is \(decided)")
        diagnostic.notes.append(
            .init("\(decided) was chosen here", at: location(of: instance.familyStatement)))
        if block == .addresses {
            diagnostic.suggestion = "move it to virtual_ipaddress_excluded, or to an instance of its own"
        }
        append(diagnostic, at: word, of: statement)
        return false
    }

    /// Checks the family of a source address.
    mutating func acceptsSource(_ value: Value) -> Bool {
        guard let address = address(value) else { return false }
        let keyword = word(0, of: value.statement)
        if keyword == "unicast_src_ip" {
            instance.unicastStatement = instance.unicastStatement ?? value.statement
        }
        guard setFamily(address.family, value.statement, word: 1) else {
            noteRefused(keyword)
            return false
        }
        return true
    }

    mutating func acceptsGroup(_ value: Value) -> Bool {
        guard case .ipv6(let group) = address(value), group.byte(1) & 0xF != 2 else { return true }
        report(
            .error, "'\(group)' is not a link-local multicast group", at: 1, of: value.statement,
            suggestion: "an address in ff02::/16")
        return false
    }

    mutating func beginPeers(_ statement: Int) {
        instance.unicastStatement = instance.unicastStatement ?? statement
    }

    mutating func endPeer(_ statement: Int) {
        guard let address = address(0, of: statement), setFamily(address.family, statement, word: 0)
        else {
            return noteRefused(nil)
        }
        guard instance.peerSet.insert(address).inserted else {
            return report(.warning, "the peer '\(address)' is listed twice", at: 0, of: statement)
        }
        if let minimum = line.minimumTTL, let maximum = line.maximumTTL, minimum > maximum {
            noteRefused(nil)
            return report(.error, "min_ttl \(minimum) is more than max_ttl \(maximum)", at: 0, of: statement)
        }
        instance.peers.append(
            .init(address: address, minimumTTL: line.minimumTTL, maximumTTL: line.maximumTTL))
    }

    mutating func acceptsPassword(_ value: Value) -> Bool {
        let password = bytes(value.word, of: value.statement)
        guard !password.isEmpty else {
            report(.error, "the password is empty", at: 1, of: value.statement)
            return false
        }
        if password.count > 8 {
            report(
                .warning,
                "the password is longer than 8 bytes: VRRP uses only the first 8",
                at: 1, of: value.statement)
        }
        return true
    }

    mutating func setLineWeight(_ value: Value) {
        var weight = value.number
        if abs(weight) == 254 {
            weight = weight < 0 ? -253 : 253
            report(
                .error, "a weight of \(value.number) is out of range: \(weight) is used", at: value.word,
                of: value.statement, suggestion: "-253 to 253")
        }
        line.weight = weight
        line.isReversed = value.isReversed
    }

    mutating func endTrackedInterface(_ statement: Int) {
        if block == .instanceTrackedInterfaces {
            track(statement, in: \.instance.trackedInterfaces)
        } else {
            track(statement, in: \.group.trackedInterfaces)
        }
    }

    mutating func endTrackedScript(_ statement: Int) {
        if block == .instanceTrackedScripts {
            track(statement, in: \.instance.trackedScripts)
        } else {
            track(statement, in: \.group.trackedScripts)
        }
    }

    mutating func endTrackedFile(_ statement: Int) {
        if block == .instanceTrackedFiles {
            track(statement, in: \.instance.trackedFiles)
        } else {
            track(statement, in: \.group.trackedFiles)
        }
    }

    mutating func endTrackedProcess(_ statement: Int) {
        if block == .instanceTrackedProcesses {
            track(statement, in: \.instance.trackedProcesses)
        } else {
            track(statement, in: \.group.trackedProcesses)
        }
    }

    mutating func endTrackedSession(_ statement: Int) {
        if block == .instanceTrackedSessions {
            track(statement, in: \.instance.trackedSessions)
        } else {
            track(statement, in: \.group.trackedSessions)
        }
    }

    private mutating func track(_ statement: Int, in list: WritableKeyPath<Interpreter, TrackingList>) {
        let name = word(0, of: statement)
        let tracking = TrackingLine(
            name: name, weight: line.weight, isReversed: line.isReversed, statement: statement)
        guard self[keyPath: list].append(tracking) else {
            return report(
                .warning, "'\(name)' is already tracked: this line is ignored", at: 0, of: statement)
        }
    }
}
