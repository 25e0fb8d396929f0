import Glibc
public import SystemCalls

/// A message that is too long for a channel: its bytes travel in a sealed memory file.
public enum LongMessage {
    /// The longest message, 64 MiB.
    public static let limitBytes = 64 << 20
    /// The first byte of the placeholder on the channel; no other message begins with it.
    static let mark: UInt8 = 255
}

extension ChannelSocket {
    /// Sends a message of up to `LongMessage.limitBytes`; false if there is no room now. A message with a descriptor
    /// of its own must not be longer than `messageBytes`.
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
    /// The bytes that `sendMessage` was given. Consumes the memory file of a long message.
    public mutating func takeBytes() throws(SystemError) -> [UInt8] {
        guard bytes == [LongMessage.mark], let file = takeDescriptor() else { return bytes }
        return try MemoryFile.read(file.number, limitBytes: LongMessage.limitBytes)
    }
}
