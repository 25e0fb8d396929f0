import Foundation
import Lab

/// An HTTP server of this process, at an address of a host, that dies and returns at will.
final class PageServer: @unchecked Sendable {
    private let namespace: Namespace
    private let address: String
    private let port: UInt16
    private let lock = NSLock()
    private let ended = DispatchSemaphore(value: 0)
    private var status = 200
    private var page = ""
    private var listener: Int32 = -1

    init(in namespace: Namespace, address: String, port: UInt16 = 80) {
        self.namespace = namespace
        self.address = address
        self.port = port
    }

    /// Answers from now on with this.
    func answer(_ status: Int, _ page: String) { lock.withLock { (self.status, self.page) = (status, page) } }

    /// Accepts connections from now on.
    func start() throws {
        guard listener < 0 else { return }
        listener = try namespace.inside {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var on: Int32 = 1
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            guard SocketAddress.with(address, port, { bind(listener, $0, $1) }) == 0,
                listen(listener, 64) == 0
            else { throw CommandFailure(description: "\(address) \(port): errno \(errno)") }
            return listener
        }
        // What this process starts must not keep the port open.
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        Thread.detachNewThread { [self, listener] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                serve(connection)
            }
            close(listener)
            ended.signal()
        }
    }

    /// Refuses connections from now on.
    func stop() {
        guard listener >= 0 else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        listener = -1
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        SocketAddress.limit(connection, seconds: 1)
        var buffer = [UInt8](repeating: 0, count: 4096)
        guard read(connection, &buffer, buffer.count) > 0 else { return }
        let reply = lock.withLock {
            "HTTP/1.0 \(status) Status\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"
        }
        _ = send(connection, reply, reply.utf8.count, Int32(MSG_NOSIGNAL))
    }
}
