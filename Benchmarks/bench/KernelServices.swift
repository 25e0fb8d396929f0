import Foundation
import Lab

/// What the kernel's IPVS has, asked in a way that costs next to nothing: getsockopt(2) of `<linux/ip_vs.h>`.
///
/// Services are IPv4 and TCP. The numbers are the offsets of the header's structures.
final class KernelServices {
    private static let base: Int32 = 64 + 1024 + 64
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_RAW))
        guard socket >= 0 else { throw CommandFailure(description: "raw socket: errno \(errno)") }
    }

    deinit { close(socket) }

    /// How many services there are.
    var serviceCount: Int { ask(1, request: [], length: 12)?.number(at: 8) ?? 0 }

    /// How many servers all services have together.
    var serverCount: Int {
        let count = serviceCount
        let size = 104
        guard let answer = ask(2, request: Self.bytes(UInt32(count)), length: 8 + count * size) else {
            return 0
        }
        return (0..<count).reduce(0) { $0 + answer.number(at: 8 + $1 * size + 44) }
    }

    /// The weights of a service's servers, in the kernel's order.
    func weights(address: String, port: UInt16, count: Int) -> [Int] {
        let size = 96
        var name = in_addr()
        inet_pton(AF_INET, address, &name)
        let request =
            Self.bytes(UInt32(IPPROTO_TCP)) + Self.bytes(name.s_addr) + Self.bytes(UInt32(port.bigEndian))
            + Self.bytes(UInt32(0)) + Self.bytes(UInt32(count))
        guard let answer = ask(4, request: request, length: 24 + count * size) else { return [] }
        return (0..<count).map { answer.number(at: 24 + $0 * size + 12) }
    }

    /// The lines of the whole table.
    static func lines() throws -> [Substring] {
        // Foundation takes the first page of such a file for all of it.
        let file = open("/proc/thread-self/net/ip_vs", O_RDONLY)
        guard file >= 0 else { throw CommandFailure(description: "ip_vs: errno \(errno)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private func ask(_ command: Int32, request: [UInt8], length: Int) -> [UInt8]? {
        var bytes = request + [UInt8](repeating: 0, count: max(0, length - request.count))
        var size = socklen_t(bytes.count)
        return getsockopt(socket, Int32(IPPROTO_IP), Self.base + command, &bytes, &size) == 0 ? bytes : nil
    }

    private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
}

extension [UInt8] {
    fileprivate func number(at offset: Int) -> Int {
        Int(self[offset..<offset + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
}
