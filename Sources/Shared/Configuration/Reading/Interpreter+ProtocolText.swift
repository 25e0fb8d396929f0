import ApplicationFormats
import ConfigurationSyntax

/// A protocol that carries text of the configuration.
enum TextProtocol: String {
    case http = "HTTP"
    case smtp = "SMTP"
    case tls = "TLS"
    /// Its names are made of bytes (RFC 2181 §11).
    case dns = "DNS"
}

extension Interpreter {
    /// The text after a keyword, as a checker sends it; reports an error and returns nil if it contains
    /// control characters.
    ///
    /// What the protocol does not allow but servers may accept, as with keepalived, is a warning.
    mutating func text(_ value: Value, for carrier: TextProtocol) -> String? {
        let bytes = bytes(value.word, of: value.statement)
        let keyword = word(0, of: value.statement)
        if let control = LineText.control(in: bytes) {
            noteRefused(keyword)
            report(
                .error, "the text of '\(keyword)' contains \(LineText.name(ofControl: control))",
                at: value.word,
                of: value.statement, suggestion: "remove the control character")
            return nil
        }
        if carrier != .dns, !LineText.isVisibleASCII(bytes) {
            report(
                .warning,
                "the text of '\(keyword)' is sent as it is, but \(carrier.rawValue) allows only visible ASCII "
                    + "characters in it", at: value.word, of: value.statement,
                suggestion: carrier == .http && keyword == "path" ? "percent-encode the others" : nil)
        }
        return text(value)
    }
}
