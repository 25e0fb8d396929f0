import Lab
import NetworkTypes
import SystemCalls
import Testing

@Suite("Where a check comes from", .serialized)
struct ConnectionOriginTests {
    private static let home = IPAddress.ipv4(IPv4Address(127, 0, 0, 1))

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 { try PageServer([:]).port }

    /// Connects, and lets go.
    private static func connect(_ port: UInt16, from origin: ConnectionOrigin) throws {
        let socket = try StreamSocket(connectingTo: home, port: port, from: origin)
        try #require(try socket.wait(for: .sending, within: .seconds(5)))
        try socket.finishConnecting()
    }

    @Test(
        "A port of its own can be used again long before a minute is over, with an address and without",
        arguments: [nil, IPAddress.ipv4(IPv4Address(127, 0, 0, 1))])
    func sourcePort(_ source: IPAddress?) throws {
        let server = try PageServer([:])
        let origin = ConnectionOrigin(source: source, sourcePort: try Self.freePort())
        let other = try PageServer([:])
        try Self.connect(other.port, from: origin)
        for _ in 0..<5 {
            // The kernel must have seen the last one end.
            #expect(
                eventually(within: .seconds(5)) {
                    (try? Self.connect(server.port, from: origin)) != nil
                })
        }
    }

    @Test("Datagrams come from that port")
    func datagrams() throws {
        let port = try Self.freePort()
        let replies = try DatagramServer { [$0] }
        let origin = ConnectionOrigin(sourcePort: port)
        let first = try DatagramConnection.udp(to: Self.home, port: replies.port, from: origin)
        // Another one, to another server, at the same time.
        let others = try DatagramServer { [$0 + $0] }
        let second = try DatagramConnection.udp(to: Self.home, port: others.port, from: origin)
        var buffer = [UInt8](repeating: 0, count: 16)
        try first.send([1].span)
        try second.send([2].span)
        try #require(try first.wait(within: .seconds(5)))
        #expect(try first.receive(into: &buffer) == 0..<1)
        try #require(try second.wait(within: .seconds(5)))
        #expect(try second.receive(into: &buffer) == 0..<2)
    }
}
