import ByteCoding

/// Which BFD sessions are up. A topic of the BFD process, for virtual routers and checkers.
public struct SessionStates: Equatable, Sendable {
    /// The name of the topic.
    public static let topic = "bfd"

    /// The names of the sessions that are up.
    public var up: Set<String>

    /// These sessions are up, and no others.
    public init(up: Set<String>) {
        self.up = up
    }

    /// The value of the topic.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.write(up.sorted())
        return writer.bytes
    }

    /// Reads the value of the topic. Without one there is no BFD process any more, and no session is up; the same holds for
    /// bytes that are none, which no process of the same release writes.
    public init(_ bytes: [UInt8]?) {
        var reader = ByteReader(bytes ?? [])
        up = Set((try? reader.texts()) ?? [])
    }
}
