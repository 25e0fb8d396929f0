import Glibc
import JSON
import NetworkTypes
import SystemCalls

/// What `ipvs realserver start` changed on this host, recorded until `stop` undoes it.
struct RealServerRecord: Equatable {
    private static let directory = "/run/ipvs"
    private static let limitBytes = 1 << 20

    /// The addresses added to lo, in the order of addition.
    var addresses: [IPAddress] = []
    /// The kernel settings changed, with their previous values.
    var settings: [Setting] = []

    /// A kernel setting and its previous value.
    struct Setting: Equatable {
        var path: String
        var value: String
    }

    private static func path() throws(SystemError) -> String {
        "\(directory)/realserver-\(try NetworkNamespace.number()).json"
    }

    /// The record of the current network namespace; empty if nothing is set up.
    static func read() throws(SystemError) -> Self {
        let path = try path()
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limitBytes: limitBytes)
        } catch {
            guard error.errno == ENOENT else { throw error }
            return Self()
        }
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(bytes) } catch { throw unreadable(path, "\(error)") }
        do throws(DocumentError) { return try Self(json) } catch { throw unreadable(path, "\(error)") }
    }

    private static func unreadable(_ path: String, _ problem: String) -> SystemError {
        SystemError(call: "read", errno: EBADMSG, object: "\(path) (\(problem))")
    }

    /// Writes the record, or removes it if it is empty.
    func write() throws(SystemError) {
        let path = try Self.path()
        guard self != Self() else {
            try Files.remove(path)
            return
        }
        try Files.createDirectory(Self.directory, mode: 0o755)
        try Files.replace(path, with: Array((json.text(.indented) + "\n").utf8), mode: 0o644)
    }

    private var json: JSONValue {
        .object([
            .init("addresses", .array(addresses.map { .string($0.description) })),
            .init(
                "settings",
                .array(
                    settings.map {
                        .object([.init("path", .string($0.path)), .init("value", .string($0.value))])
                    })),
        ])
    }

    private init(_ json: JSONValue) throws(DocumentError) {
        var reader = try JSONReader(json, at: "")
        for (index, value) in (try reader.array("addresses") ?? []).enumerated() {
            guard case .string(let text) = value, let address = IPAddress(text) else {
                throw reader.error("addresses[\(index)]", "must be an address")
            }
            addresses.append(address)
        }
        for (index, value) in (try reader.array("settings") ?? []).enumerated() {
            var setting = try JSONReader(value, at: "settings[\(index)]")
            guard let path = try setting.text("path"), let old = try setting.text("value"),
                RealServer.settings.contains(where: { $0.path == path })
            else {
                throw reader.error("settings[\(index)]", "must be a setting that 'ipvs realserver' changes")
            }
            settings.append(Setting(path: path, value: old))
        }
    }

    init() {}
}
