import CShims
import Glibc
import Lab
import SystemCalls
import Testing

@Suite("Frames on the link layer")
struct LinkLayerSocketTests {
    /// A gratuitous ARP request for 192.0.2.100, as a master announces it.
    static let announcement: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,  // to everybody
        0x00, 0x00, 0x5E, 0x00, 0x01, 0x33,  // from the virtual router 51
        0x08, 0x06,  // ARP
        0x00, 0x01,  // hardware: Ethernet
        0x08, 0x00,  // protocol: IPv4
        0x06, 0x04,  // address lengths
        0x00, 0x01,  // request
        0x00, 0x00, 0x5E, 0x00, 0x01, 0x33,  // sender's hardware address
        0xC0, 0x00, 0x02, 0x64,  // sender's protocol address
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,  // target's hardware address
        0xC0, 0x00, 0x02, 0x64,  // target's protocol address
    ]

    @Test("Frames of a batch come out of the interface that each names, byte for byte")
    func announcements() throws {
        try Cable.with { lab in
            let tap = try lab.inside(.right) {
                // ETH_P_ARP in network order, as packet(7) wants it.
                let number = socket(
                    AF_PACKET, shim_sock_raw | shim_sock_nonblock_cloexec, Int32(UInt16(0x0806).bigEndian))
                return FileDescriptorBox(try #require(number >= 0 ? number : nil))
            }
            var sender = try LinkLayerSocket()
            for _ in 0..<70 { sender.append(Self.announcement, interfaceIndex: lab.index(of: .left)) }
            sender.append(Self.announcement, interfaceIndex: 9999)
            sender.append(Self.announcement, interfaceIndex: lab.index(of: .left))
            let result = sender.flush()
            #expect(result.sentCount == 71)
            #expect(result.failedCount == 1)
            #expect(result.firstError?.errno == ENXIO)
            let isEmpty = sender.isEmpty
            #expect(isEmpty)

            var count = 0
            while count < 71, waitReadable(tap.number) {
                var frame = [UInt8](repeating: 0, count: 2048)
                let length = unsafe recv(tap.number, &frame, frame.count, 0)
                #expect(Array(frame.prefix(max(0, length))) == Self.announcement)
                count += 1
            }
            #expect(count == 71)
        }
    }
}

final class FileDescriptorBox {
    private let file: FileDescriptor
    var number: Int32 { file.number }

    init(_ number: Int32) {
        file = FileDescriptor(adopting: number)
    }
}
