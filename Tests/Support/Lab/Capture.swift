import Foundation

/// A packet off the wire.
public struct CapturedFrame: Sendable {
    /// Nanoseconds since 1970, as the kernel stamped it.
    public let time: Int64
    /// The Ethernet frame.
    public let bytes: [UInt8]
}

/// Records what passes a host's interface.
public final class Capture {
    private let daemon: Daemon
    private let file: String

    /// Starts recording what matches the filter (pcap-filter(7)); returns when it really records.
    public init(on host: LabHost, filter: String) throws {
        file = host.directory.appendingPathComponent("capture-\(UUID().uuidString).pcap").path
        daemon = try host.start([
            try Shell.program("tcpdump", package: "tcpdump"), "-i", host.interface, "-U", "--immediate-mode",
            "-n",
            "--time-stamp-precision=nano", "-Z", "root", "-B", "65536", "-s", "2048", "-w", file, filter,
        ])
        guard eventually(within: .seconds(5), { daemon.log.contains("listening on") }) else {
            throw CommandFailure(description: "tcpdump does not start: \(daemon.log)")
        }
    }

    /// Stops recording; what was seen.
    public func stop() -> [CapturedFrame] {
        usleep(50_000)
        daemon.signal(SIGKILL)
        _ = eventually(within: .seconds(5)) { !daemon.isRunning }
        return frames
    }

    /// What was seen so far.
    public var frames: [CapturedFrame] {
        guard let contents = FileManager.default.contents(atPath: file) else { return [] }
        return Self.frames(in: [UInt8](contents))
    }

    /// Takes a pcap file in nanosecond format apart.
    static func frames(in file: [UInt8]) -> [CapturedFrame] {
        func number(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) } }
        guard file.count >= 24, number(0) == 0xA1B2_3C4D else { return [] }
        var frames: [CapturedFrame] = []
        var offset = 24
        while offset + 16 <= file.count {
            let length = number(offset + 8)
            guard offset + 16 + length <= file.count else { break }
            frames.append(
                CapturedFrame(
                    time: Int64(number(offset)) * 1_000_000_000 + Int64(number(offset + 4)),
                    bytes: Array(file[offset + 16..<offset + 16 + length])))
            offset += 16 + length
        }
        return frames
    }
}

/// An IPv4 advertisement in a captured frame.
public struct CapturedAdvertisement: Sendable {
    /// When it passed, in nanoseconds since 1970.
    public let time: Int64
    /// The sender, in dotted decimal.
    public let source: String
    /// The virtual router.
    public let virtualRouterID: UInt8
    /// The priority; 0 resigns.
    public let priority: UInt8
    /// 2 or 3.
    public let version: UInt8

    /// Nil if the frame is none.
    public init?(_ frame: CapturedFrame) {
        let bytes = frame.bytes
        guard bytes.count >= 42, bytes[12] == 8, bytes[13] == 0, bytes[23] == 112 else { return nil }
        let start = 14 + 4 * Int(bytes[14] & 15)
        guard bytes.count > start + 8 else { return nil }
        time = frame.time
        source = bytes[26..<30].map(String.init).joined(separator: ".")
        version = bytes[start] >> 4
        virtualRouterID = bytes[start + 1]
        priority = bytes[start + 2]
    }
}

/// A gratuitous ARP in a captured frame.
public struct CapturedAnnouncement: Sendable {
    /// When it passed, in nanoseconds since 1970.
    public let time: Int64
    /// The address announced, in dotted decimal.
    public let address: String
    /// The whole frame.
    public let bytes: [UInt8]

    /// Nil if the frame is none.
    public init?(_ frame: CapturedFrame) {
        let bytes = frame.bytes
        guard bytes.count >= 42, bytes[12] == 8, bytes[13] == 6, bytes[28..<32] == bytes[38..<42] else {
            return nil
        }
        time = frame.time
        address = bytes[28..<32].map(String.init).joined(separator: ".")
        self.bytes = bytes
    }
}
