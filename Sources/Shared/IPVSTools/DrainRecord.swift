import Glibc
import SystemCalls
import VirtualServers

/// The weight of a drained server, kept in a small file until it is restored or the host restarts.
struct DrainRecord {
    private static let directory = "/run/ipvs"
    private static let limitBytes = 64

    private let path: String

    /// The record for a server in the current network namespace.
    init(_ service: ServiceID, _ server: DestinationID) throws(SystemError) {
        let name = "drained-\(try NetworkNamespace.number())-\(service)-\(server)"
        path = "\(Self.directory)/" + String(name.map { $0 == " " || $0 == "/" ? "-" : $0 })
    }

    /// The recorded weight; nil if the server is not drained.
    func weight() throws(SystemError) -> UInt32? {
        do throws(SystemError) {
            let text = String(decoding: try Files.read(path, limitBytes: Self.limitBytes), as: UTF8.self)
            return UInt32(text.split(separator: "\n").first ?? "")
        } catch  where error.errno == ENOENT {
            return nil
        }
    }

    /// Records a weight.
    func write(_ weight: UInt32) throws(SystemError) {
        try Files.createDirectory(Self.directory, mode: 0o755)
        try Files.replace(path, with: Array("\(weight)\n".utf8), mode: 0o644)
    }

    /// Removes the record.
    func remove() throws(SystemError) {
        try Files.remove(path)
    }
}
