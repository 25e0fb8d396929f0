import Netlink
import NetworkTypes
import Testing
import VirtualServers

@testable import IPVSControl

/// What the kernel would send back has the attributes of what is sent: what is encoded must be decoded as the same.
@Suite("Messages of the IPVS family")
struct IPVSReplyTests {
    private static let mark = ServiceID.firewallMark(7, .ipv6)

    private func message(_ request: IPVSRequest) -> [UInt8] {
        var batch = MessageBatch()
        request.encode(family: 30, sequence: 1, flags: 0, into: &batch)
        return batch.bytes
    }

    @Test(
        "A request has the family's header and its attributes, in the machine's byte order where IPVS wants that"
    )
    func bytes() {
        let id = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
        let fields: [(String, [UInt8])] = [
            ("length", [0x44, 0, 0, 0]), ("type", [30, 0]), ("flags", [0, 0]), ("sequence", [1, 0, 0, 0]),
            ("port ID", [0, 0, 0, 0]), ("command DEL_SERVICE, version 1", [3, 1, 0, 0]),
            ("nest SERVICE, 48 bytes", [48, 0, 1, 0x80]), ("AF 2", [6, 0, 1, 0, 2, 0, 0, 0]),
            ("PROTOCOL 6", [6, 0, 2, 0, 6, 0, 0, 0]),
            ("ADDR", [20, 0, 3, 0, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            ("PORT 80", [6, 0, 4, 0, 0, 80, 0, 0]),
        ]
        #expect(message(.change(.deleteService(id))) == fields.flatMap(\.1))
    }

    @Test("A name that is too long reaches the kernel as one, which refuses it, and leaves the rest whole")
    func longNames() {
        let name = String(repeating: "x", count: 100_000)
        var service = VirtualService(Self.mark)
        (service.scheduler, service.persistenceEngine) = (name, name)
        let requests: [IPVSRequest] = [
            .change(.addService(service)), .startDaemon(SynchronizationDaemon(.master, interface: name)),
        ]
        for request in requests {
            let length = message(request).count
            #expect(length > 256 && length < 1024)
        }
    }

    @Test("A synchronization daemon comes back as it went, its port in the machine's byte order")
    func daemon() throws {
        let daemon = SynchronizationDaemon(
            .backup, interface: "eth0", syncID: 255, maximumLengthBytes: 1400,
            group: .ipv6(IPv6Address(groups: [0xff02, 0, 0, 0, 0, 0, 0, 0x81])), port: 9000, timeToLive: 3)
        var found: SynchronizationDaemon?
        ReceivedMessage.forEach(in: message(.startDaemon(daemon))) { found = SynchronizationDaemon($0) }
        #expect(found == daemon)
    }

    @Test("Time-outs come back as they went")
    func timeouts() {
        let timeouts = ConnectionTimeouts(tcpSeconds: 1, tcpFINSeconds: 2, udpSeconds: 2_678_400)
        var found: ConnectionTimeouts?
        ReceivedMessage.forEach(in: message(.setTimeouts(timeouts))) { found = ConnectionTimeouts($0) }
        #expect(found == timeouts)
    }

    @Test("A service without what every kernel sends is not understood")
    func incomplete() {
        let service = VirtualService(Self.mark, scheduler: "rr")
        var messages = 0
        ReceivedMessage.forEach(in: message(.change(.addService(service)))) { message in
            messages += 1
            // A request has no statistics.
            #expect(ObservedService(message) == nil)
        }
        #expect(messages == 1)
    }

    @Test("No cut or changed byte crashes the decoders")
    func damage() {
        let destination = Destination(
            DestinationID(.ipv4(IPv4Address(10, 0, 0, 1)), port: 80), method: .tunnel,
            tunnel: Tunnel(.gue, port: 1))
        let bytes = message(.change(.addDestination(Self.mark, destination)))
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= change
                for damaged in [changed, Array(bytes[..<index])] {
                    ReceivedMessage.forEach(in: damaged) { message in
                        _ = ObservedService(message)
                        _ = ObservedDestination(message, family: .ipv4)
                        _ = SynchronizationDaemon(message)
                        _ = ConnectionTimeouts(message)
                        _ = IPVSVersion(message)
                    }
                }
            }
        }
    }
}
