import ConfigurationSyntax
import Election
import NetworkTypes
import VirtualServers

/// `lvs_sync_daemon` while it is read.
struct SynchronizationDraft {
    static let syntax = "IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]"
    /// The options that take a value.
    static let keywords: Set<String> = ["inst", "id", "maxlen", "port", "ttl", "group"]

    var statement: Int
    var daemon: SynchronizationDaemon
    var hasID = false
    /// The index of the word that names the instance.
    var instance: Int?
}

extension Interpreter {
    /// The time-outs that the kernel's connection table accepts, in seconds: up to 31 days.
    private static let timeouts = 0...2_678_400

    /// Reads `lvs_timeouts`: pairs of a protocol and a time. Several lines add up, as in keepalived.
    mutating func addTimeouts(_ value: Value) -> Bool {
        let places: [String: WritableKeyPath<ConnectionTimeouts, UInt32>] = [
            "tcp": \.tcpSeconds, "tcpfin": \.tcpFINSeconds, "udp": \.udpSeconds,
        ]
        var timeouts =
            global.model.ipvs.timeouts ?? ConnectionTimeouts(tcpSeconds: 0, tcpFINSeconds: 0, udpSeconds: 0)
        for index in pairs(of: value, from: value.word, known: Set(places.keys), in: "lvs_timeouts") {
            let name = word(index, of: value.statement)
            guard let place = places[name],
                let seconds = number(at: index + 1, of: value.statement, for: name, Self.timeouts)
            else { continue }
            timeouts[keyPath: place] = UInt32(seconds)
        }
        global.model.ipvs.timeouts = timeouts
        return true
    }

    /// Reads `lvs_sync_daemon`. Wrong options are reported and left to the kernel's defaults, as in
    /// keepalived.
    mutating func readSynchronization(_ value: Value) -> Bool {
        let interface = text(value)
        guard (1...Bounds.nameBytes).contains(interface.utf8.count) else {
            report(
                .error, "'\(interface)' is not an interface name (1 to 15 bytes)", at: value.word,
                of: value.statement)
            return true
        }
        var draft = SynchronizationDraft(
            statement: value.statement, daemon: SynchronizationDaemon(.master, interface: interface))
        var next = value.word + 1
        if next < wordCount(value.statement),
            !SynchronizationDraft.keywords.contains(word(next, of: value.statement))
        {
            draft.instance = next
            next += 1
        }
        for index in pairs(
            of: value, from: next, known: SynchronizationDraft.keywords, in: "lvs_sync_daemon")
        {
            set(&draft, word(index, of: value.statement), at: index + 1)
        }
        global.synchronization = draft
        return true
    }

    private mutating func set(_ draft: inout SynchronizationDraft, _ name: String, at index: Int) {
        let statement = draft.statement
        switch name {
        case "inst":
            guard draft.instance == nil else {
                return report(.error, "the instance is given twice", at: index, of: statement)
            }
            draft.instance = index
        case "id":
            guard let number = number(at: index, of: statement, for: name, 0...255) else { return }
            draft.daemon.syncID = UInt32(number)
            draft.hasID = true
        case "maxlen":
            draft.daemon.maximumLengthBytes = number(at: index, of: statement, for: name, 1...65507)
                .map { UInt16($0) }
        case "port":
            draft.daemon.port = number(at: index, of: statement, for: name, Bounds.port).map { UInt16($0) }
        case "ttl":
            draft.daemon.timeToLive = number(at: index, of: statement, for: name, 1...255)
                .map { UInt8($0) }
        default:
            guard let group = address(index, of: statement), group.isMulticast else {
                return report(
                    .error, "'\(word(index, of: statement))' is not a multicast address", at: index,
                    of: statement, suggestion: "224.0.0.0/4 or ff00::/8")
            }
            draft.daemon.group = group
        }
    }

    /// The indices of the names in `NAME VALUE` pairs. Reports a diagnostic for anything else.
    private mutating func pairs(
        of value: Value, from first: Int, known: Set<String>, in keyword: String
    ) -> [Int] {
        var found: [Int] = []
        var index = first
        while index < wordCount(value.statement) {
            let name = word(index, of: value.statement)
            guard known.contains(name) else {
                report(
                    .error, "'\(name)' is not an option of '\(keyword)'", at: index, of: value.statement,
                    suggestion: known.sorted().joined(separator: ", "))
                index += 1
                continue
            }
            guard index + 1 < wordCount(value.statement) else {
                report(.error, "'\(name)' needs a value", at: index, of: value.statement)
                break
            }
            found.append(index)
            index += 2
        }
        return found
    }

    /// Finds the instance that the synchronization daemon follows.
    mutating func applySynchronizationRules() {
        guard let draft = global.synchronization else { return }
        var definition = SynchronizationDefinition(draft.daemon)
        if let place = draft.instance {
            let name = word(place, of: draft.statement)
            guard let index = names.instances[name] else {
                return report(
                    .error, "there is no vrrp_instance '\(name)': no synchronization daemon runs", at: place,
                    of: draft.statement)
            }
            guard let index = instances[index].modelIndex else { return }
            definition.instance = name
            if !draft.hasID {
                definition.daemon.syncID = UInt32(model.instances[index].election.virtualRouterID)
            }
        }
        if interfaceFacts(draft.daemon.interface) == nil, !global.model.allowsMissingInterfaces {
            report(
                .warning, "there is no interface '\(draft.daemon.interface)' now", at: 1, of: draft.statement)
        }
        model.global.ipvs.synchronization = definition
    }
}
