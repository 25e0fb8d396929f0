import SystemCalls

/// Who is behind a netlink port.
enum ProcessNames {
    /// Most programs use their process number as port; the kernel itself has 0.
    static func name(ofPort portID: UInt32) -> String {
        guard portID != 0 else { return "the kernel or an ioctl" }
        // procfs answers from memory; a process that has ended already has no name left.
        guard let bytes = try? Files.read("/proc/\(portID)/comm", limitBytes: 64) else {
            return "netlink port \(portID)"
        }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return "\(name) (process \(portID))"
    }
}
