import Foundation

/// Accepts connections, each of which has a thread of its own, until it is ended or gone.
final class Listener {
    /// Where it listens.
    let port: UInt16
    private let socket: Int32
    private let ended = DispatchSemaphore(value: 0)

    /// Listens from now on; `serve` need not close the connection.
    init(
        at address: String = "127.0.0.1", port: UInt16 = 0, _ serve: @escaping @Sendable (Int32) -> Void
    ) throws {
        let (socket, found) = try Loopback.bound(.stream, at: address, port: port)
        (self.socket, self.port) = (socket, found)
        guard listen(socket, 256) == 0 else {
            throw CommandFailure(description: "\(address) \(port): errno \(errno)")
        }
        Thread.detachNewThread { [ended] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { break }
                // A program that another test starts must not hold the connection open.
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                Thread.detachNewThread {
                    serve(connection)
                    close(connection)
                }
            }
            close(socket)
            ended.signal()
        }
    }

    deinit {
        // From here on connections are refused.
        shutdown(socket, Int32(SHUT_RDWR))
        ended.wait()
    }
}
