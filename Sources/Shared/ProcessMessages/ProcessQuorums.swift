import ByteCoding

/// Which tracked processes have a quorum. A topic of the supervisor, for virtual routers.
public struct ProcessQuorums: Equatable, Sendable {
    /// The name of the topic.
    public static let topic = "processes"

    /// Whether there is a quorum, by the name of the `vrrp_track_process`; only those of which it is known.
    public var quorums: [String: Bool]

    /// These are known, and no others.
    public init(_ quorums: [String: Bool]) {
        self.quorums = quorums
    }

    /// The value of the topic.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        for isThere in [true, false] { writer.write(quorums.filter { $0.value == isThere }.keys.sorted()) }
        return writer.bytes
    }

    /// Reads the value of the topic. Without one, and from bytes that no process of the same release writes, nothing is
    /// known.
    public init(reading bytes: [UInt8]?) {
        quorums = [:]
        var reader = ByteReader(bytes ?? [])
        for isThere in [true, false] {
            guard let names = try? reader.texts() else { return }
            for name in names { quorums[name] = isThere }
        }
    }
}
