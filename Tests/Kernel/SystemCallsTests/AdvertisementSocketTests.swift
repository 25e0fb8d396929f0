import Glibc
import Lab
import NetworkTypes
import SystemCalls
import Testing

@Suite("VRRP sockets between the ends of a cable")
struct AdvertisementSocketTests {
    static let group4 = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))
    static let group6 = IPAddress("ff02::12") ?? group4
    static let left4 = IPv4Address(192, 0, 2, 1)
    static let right4 = IPv4Address(192, 0, 2, 2)

    /// An IPv4 header that leaves the checksum to the kernel, and a VRRP message that begins with `mark`.
    static func packet4(
        mark: UInt8, from source: IPv4Address, to destination: IPv4Address, paddingBytes: Int = 0
    ) -> [UInt8] {
        let message: [UInt8] =
            [mark, 51, 100, 0, 0, 100, 0, 0] + Array(repeating: 0, count: paddingBytes)
        let length = UInt16(20 + message.count)
        return [
            0x45, 0xC0, UInt8(length >> 8), UInt8(length & 0xFF), 0x00, 0x01, 0x00, 0x00, 0xFF, 112, 0x00,
            0x00,
        ] + IPAddress.ipv4(source).bytes + IPAddress.ipv4(destination).bytes + message
    }

    private func assignAddresses(_ lab: Cable) throws {
        for (side, last) in [(Cable.Side.left, 1), (.right, 2)] {
            try lab.run(side, "ip address add 192.0.2.\(last)/24 dev \(side.interface)")
            try lab.run(side, "ip address add fe80::\(last)/64 dev \(side.interface) nodad")
            try lab.run(side, "ip address add 2001:db8::\(last)/64 dev \(side.interface) nodad")
            try lab.inside(side) { try awaitLocalRoute(to: "2001:db8::\(last)") }
        }
    }

    /// The kernel takes packets to a new IPv6 address some time after it shows the address.
    private func awaitLocalRoute(to address: String) throws {
        let words = ["ip", "-6", "route", "show", "table", "local", address]
        for _ in 0..<500 {
            if try !output(of: Spawn(words: words)).text.isEmpty { return }
            usleep(10_000)
        }
        Issue.record("no route to \(address)")
    }

    @Test("IPv4: a batch to the group arrives with headers, in order, at its members, and not at the sender")
    func multicastIPv4() throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let sender = try AdvertisementSocket(family: .ipv4, interface: lab.interface(.left))
            try sender.join(Self.group4)
            let receiver = try lab.inside(.right) {
                let receiver = try AdvertisementSocket(family: .ipv4, interface: lab.interface(.right))
                try receiver.join(Self.group4)
                try receiver.setReceiveBuffer(bytes: 1 << 20)
                return Box(receiver)
            }
            let stranger = try lab.inside(.right) {
                Box(try AdvertisementSocket(family: .ipv4, interface: lab.interface(.right)))
            }
            var outgoing = SendBatch()
            for mark in 0..<100 {
                let packet = Self.packet4(mark: UInt8(mark), from: Self.left4, to: IPv4Address(224, 0, 0, 18))
                outgoing.append(packet, to: Self.group4)
            }
            let result = outgoing.flush(on: sender)
            #expect(result.sentCount == 100)
            #expect(result.failedCount == 0)
            #expect(result.firstError == nil)
            let isEmpty = outgoing.isEmpty
            #expect(isEmpty)

            #expect(waitReadable(receiver.value.descriptor))
            var incoming = ReceiveBatch()
            try #require(try incoming.receive(from: receiver.value) > 0)
            #expect(incoming.source(of: 0) == .ipv4(Self.left4))
            #expect(incoming.destination(of: 0) == Self.group4)
            #expect(incoming.hopLimit(of: 0) == 255)
            let isTruncated = incoming.isTruncated(0)
            #expect(!isTruncated)
            let lengths = incoming.withPayload(of: 0) { ($0.count, $0[0], $0[1], $0[20]) }
            #expect(lengths == (28, 0x45, 0xC0, 0))
            var marks: [UInt8] = []
            repeat {
                for index in 0..<incoming.count { marks.append(incoming.withPayload(of: index) { $0[20] }) }
                guard marks.count < 100, waitReadable(receiver.value.descriptor) else { break }
            } while try incoming.receive(from: receiver.value) > 0
            #expect(marks == Array(0..<100))
            try #require(try incoming.receive(from: receiver.value) == 0)
            try #require(try incoming.receive(from: sender) == 0)
            try #require(try incoming.receive(from: stranger.value) == 0)
        }
    }

    @Test(
        "How long a datagram has waited is known, unless that is more than 10 ms",
        arguments: [AddressFamily.ipv4, .ipv6])
    func age(_ family: AddressFamily) throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let group = family == .ipv4 ? Self.group4 : Self.group6
            let sender = try AdvertisementSocket(family: family, interface: lab.interface(.left))
            try sender.join(group)
            let receiver = try lab.inside(.right) {
                let receiver = try AdvertisementSocket(family: family, interface: lab.interface(.right))
                try receiver.join(group)
                return Box(receiver)
            }
            let packet: [UInt8] =
                family == .ipv4
                ? Self.packet4(mark: 1, from: Self.left4, to: IPv4Address(224, 0, 0, 18))
                : [0x31, 53, 100, 0, 0, 100, 0, 0]
            var incoming = ReceiveBatch()
            var age: Duration?
            // A machine that is busy may take more than 10 ms each time, but not a hundred times.
            for _ in 0..<100 where age == nil {
                var outgoing = SendBatch()
                outgoing.append(packet, to: group)
                #expect(outgoing.flush(on: sender).sentCount == 1)
                #expect(waitReadable(receiver.value.descriptor))
                try #require(try incoming.receive(from: receiver.value) == 1)
                usleep(2000)
                age = incoming.age(of: 0)
            }
            #expect(try #require(age) >= .milliseconds(2))
            usleep(10_000)
            let isBelieved = incoming.age(of: 0) != nil
            #expect(!isBelieved)
        }
    }

    @Test(
        "IPv6: the kernel fills in the checksum; source, destination and hop limit are known; other groups are not heard",
        arguments: [nil, "fe80::1"])
    func multicastIPv6(source: String?) throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let linkLocal = IPAddress("fe80::1")
            let sender = try AdvertisementSocket(
                family: .ipv6, interface: lab.interface(.left), boundTo: source.flatMap { IPAddress($0) })
            try sender.join(Self.group6)
            let receiver = try lab.inside(.right) {
                let receiver = try AdvertisementSocket(family: .ipv6, interface: lab.interface(.right))
                try receiver.join(Self.group6)
                return Box(receiver)
            }
            let stranger = try lab.inside(.right) {
                let stranger = try AdvertisementSocket(family: .ipv6, interface: lab.interface(.right))
                try stranger.join(try #require(IPAddress("ff02::1234")))
                return Box(stranger)
            }
            var outgoing = SendBatch()
            outgoing.append([0x31, 53, 100, 0, 0, 100, 0, 0], to: Self.group6)
            #expect(outgoing.flush(on: sender).sentCount == 1)
            #expect(waitReadable(receiver.value.descriptor))
            var incoming = ReceiveBatch()
            try #require(try incoming.receive(from: receiver.value) == 1)
            #expect(incoming.source(of: 0) == linkLocal)
            #expect(incoming.destination(of: 0) == Self.group6)
            #expect(incoming.hopLimit(of: 0) == 255)
            let (length, first, checksum) = incoming.withPayload(of: 0) { ($0.count, $0[0], $0[6] | $0[7]) }
            #expect(length == 8)
            #expect(first == 0x31)
            #expect(checksum != 0)
            try #require(try incoming.receive(from: sender) == 0)
            try #require(try incoming.receive(from: stranger.value) == 0)
        }
    }

    @Test(
        "A socket bound to an address hears unicast to it, and no group",
        arguments: [AddressFamily.ipv4, .ipv6])
    func unicast(family: AddressFamily) throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let (from, to) = family == .ipv4 ? ("192.0.2.1", "192.0.2.2") : ("2001:db8::1", "2001:db8::2")
            let sender = try AdvertisementSocket(family: family, interface: nil, boundTo: IPAddress(from))
            let receiver = try lab.inside(.right) {
                Box(try AdvertisementSocket(family: family, interface: nil, boundTo: IPAddress(to)))
            }
            let destination = try #require(IPAddress(to))
            let message: [UInt8] = [0x31, 51, 100, 0, 0, 100, 0, 0]
            var outgoing = SendBatch()
            outgoing.append(
                family == .ipv4 ? Self.packet4(mark: 0x31, from: Self.left4, to: Self.right4) : message,
                to: destination)
            #expect(outgoing.flush(on: sender) == FlushResult(sentCount: 1))
            #expect(waitReadable(receiver.value.descriptor))
            var incoming = ReceiveBatch()
            try #require(try incoming.receive(from: receiver.value) == 1)
            #expect(incoming.source(of: 0) == IPAddress(from))
            #expect(incoming.destination(of: 0) == destination)
        }
    }

    @Test("A group that was left is heard no more")
    func leave() throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let sender = try AdvertisementSocket(family: .ipv4, interface: lab.interface(.left))
            try sender.join(Self.group4)
            let receiver = try lab.inside(.right) {
                let receiver = try AdvertisementSocket(family: .ipv4, interface: lab.interface(.right))
                try receiver.join(Self.group4)
                try receiver.leave(Self.group4)
                return Box(receiver)
            }
            var outgoing = SendBatch()
            outgoing.append(
                Self.packet4(mark: 1, from: Self.left4, to: IPv4Address(224, 0, 0, 18)), to: Self.group4)
            // Unicast to the interface is still heard, and shows that the first packet had its time.
            outgoing.append(Self.packet4(mark: 2, from: Self.left4, to: Self.right4), to: .ipv4(Self.right4))
            #expect(outgoing.flush(on: sender).sentCount == 2)
            #expect(waitReadable(receiver.value.descriptor))
            var incoming = ReceiveBatch()
            try #require(try incoming.receive(from: receiver.value) == 1)
            let mark = incoming.withPayload(of: 0) { $0[20] }
            #expect(mark == 2)
        }
    }

    @Test("A datagram longer than the room, which holds 255 IPv6 addresses, is cut off and marked")
    func truncation() throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            for side in [Cable.Side.left, .right] {
                try lab.run(side, "ip link set \(side.interface) mtu 9000")
            }
            let sender = try AdvertisementSocket(family: .ipv4, interface: nil, boundTo: .ipv4(Self.left4))
            let receiver = try lab.inside(.right) {
                Box(try AdvertisementSocket(family: .ipv4, interface: lab.interface(.right)))
            }
            var outgoing = SendBatch()
            let packet = Self.packet4(mark: 1, from: Self.left4, to: Self.right4, paddingBytes: 5000)
            outgoing.append(packet, to: .ipv4(Self.right4))
            #expect(outgoing.flush(on: sender) == FlushResult(sentCount: 1))
            #expect(waitReadable(receiver.value.descriptor))
            var incoming = ReceiveBatch()
            try #require(try incoming.receive(from: receiver.value) == 1)
            let isTruncated = incoming.isTruncated(0)
            #expect(isTruncated)
            let length = incoming.withPayload(of: 0) { $0.count }
            #expect(length == ReceiveBatch.datagramBytes && length >= 8 + 255 * 16)
        }
    }

    @Test("One destination that cannot be reached does not keep the others back, and is the first error")
    func partialFailure() throws {
        try Cable.with { lab in
            try assignAddresses(lab)
            let sender = try AdvertisementSocket(family: .ipv4, interface: nil, boundTo: .ipv4(Self.left4))
            var outgoing = SendBatch()
            let elsewhere = IPv4Address(198, 51, 100, 1)
            for destination in [Self.right4, elsewhere, Self.right4] {
                outgoing.append(
                    Self.packet4(mark: 1, from: Self.left4, to: destination), to: .ipv4(destination))
            }
            let result = outgoing.flush(on: sender)
            #expect(result.sentCount == 2)
            #expect(result.failedCount == 1)
            #expect(result.firstError?.description == "sendmmsg: Network is unreachable (ENETUNREACH)")
        }
    }

    @Test("An interface or an address that is not there is an error with its name")
    func absence() throws {
        try Cable.with { _ in
            #expect {
                _ = try AdvertisementSocket(family: .ipv4, interface: (name: "none0", index: 99)).descriptor
            } throws: {
                "\($0)" == "setsockopt SO_BINDTODEVICE none0: No such device (ENODEV)"
            }
            #expect {
                _ = try AdvertisementSocket(family: .ipv4, interface: nil, boundTo: .ipv4(Self.left4))
                    .descriptor
            } throws: {
                "\($0)" == "bind 192.0.2.1: Cannot assign requested address (EADDRNOTAVAIL)"
            }
        }
    }

    @Test("A batch that is full refuses and counts")
    func fullBatch() throws {
        try Cable.with { lab in
            var socket = try LinkLayerSocket()
            for _ in 0..<(SendBatch.limit + 5) { socket.append([1, 2, 3], interfaceIndex: 0) }
            let result = socket.flush()
            #expect(result.sentCount + result.failedCount == SendBatch.limit + 5)
            #expect(result.firstError != nil)
        }
    }
}

/// Lets a noncopyable value leave a closure.
final class Box<Value: ~Copyable> {
    let value: Value

    init(_ value: consuming Value) {
        self.value = value
    }
}
