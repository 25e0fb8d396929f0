import Foundation
import Lab

/// A host with several addresses that asks a service, as a client of each address would.
struct Client {
    private let namespace: Namespace
    /// Its addresses.
    let addresses: [String]

    /// Gives the host further addresses up to `count` in all.
    init(on host: LabHost, count: Int) throws {
        let parts = host.address.split(separator: ".").map(String.init)
        let first = Int(parts[3]) ?? 0
        addresses = (0..<count).map { (parts[..<3] + ["\(first + $0)"]).joined(separator: ".") }
        for address in addresses.dropFirst() {
            try host.ip("address", "add", "\(address)/24", "dev", host.interface)
        }
        namespace = try Namespace(of: host)
    }

    /// Who answers these of its addresses at `server`, in order; what went wrong where nobody does.
    func ask(_ server: String, port: UInt16, from range: Range<Int>) throws -> [String] {
        try namespace.inside { addresses[range].map { Self.ask(server, port, from: $0) } }
    }

    private static func ask(_ server: String, _ port: UInt16, from address: String) -> String {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        CSocketAddress.limit(connection, seconds: 1)
        guard CSocketAddress.with(address, 0, { bind(connection, $0, $1) }) == 0,
            CSocketAddress.with(server, port, { connect(connection, $0, $1) }) == 0
        else { return String(cString: strerror(errno)) }
        let request = "GET / HTTP/1.0\r\n\r\n"
        _ = send(connection, request, request.utf8.count, Int32(MSG_NOSIGNAL))
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            reply += buffer[..<count]
        }
        return String(decoding: reply, as: UTF8.self).components(separatedBy: "\r\n").last ?? ""
    }
}
