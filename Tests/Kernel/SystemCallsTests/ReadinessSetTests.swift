import NetworkTypes
import Testing

@testable import SystemCalls

@Suite("Readiness of many descriptors")
struct ReadinessSetTests {
    private static let home = IPAddress.ipv4(IPv4Address(127, 0, 0, 1))

    @Test("A connection that is refused is broken, and the token tells which")
    func refused() throws {
        let set = try ReadinessSet()
        // Nothing listens on port 1.
        let socket = try StreamSocket(connectingTo: Self.home, port: 1)
        try set.add(socket.descriptor, token: 77)
        #expect(
            try PolledDescriptors.wait(for: 1, on: [set.descriptor], within: .seconds(5), object: "set") == 0)
        let ready = try set.takeReady()
        #expect(ready.map(\.token) == [77])
        #expect(ready.first?.isBroken == true)
        #expect(throws: SystemError.self) { try socket.finishConnecting() }
    }

    @Test("Readiness is told once, and a datagram makes it new")
    func edges() throws {
        let set = try ReadinessSet()
        let receiver = try DatagramConnection.udp(to: Self.home, port: 9)
        try set.add(receiver.descriptor, token: 1)
        let first = try set.takeReady()
        #expect(first.map(\.canSend) == [true])
        #expect(first.map(\.canReceive) == [false])
        #expect(try set.takeReady().isEmpty)
    }

    @Test("A descriptor that is closed leaves the set")
    func closed() throws {
        let set = try ReadinessSet()
        do {
            let socket = try DatagramConnection.udp(to: Self.home, port: 9)
            try set.add(socket.descriptor, token: 1)
        }
        #expect(try set.takeReady().isEmpty)
    }

    @Test("The same descriptor twice is an error")
    func twice() throws {
        let set = try ReadinessSet()
        let socket = try DatagramConnection.udp(to: Self.home, port: 9)
        try set.add(socket.descriptor, token: 1)
        #expect(throws: SystemError(call: "epoll_ctl EPOLL_CTL_ADD", errno: 17)) {
            try set.add(socket.descriptor, token: 2)
        }
    }
}
