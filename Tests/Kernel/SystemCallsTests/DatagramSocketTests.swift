import Glibc
import Lab
import NetworkTypes
import SystemCalls
import Testing

@Suite("UDP sockets that know the hops of what arrives, and that keep their port")
struct DatagramSocketTests {
    private static let loopback4 = IPAddress.ipv4(IPv4Address(127, 0, 0, 1))
    private static let loopback6 = IPAddress.ipv6(IPv6Address(bits: 1))
    private static let ports: ClosedRange<UInt16> = 49152...49160

    private static func route(_ address: IPAddress, from source: IPAddress?, hops: UInt8 = 255)
        -> DatagramSender.Route
    {
        DatagramSender.Route(to: address, port: 3784, from: source, sourcePorts: ports, hopLimit: hops)
    }

    private struct Received: Equatable {
        var source: IPAddress
        var destination: IPAddress?
        var hopLimit: UInt8?
        var payload: [UInt8]
    }

    /// All that waits.
    private func received(_ listener: borrowing DatagramReceiver, _ batch: inout ReceiveBatch) throws
        -> [Received]
    {
        for _ in 0..<500 {
            let count = try batch.receive(from: listener)
            guard count == 0 else {
                return (0..<count).map { index in
                    Received(
                        source: batch.source(of: index), destination: batch.destination(of: index),
                        hopLimit: batch.hopLimit(of: index),
                        payload: batch.withPayload(of: index) { bytes in (0..<bytes.count).map { bytes[$0] } }
                    )
                }
            }
            usleep(10_000)
        }
        return []
    }

    @Test(
        "Sender, destination, hops and bytes arrive, over both families", arguments: [loopback4, loopback6])
    func arrives(_ address: IPAddress) throws {
        try Namespace.present().inside {
            try Namespace.enterNew()
            let listener = try DatagramReceiver(address.family, port: 3784)
            let sender = try DatagramSender(
                Self.route(address, from: address, hops: 77), firstPort: Self.ports.lowerBound)
            try sender.send([1, 2, 3])
            try sender.send([])
            var batch = ReceiveBatch()
            var all: [Received] = []
            while all.count < 2 { all += try received(listener, &batch) }
            let expected = [[1, 2, 3], []].map { payload in
                Received(source: address, destination: address, hopLimit: 77, payload: payload)
            }
            #expect(all == expected)
        }
    }

    @Test("Both families listen on one port at a time")
    func families() throws {
        try Namespace.present().inside {
            try Namespace.enterNew()
            let first = try DatagramReceiver(.ipv4, port: 3784)
            let second = try DatagramReceiver(.ipv6, port: 3784)
            #expect(first.descriptor != second.descriptor)
            #expect(throws: SystemError(call: "bind", errno: EADDRINUSE, object: "0.0.0.0:3784")) {
                _ = try DatagramReceiver(.ipv4, port: 3784)
            }
        }
    }

    @Test("A port that is in use is passed over, round the end of the range; without one left it is an error")
    func ports() throws {
        try Namespace.present().inside {
            try Namespace.enterNew()
            var senders: [Held] = []
            for _ in Self.ports {
                senders.append(
                    Held(
                        try DatagramSender(
                            Self.route(Self.loopback4, from: Self.loopback4), firstPort: 49157)))
            }
            #expect(senders.count == Self.ports.count)
            #expect(throws: SystemError.self) {
                _ = try DatagramSender(
                    Self.route(Self.loopback4, from: Self.loopback4), firstPort: 49157)
            }
        }
    }

    @Test(
        "An address that this host does not have cannot be bound to, and sending from one that has gone is an error"
    )
    func addressGone() throws {
        try Namespace.present().inside {
            try Namespace.enterNew()
            let foreign = IPAddress.ipv4(IPv4Address(192, 0, 2, 9))
            #expect(throws: SystemError(call: "bind", errno: EADDRNOTAVAIL, object: "192.0.2.9:49152")) {
                _ = try DatagramSender(
                    Self.route(Self.loopback4, from: foreign), firstPort: Self.ports.lowerBound)
            }
            try Shell.require("ip", "address", "add", "192.0.2.9/32", "dev", "lo")
            let sender = try DatagramSender(
                Self.route(Self.loopback4, from: foreign), firstPort: Self.ports.lowerBound)
            try sender.send([1])
            try Shell.require("ip", "address", "del", "192.0.2.9/32", "dev", "lo")
            #expect(throws: SystemError(call: "sendto", errno: ENETUNREACH, object: "127.0.0.1")) {
                try sender.send([1])
            }
        }
    }

    /// Keeps a socket, which cannot be copied, in an array.
    private final class Held {
        let sender: DatagramSender

        init(_ sender: consuming DatagramSender) { self.sender = sender }
    }
}
