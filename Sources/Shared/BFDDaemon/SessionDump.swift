import BFD
import Configuration
import Timing

/// keepalived_bfd.data: the sessions with their settings and their states.
enum SessionDump {
    static func text(of sessions: [BFDInstance], _ table: SessionTable) -> String {
        var text = "------< BFD Topology >------\n"
        let statuses = Dictionary(
            table.statuses.map { ($0.settings.name, $0) }, uniquingKeysWith: { first, _ in first })
        for session in sessions {
            guard let status = statuses[session.name] else { continue }
            text += " BFD Instance = \(session.name)\n"
            text += ModelDump.lines(of: session)
            text += ModelDump.lines([
                ("local state", "\(status.state)"), ("remote state", "\(status.remoteState)"),
                ("local discriminator", hexadecimal(status.localDiscriminator)),
                ("remote discriminator", hexadecimal(status.remoteDiscriminator)),
                ("local diag", "\(status.diagnostic)"),
                ("local tx intv", "\(status.transmitInterval.wholeMicroseconds) us"),
                ("local detection time", "\(status.detectionTime.wholeMicroseconds) us"),
            ])
        }
        let dropped = table.dropped
        text += "------< BFD packets dropped >------\n"
        return text
            + ModelDump.lines([
                ("malformed", "\(dropped.malformed)"), ("TTL or hop limit", "\(dropped.tooFar)"),
                ("unknown session", "\(dropped.unknownSession)"),
                ("authenticated", "\(dropped.authenticated)"),
            ])
    }

    private static func hexadecimal(_ number: UInt32) -> String { "0x" + String(number, radix: 16) }

}
