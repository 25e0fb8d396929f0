import Configuration
import Election
import ProcessMessages

/// Turns transitions into the scripts that the configuration wants run, with keepalived's arguments.
struct Notifier {
    /// Whose state changed.
    enum Subject: String {
        case instance = "INSTANCE"
        case group = "GROUP"
    }

    /// The states scripts hear of.
    enum NotifiedState: String {
        case master = "MASTER"
        case backup = "BACKUP"
        case fault = "FAULT"
        case stop = "STOP"
        case deleted = "DELETED"
        case masterReceivedLowerPriority = "MASTER_RX_LOWER_PRI"

        init?(_ state: State) {
            switch state {
            case .master: self = .master
            case .backup: self = .backup
            case .fault: self = .fault
            case .initialize: return nil
            }
        }
    }

    private var nextID: UInt64 = 1

    /// The requests for one event: the state's own script first, then the general one.
    mutating func requests(
        _ subject: Subject, name: String, _ state: NotifiedState, priority: UInt8, scripts: Notifications
    ) -> [RunRequest] {
        let lane = "\(subject.rawValue) \(name)"
        let specific: Command? =
            switch state {
            case .master: scripts.master
            case .backup: scripts.backup
            case .fault: scripts.fault
            case .stop: scripts.stop
            case .deleted: scripts.deleted
            case .masterReceivedLowerPriority: scripts.masterReceivedLowerPriority
            }
        var requests: [RunRequest] = []
        if let specific { requests.append(request(specific, lane: lane)) }
        if let any = scripts.any, state != .masterReceivedLowerPriority {
            let arguments = [subject.rawValue, name, state.rawValue, String(priority)]
            requests.append(request(any, appending: arguments, lane: lane))
        }
        return requests
    }

    /// The request for a run of a tracked script; its lane is its own.
    mutating func request(tracking script: VRRPScript) -> RunRequest {
        defer { nextID += 1 }
        return RunRequest(
            id: nextID, lane: Self.lane(ofScript: script.name), policy: .skipIfBusy,
            words: script.command.words,
            identity: script.command.credentials.map(RunRequest.Identity.init),
            timeoutMilliseconds: UInt32(clamping: script.timeout.wholeMilliseconds))
    }

    static func lane(ofScript name: String) -> String { "SCRIPT \(name)" }

    private mutating func request(_ command: Command, appending arguments: [String] = [], lane: String)
        -> RunRequest
    {
        defer { nextID += 1 }
        return RunRequest(
            id: nextID, lane: lane, policy: .queue, words: command.words(appending: arguments),
            identity: command.credentials.map(RunRequest.Identity.init), timeoutMilliseconds: 0)
    }
}

extension RunRequest.Identity {
    fileprivate init(_ credentials: Credentials) {
        self.init(
            userID: credentials.userID, groupID: credentials.groupID,
            supplementaryGroupIDs: credentials.supplementaryGroupIDs)
    }
}

extension Command {
    /// The words with more arguments. A shell line gets them as further words of the line.
    fileprivate func words(appending arguments: [String]) -> [String] {
        guard !arguments.isEmpty else { return words }
        guard words.count == 3, words[0] == "/bin/sh", words[1] == "-c" else { return words + arguments }
        return [words[0], words[1], ([words[2]] + arguments.map(Self.quoted)).joined(separator: " ")]
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
