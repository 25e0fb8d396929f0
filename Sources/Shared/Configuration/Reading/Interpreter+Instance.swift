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

    mutating func setState(_ value: Value) {
        let text = text(value)
        switch text {
        case "MASTER": instance.state = .init(isMaster: true, statement: value.statement)
        case "BACKUP":
            // keepalived: a later BACKUP cannot undo MASTER.
            guard instance.state?.isMaster != true else {
                return report(.error, "'state BACKUP' cannot undo 'state MASTER'", at: 1, of: value.statement)
            }
            instance.state = .init(isMaster: false, statement: value.statement)
        default:
            let near =
                text.uppercased() == "MASTER" ? "'MASTER'" : text.uppercased() == "BACKUP" ? "'BACKUP'" : nil
            report(
                .error, "'\(text)' is not a state: BACKUP is used", at: 1, of: value.statement,
                suggestion: near ?? "MASTER, BACKUP")
        }
    }

    /// Whether a version is the first one, or equal to it. Reports a diagnostic if not.
    mutating func acceptsVersion(_ value: inout Value) -> Bool {
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

    mutating func setSource(_ value: Value, isUnicast: Bool) {
        guard let address = address(value) else { return }
        if isUnicast {
            instance.isUnicast = true
            instance.unicastStatement = instance.unicastStatement ?? value.statement
        }
        if setFamily(address.family, value.statement, word: 1) {
            instance.sourceAddress = address
        } else {
            noteRefused(word(0, of: value.statement))
        }
    }

    mutating func setInstanceGroup(_ value: Value) {
        guard let address = address(value) else { return }
        if case .ipv6(let group) = address, group.byte(1) & 0xF != 2 {
            return report(
                .error, "'\(address)' is not a link-local multicast group", at: 1, of: value.statement,
                suggestion: "an address in ff02::/16")
        }
        instance.multicastGroup = address
    }

    mutating func beginPeers(_ statement: Int) {
        instance.isUnicast = true
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

    mutating func setPassword(_ value: Value) {
        let password = bytes(value.word, of: value.statement)
        if password.count > 8 {
            report(
                .warning,
                "the password is longer than 8 bytes: VRRP uses only the first 8",
                at: 1, of: value.statement)
        } else if password.isEmpty {
            return report(.error, "the password is empty", at: 1, of: value.statement)
        }
        instance.password = Array(password.prefix(8))
    }

    /// Records a script of an instance or group; the first one is used.
    mutating func setNotification(
        _ kind: NotificationKind, _ value: Value, _ place: WritableKeyPath<Interpreter, NotificationsDraft>
    ) {
        if let earlier = self[keyPath: place].statements[kind] {
            return reportRepeated(value.statement, earlier: earlier)
        }
        self[keyPath: place].statements[kind] = value.statement
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

    mutating func endTrackedSession(_ statement: Int) {
        if block == .instanceTrackedSessions {
            track(statement, in: \.instance.trackedSessions)
        } else {
            track(statement, in: \.group.trackedSessions)
        }
    }

    private mutating func track(_ statement: Int, in list: WritableKeyPath<Interpreter, TrackingList>) {
        let name = word(0, of: statement)
        let tracking = InstanceDraft.Tracking(
            name: name, weight: line.weight, isReversed: line.isReversed, statement: statement)
        guard self[keyPath: list].append(tracking) else {
            return report(
                .warning, "'\(name)' is already tracked: this line is ignored", at: 0, of: statement)
        }
    }
}
