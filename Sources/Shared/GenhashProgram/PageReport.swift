import Digests

/// The result for a page, in each of the forms that genhash prints.
struct PageReport: Equatable {
    var options: GenhashOptions
    var statusCode: Int
    /// The number of bytes that the digest covers.
    var pageBytes: Int
    var digest: [UInt8]
    var responseMicroseconds: Int64

    /// The text printed after the page.
    var text: String {
        let digits = Hexdump.digits(of: digest)
        switch options.output {
        case .digest: return "\(digits)\n"
        case .dump: return dump(digits)
        case .json: return json(digits)
        case .configuration: return configuration(digits)
        }
    }

    private func dump(_ digits: String) -> String {
        """

        -----------------------[    HTML hash resulting    ]-----------------------
        \(String(decoding: Hexdump.lines(of: digest.span), as: UTF8.self))\
        -----------------------[ HTML hash final resulting ]-----------------------
        \(digits)

        Global response time for [\(options.path ?? "")] = \(responseMicroseconds) usecs

        """
    }

    private func json(_ digits: String) -> String {
        let members = [
            ("server", Self.quoted(options.server)), ("port", "\(options.port)"),
            ("url", Self.quoted(options.path ?? "")), ("status", "\(statusCode)"), ("bytes", "\(pageBytes)"),
            ("algorithm", Self.quoted(options.algorithm.rawValue)), ("digest", Self.quoted(digits)),
            ("response_time_us", "\(responseMicroseconds)"),
        ]
        return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
    }

    /// A `url` block. It contains the status if keepalived would not accept that by default.
    private func configuration(_ digits: String) -> String {
        var lines = ["path \(Self.word(options.path ?? ""))", "digest \(digits)"]
        if !(200...299).contains(statusCode) { lines.append("status_code \(statusCode)") }
        if let virtualHost = options.virtualHost { lines.append("virtualhost \(Self.word(virtualHost))") }
        return "url {\n" + lines.map { "    \($0)\n" }.joined() + "}\n"
    }

    /// A JSON string (RFC 8259 §7).
    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                text += "\\u00" + Hexdump.digits(of: [UInt8(scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// A word of keepalived.conf, quoted unless it is plain.
    private static func word(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || "/._-%?&=+:,;".utf8.contains(byte)
        }
        return plain && !text.isEmpty ? text : "\"\(text)\""
    }
}
