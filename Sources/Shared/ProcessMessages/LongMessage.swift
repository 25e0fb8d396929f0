import Glibc
public import SystemCalls

/// A message that is longer than a channel carries: its bytes travel in a sealed memory file.
public enum LongMessage {
    /// The longest message, 64 MiB.
    public static let limitBytes = 64 << 20
    /// What the channel carries in its place: no other message begins with this byte.
    static let mark: UInt8 = 255
}

extension ChannelSocket {
    /// Sends a message of any length up to `LongMessage.limitBytes`; false if there is no room now. One that carries a
    /// file of its own must not be longer than `messageBytes`.
    public borrowing func sendMessage(_ bytes: [UInt8], descriptor: Int32? = nil) throws(SystemError) -> Bool
    {
        guard bytes.count > Self.messageBytes, descriptor == nil else {
            return try send(bytes, descriptor: descriptor)
        }
        guard bytes.count <= LongMessage.limitBytes else {
            throw SystemError(call: "sendmsg", errno: EMSGSIZE, object: "\(bytes.count) bytes")
        }
        let file = try MemoryFile.sealed(bytes, name: "message")
        let isSent = try send([LongMessage.mark], descriptor: file.number)
        _ = consume file
        return isSent
    }
}

extension ChannelMessage {
    /// The bytes that `sendMessage` was given.
    ///
    /// The file of a long message is taken from it.
    public mutating func takeBytes() throws(SystemError) -> [UInt8] {
        guard bytes == [LongMessage.mark], let file = takeDescriptor() else { return bytes }
        return try MemoryFile.read(file.number, limitBytes: LongMessage.limitBytes)
    }
}
