import CShims
import Glibc
import Lab

/// The whole IPVS table of the present network namespace, with timeouts and daemons, as the kernel's own bytes.
///
/// It asks the generic netlink family IPVS itself: no program takes part that could be wrong, and it costs no process.
struct KernelState: Equatable {
    /// A line for each service with its servers, sorted; then the daemons and the timeouts.
    let lines: [String]

    /// Reads it.
    static func read() throws -> KernelState {
        let socket = try GenericNetlinkSocket()
        let answer = try socket.ask(
            type: 0x10, command: 3, attributes: [10, 0, 2, 0] + Array("IPVS\0".utf8) + [0, 0, 0])
        guard let family = answer.lazy.compactMap({ find(1, in: $0) }).first, family.count == 2 else {
            throw CommandFailure(description: "the kernel has no IPVS")
        }
        let type = UInt16(family[0]) | UInt16(family[1]) << 8
        // The kernel's order of services depends on where the namespace lies in memory.
        let services = try socket.ask(type: type, command: 4, isDump: true).map { service in
            let servers = try socket.ask(type: type, command: 8, attributes: service, isDump: true)
            return "service \(hex(service))" + servers.map { "\n  server \(hex($0))" }.joined()
        }
        let daemons = try socket.ask(type: type, command: 11, isDump: true).map { "daemon \(hex($0))" }
        let timeouts = try socket.ask(type: type, command: 13).map { "timeouts \(hex($0))" }
        return KernelState(lines: services.sorted() + daemons.sorted() + timeouts)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The value of an attribute.
    private static func find(_ wanted: UInt16, in bytes: [UInt8]) -> [UInt8]? {
        var offset = 0
        while offset + 4 <= bytes.count {
            let length = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
            let type = UInt16(bytes[offset + 2]) | UInt16(bytes[offset + 3]) << 8
            guard length >= 4, offset + length <= bytes.count else { return nil }
            if type == wanted { return Array(bytes[offset + 4..<offset + length]) }
            offset += (length + 3) & ~3
        }
        return nil
    }
}

/// A generic netlink socket of the present namespace.
private final class GenericNetlinkSocket {
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 16)
        guard descriptor >= 0 else { throw CommandFailure(description: "netlink: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends a request; the attributes of each message of the answer.
    func ask(type: UInt16, command: UInt8, attributes: [UInt8] = [], isDump: Bool = false) throws -> [[UInt8]]
    {
        let length = UInt32(20 + attributes.count)
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        bytes += [UInt8(truncatingIfNeeded: type), UInt8(type >> 8), 1, isDump ? 3 : 0]
        bytes += [0, 0, 0, 0, 0, 0, 0, 0, command, 1, 0, 0] + attributes
        guard send(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw CommandFailure(description: "netlink: errno \(errno)")
        }
        var answers: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw CommandFailure(description: "netlink: errno \(errno)") }
            var offset = 0
            while offset + 16 <= count {
                let length = (0..<4).reduce(0) { $0 | Int(buffer[offset + $1]) << (8 * $1) }
                switch buffer[offset + 4] {
                case 2:
                    throw CommandFailure(description: "netlink: command \(command): \(buffer[offset + 16])")
                case 3: return answers
                default: answers.append(Array(buffer[offset + 20..<offset + length]))
                }
                offset += (length + 3) & ~3
            }
            if !isDump { return answers }
        }
    }
}
