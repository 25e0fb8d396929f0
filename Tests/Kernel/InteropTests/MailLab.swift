import Foundation
import Lab

/// What tests of mail share: a daemon with one instance in a group, which mails a server on its host.
enum MailLab {
    static func configuration(
        port: UInt16, priority: Int = 150, global: [String] = [], instance: [String] = [],
        recipients: String = "one@example.com \"Second Person <two@example.com>\""
    ) -> String {
        """
        global_defs {
            notification_email { \(recipients) }
            notification_email_from "Lab <ka@example.com>"
            smtp_server 127.0.0.1 \(port)
            router_id LAB
            smtp_alert
        \(global.map { "    \($0)" }.joined(separator: "\n"))
        }
        vrrp_sync_group G {
            group { VI_1 }
        }

        """ + InstanceText(priority: priority, lines: instance).text
    }

    static func isMaster(_ host: LabHost) throws -> Bool {
        try eventually(within: .seconds(5)) { try host.has("10.99.0.100") }
    }

    /// A mail without its date.
    static func undated(_ mail: String) -> String {
        mail.components(separatedBy: "\r\n").filter { !$0.hasPrefix("Date: ") }.joined(separator: "\r\n")
    }

    static let first = [
        "[LAB] VRRP Instance VI_1 - Entering BACKUP state", "[LAB] VRRP Group G - Entering BACKUP state",
        "[LAB] VRRP Instance VI_1 - Entering MASTER state", "[LAB] VRRP Group G - Entering MASTER state",
    ]

    /// The process that sends mail for a daemon now; nil: none does.
    static func sender(of daemon: Daemon) -> Int32? { daemon.tree.first(where: isSender) }

    /// Whether a process sends mail.
    static func isSender(_ process: Int32) -> Bool {
        Shell.commandLine(of: process).elementsEqual("vrrp-mail\0send-mail\0".utf8)
    }

    static let fault = "[LAB] VRRP Instance VI_1 - Entering FAULT state"
}

/// A host with a mail server that behaves in some way, and with our daemon.
struct MailSite {
    let network: Network
    let server: MailServer
    let daemon: Daemon

    init(_ behavior: MailServer.Behavior, global: [String] = []) throws {
        network = try Network(["a"])
        server = try MailServer(in: Namespace(of: network["a"]))
        server.behave(behavior)
        daemon = try Implementation.ours.start(
            on: network["a"], configuration: MailLab.configuration(port: server.port, global: global))
    }

    var host: LabHost { network["a"] }
}
