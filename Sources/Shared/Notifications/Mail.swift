import ApplicationFormats
public import Configuration
public import VirtualServers

/// A mail about a change of state, in keepalived's words, without the headers that are the same for all.
public struct Mail: Hashable, Sendable {
    /// What it is about: `INSTANCE VI_1`. Mails about one thing supersede each other.
    public let topic: String
    /// The subject after the router's name: `VRRP Instance VI_1 - Entering MASTER state`.
    public let subject: String
    /// The line of the text between its arrows: `VRRP Instance is now owning VRRP VIPs`.
    public let text: String

    /// The longest subject or text; the rest is cut off. A line of a mail has at most 998 bytes (RFC 5322 §2.1.1), of
    /// which the name of the router needs some.
    static let limitBytes = 600

    /// A mail of these parts. Control characters become question marks.
    public init(topic: String, subject: String, text: String) {
        self.topic = topic
        self.subject = Self.line(subject, limitBytes: Self.limitBytes)
        self.text = Self.line(text, limitBytes: Self.limitBytes)
    }

    /// One line without control characters.
    static func line(_ text: String, limitBytes: Int) -> String {
        let line = LineText.line(text)
        guard line.utf8.count > limitBytes else { return line }
        var end = line.utf8.index(line.startIndex, offsetBy: limitBytes)
        // Not within a character.
        while end.samePosition(in: line.unicodeScalars) == nil { end = line.utf8.index(before: end) }
        return line[..<end] + "..."
    }
}

extension Mail {
    /// The mail about a notification of an instance or sync group; nil if none is sent.
    public init?(_ notification: Notification, _ settings: MailSettings) {
        let subject: String
        let text: String
        switch notification {
        case .instance(let name, let state, _):
            guard let words = Self.words(of: state, settings) else { return nil }
            subject = "VRRP Instance \(name) - \(words)"
            text =
                switch state {
                case .master: "VRRP Instance is now owning VRRP VIPs"
                case .stop: "VRRP Instance stopping"
                case .deleted: "VRRP Deleted at reload"
                default: "VRRP Instance is no longer owning VRRP VIPs"
                }
        case .group(let name, let state):
            guard let words = Self.words(of: state, settings) else { return nil }
            subject = "VRRP Group \(name) - \(words)"
            let all = "All VRRP group instances are now"
            text = state == .stop ? "\(all) stopping" : "\(all) in \(state.rawValue) state"
        case .virtualServer, .realServer: return nil
        }
        self.init(topic: notification.subject, subject: subject, text: text)
    }

    private static func words(of state: RoutingState, _ settings: MailSettings) -> String? {
        switch state {
        case .master, .backup: "Entering \(state.rawValue) state"
        case .fault: settings.omitsFaults ? nil : "Entering \(state.rawValue) state"
        case .stop: "Stopping"
        case .deleted: "Deleted"
        case .masterReceivedLowerPriority, .masterPriority, .backupPriority: nil
        }
    }
}

extension Mail {
    /// The mail about an effect of the supervision of servers that no check has caused; nil if there is none. That of a
    /// server comes with its check: see `init(server:_:text:)`.
    public init?(_ effect: SupervisionEffect) {
        switch effect {
        case .server(let name, let liveness, let reason, _):
            let text: String
            switch reason {
            case .checker, .firstCheck, .start: return nil
            case .reload: text = "CHECK succeed on service"
            case .removed: text = "Removing"
            case .stop: text = Self.shutdown
            }
            self.init(server: name, liveness, text: text)
        case .quorum(let name, let liveness, let reason, let count):
            self.init(
                topic: "VS \(name)", subject: "Virtualserver \(name) - \(liveness)",
                text: Self.text(liveness, because: reason, count))
        case .checksSuspended, .checksResumed, .weight, .sorryServer, .aliveServers, .serverAdded,
            .serviceRemoved, .serverShutDown:
            return nil
        }
    }

    /// The mail about a check of a server, which has this state now.
    public init(server name: ServerName, _ liveness: Liveness, text: String) {
        self.init(
            topic: "RS \(name) \(name.service)",
            subject: "Realserver \(name) of virtual server \(name.service) - \(liveness)", text: text)
    }

    private static let shutdown = "Shutting down"

    /// keepalived's line has a plus sign and `<=` in all cases, whatever they mean.
    private static func text(
        _ liveness: Liveness, because reason: QuorumReason, _ count: QuorumCount
    ) -> String {
        let (quorum, hysteresis) = (UInt64(count.quorum), UInt64(count.hysteresis))
        let isLost = liveness == .down && reason != .start
        let limit = isLost ? quorum - min(quorum, hysteresis) : quorum + hysteresis
        guard reason != .stop else { return shutdown }
        // What is removed has no servers any more.
        let weight = reason == .removed ? 0 : count.weight
        let what =
            switch reason {
            case .start: "Starting with quorum \(liveness == .up ? "up" : "down")"
            default: liveness == .up ? "Gained quorum" : "Lost quorum"
            }
        return "\(what) \(quorum)+\(hysteresis)=\(limit) <= \(weight)"
    }
}

extension VirtualServerDefinition {
    /// Whether mail is sent about this effect on it or one of its servers.
    public func alertsByMail(_ effect: SupervisionEffect) -> Bool {
        switch effect {
        case .server(let name, _, _, _): alertsByMail(server: name.server)
        default: alertsByMail
        }
    }

    /// Whether mail is sent about a server of it.
    public func alertsByMail(server id: DestinationID) -> Bool {
        realServers.first { $0.destination.id == id }?.alertsByMail ?? false
    }
}
