import NetworkTypes

/// Why a text is not the URL of a page.
enum PageURLProblem: Error, Equatable, CustomStringConvertible {
    case scheme(String)
    case credentials
    case host(String)
    case port(String)
    case characters

    var description: String {
        switch self {
        case .scheme(let text): "'\(text)' does not begin with http:// or https://"
        case .credentials: "a user name in a URL is not supported"
        case .host(let text): "'\(text)' is not a valid host"
        case .port(let text): "'\(text)' is not a port: 1 to 65535"
        case .characters: "a URL must not contain blanks or control characters: write them as %20 and so on"
        }
    }
}

/// `http://HOST[:PORT][/PATH]`, or `https` (RFC 3986 §3).
struct PageURL: Equatable {
    /// `http` or `https`.
    var scheme: String
    /// A host name, or an address without brackets.
    var host: String
    /// The port; nil if the URL has none.
    var port: UInt16?
    /// The path with the query; at least `/`.
    var path: String

    /// The value of the field `Host`: the host and the port, as in the URL.
    var authority: String {
        let name = IPAddress(host)?.family == .ipv6 ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    init(_ text: String) throws(PageURLProblem) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .characters }
        guard let scheme = ["http", "https"].first(where: { text.lowercased().hasPrefix("\($0)://") }) else {
            throw .scheme(text)
        }
        self.scheme = scheme
        let rest = text.dropFirst(scheme.utf8.count + 3)
        let authority = rest.prefix { !"/?#".contains($0) }
        let page = rest.dropFirst(authority.count).prefix { $0 != "#" }
        path = page.hasPrefix("/") ? String(page) : "/\(page)"
        guard !authority.contains("@") else { throw .credentials }
        let (name, port) = try Self.parts(of: authority)
        host = name
        guard let port, !port.isEmpty else { return }
        guard let number = UInt16(port), number > 0 else { throw .port(port) }
        self.port = number
    }

    private static func parts(
        of authority: Substring
    ) throws(PageURLProblem) -> (host: String, port: String?) {
        if authority.hasPrefix("[") {
            let inner = authority.dropFirst().prefix { $0 != "]" }
            let after = authority.dropFirst(inner.count + 2)
            guard IPv6Address(inner) != nil, authority.contains("]"), after.isEmpty || after.hasPrefix(":")
            else { throw .host(String(authority)) }
            return (String(inner), after.isEmpty ? nil : String(after.dropFirst()))
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let host = parts.first, !host.isEmpty else {
            throw .host(String(authority))
        }
        return (String(host), parts.count == 2 ? String(parts[1]) : nil)
    }
}
