import ApplicationFormats
public import Configuration

/// The headers and text of mails, byte for byte keepalived's.
public struct MailText: Sendable {
    private let router: String
    private let headers: (before: String, after: String)

    /// The bytes of a line after which a list of recipients goes on in the next one (RFC 5322 §2.2.3).
    private static let lineLimitBytes = 900

    /// The parts that all mails have. The host's name stands for what is not given.
    public init(_ settings: MailSettings, routerID: String?, hostName: String) {
        router = Mail.line(routerID ?? hostName, limitBytes: 200)
        let sender = settings.sender?.headerText ?? LineText.line("root@\(hostName)")
        headers = (
            "From: \(sender)\r\n",
            "X-Mailer: Keepalived\r\nTo: \(Self.list(settings.recipients.map(\.headerText)))\r\n\r\n"
        )
    }

    /// The mail as it follows the DATA command, without the final dot. The date is in the form of RFC 5322.
    public func bytes(of mail: Mail, date: String) -> [UInt8] {
        let text =
            "Date: \(date)\r\n\(headers.before)Subject: [\(router)] \(mail.subject)\r\n\(headers.after)"
            + "=> \(mail.text) <=\r\n\r\n"
        return Array(text.utf8)
    }

    private static func list(_ addresses: [String]) -> String {
        var text = ""
        var lengthBytes = 0
        for (index, address) in addresses.enumerated() {
            if index > 0 {
                let isFull = lengthBytes + address.utf8.count > lineLimitBytes
                text += isFull ? ",\r\n " : ", "
                lengthBytes = isFull ? 1 : lengthBytes + 2
            }
            text += address
            lengthBytes += address.utf8.count
        }
        return text
    }
}

extension MailAddress {
    /// As it stands in a header. A display name with characters that mean something there is put in quotes
    /// (RFC 5322 §3.2.4).
    var headerText: String {
        guard text != mailbox, let start = text.lastIndex(of: "<") else { return text }
        let name = text[..<start].split(separator: " ").joined(separator: " ")
        let isQuoted = name.count > 1 && name.first == "\"" && name.last == "\""
        guard !isQuoted, name.utf8.contains(where: { "()<>[]:;@\\,.\"".utf8.contains($0) }) else {
            return text
        }
        let escaped = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(escaped)\" <\(mailbox)>"
    }
}
