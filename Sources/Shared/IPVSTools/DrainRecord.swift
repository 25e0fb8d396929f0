import Glibc
import SystemCalls
import VirtualServers

/// The weight that a drained server had, kept in a small file until it is put back or the host is started again.
struct DrainRecord {
    private static let directory = "/run/ipvs"
    private static let limitBytes = 64

    private let path: String

    /// The record of a server of the present network namespace.
    init(_ service: ServiceID, _ server: DestinationID) throws(SystemError) {
        let name = "drained-\(try NetworkNamespace.number())-\(service)-\(server)"
        path = "\(Self.directory)/" + String(name.map { $0 == " " || $0 == "/" ? "-" : $0 })
    }

    /// The weight on record; nil if the server is not drained.
    func weight() throws(SystemError) -> UInt32? {
        do throws(SystemError) {
            let text = String(decoding: try Files.read(path, limitBytes: Self.limitBytes), as: UTF8.self)
            return UInt32(text.split(separator: "\n").first ?? "")
        } catch  where error.errno == ENOENT {
            return nil
        }
    }

    /// Puts a weight on record.
    func write(_ weight: UInt32) throws(SystemError) {
        try Files.createDirectory(Self.directory, mode: 0o755)
        try Files.replace(path, with: Array("\(weight)\n".utf8), mode: 0o644)
    }

    /// Forgets the weight.
    func remove() throws(SystemError) {
        try Files.remove(path)
    }
}
