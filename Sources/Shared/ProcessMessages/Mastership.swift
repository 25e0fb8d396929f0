import ByteCoding

/// Whether the instance that `lvs_sync_daemon` follows is master: a topic of the VRRP process, read by the checkers.
public struct Mastership: Equatable, Sendable {
    /// The name of the topic.
    public static let topic = "mastership"

    /// The name of the instance.
    public var instance: String
    /// Whether it is master.
    public var isMaster: Bool

    /// The mastership of an instance.
    public init(instance: String, isMaster: Bool) {
        self.instance = instance
        self.isMaster = isMaster
    }

    /// The value of the topic.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.write(instance)
        writer.write(isMaster)
        return writer.bytes
    }

    /// Decodes the value of the topic; nil if it is malformed.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // Both ends are of the same release, so the kind of error does not matter.
        guard let instance = try? reader.text(), let isMaster = try? reader.flag(), reader.isAtEnd else {
            return nil
        }
        self.init(instance: instance, isMaster: isMaster)
    }
}
