import Foundation
import Lab

/// Servers at 127.0.0.1 of a host, good ones that note when they are asked, and bad ones that never come to an end.
final class ServerFarm: @unchecked Sendable {
    /// What a server does with a connection.
    enum Conduct {
        /// Accepts, and answers a request with a page.
        case healthy
        /// Accepts and says nothing.
        case silent
        /// Says one byte of an endless answer in a second.
        case dripping([UInt8])
        /// Sends a page of this many bytes as fast as it is taken.
        case flooding(bytes: Int)
    }

    private struct Server {
        let conduct: Conduct
        let listener: Int32
    }

    private struct Connection {
        let server: Int
        let descriptor: Int32
        var saidCount = 0
    }

    private let servers: [Server]
    /// The port of each server.
    let ports: [UInt16]
    private let lock = NSLock()
    private var isOver = false
    private var arrivals: [Int: [Double]] = [:]

    init(on host: LabHost, _ conducts: [Conduct]) throws {
        var servers: [Server] = []
        var ports: [UInt16] = []
        try Namespace(of: host).inside {
            for conduct in conducts {
                let (listener, port) = try Loopback.bound(.stream)
                _ = fcntl(listener, F_SETFL, O_NONBLOCK)
                listen(listener, 64)
                servers.append(Server(conduct: conduct, listener: listener))
                ports.append(port)
            }
        }
        self.servers = servers
        self.ports = ports
        // Those who measure are not held up by those who misbehave.
        let others = servers.indices.filter { if case .healthy = conducts[$0] { false } else { true } }
        let healthy = servers.indices.filter { !others.contains($0) }
        Thread.detachNewThread { [self] in serve(healthy) }
        Thread.detachNewThread { [self] in serve(others) }
    }

    /// Ends all servers.
    func end() { lock.withLock { isOver = true } }

    /// When each healthy server was asked, in seconds of one clock.
    var arrivalTimes: [[Double]] { lock.withLock { Array(arrivals.values) } }

    /// Forgets the arrivals so far.
    func forget() { lock.withLock { arrivals = [:] } }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func serve(_ indices: [Int]) {
        var connections: [Connection] = []
        var lastDrip = Self.now
        defer {
            for connection in connections { close(connection.descriptor) }
            for index in indices { close(servers[index].listener) }
        }
        while !lock.withLock({ isOver }) {
            var polled = indices.map { pollfd(fd: servers[$0].listener, events: Int16(POLLIN), revents: 0) }
            polled += connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            poll(&polled, nfds_t(polled.count), 100)
            for (place, connection) in connections.enumerated().reversed()
            where polled[indices.count + place].revents != 0 {
                if !answer(connection) {
                    close(connection.descriptor)
                    connections.remove(at: place)
                }
            }
            for (place, index) in indices.enumerated() where polled[place].revents != 0 {
                let descriptor = accept(servers[index].listener, nil, nil)
                guard descriptor >= 0 else { continue }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                if case .healthy = servers[index].conduct {
                    lock.withLock { arrivals[index, default: []].append(Self.now) }
                }
                if case .flooding(let bytes) = servers[index].conduct {
                    Thread.detachNewThread { Self.flood(descriptor, bytes: bytes) }
                } else {
                    connections.append(Connection(server: index, descriptor: descriptor))
                }
            }
            guard Self.now - lastDrip >= 1 else { continue }
            lastDrip = Self.now
            for place in connections.indices {
                guard case .dripping(let bytes) = servers[connections[place].server].conduct else { continue }
                let byte = bytes[min(connections[place].saidCount, bytes.count - 1)]
                _ = withUnsafeBytes(of: byte) {
                    send(connections[place].descriptor, $0.baseAddress, 1, Int32(MSG_NOSIGNAL))
                }
                connections[place].saidCount += 1
            }
        }
    }

    /// Takes what a client says; false when the connection is over.
    private func answer(_ connection: Connection) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        guard recv(connection.descriptor, &buffer, buffer.count, 0) > 0 else { return false }
        guard case .healthy = servers[connection.server].conduct else { return true }
        let page = Array("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
        _ = send(connection.descriptor, page, page.count, Int32(MSG_NOSIGNAL))
        return true
    }

    private static func flood(_ connection: Int32, bytes: Int) {
        defer { close(connection) }
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        var request = piece
        _ = recv(connection, &request, request.count, 0)
        let head = Array("HTTP/1.0 200 OK\r\nContent-Length: \(bytes)\r\n\r\n".utf8)
        guard send(connection, head, head.count, Int32(MSG_NOSIGNAL)) > 0 else { return }
        var rest = bytes
        while rest > 0 {
            let count = send(connection, piece, min(rest, piece.count), Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            rest -= count
        }
    }
}
