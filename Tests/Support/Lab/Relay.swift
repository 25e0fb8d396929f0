import Foundation

/// Stands between one client and a server at 127.0.0.1, and keeps what the client says.
public final class Relay {
    /// Its port.
    public let port: UInt16
    private let ended = DispatchSemaphore(value: 0)
    private let said = Said()

    private final class Said: @unchecked Sendable {
        var bytes: [UInt8] = []
    }

    /// Waits for a client.
    public init(to server: UInt16) throws {
        let (listener, port) = try Loopback.bound(.stream)
        self.port = port
        listen(listener, 1)
        let (ended, said) = (ended, said)
        Thread.detachNewThread {
            defer { ended.signal() }
            let client = accept(listener, nil, nil)
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            close(listener)
            let server = Loopback.client(of: server, isPatient: true)
            Thread.detachNewThread {
                Self.copy(from: server, to: client) { _ in }
                shutdown(client, Int32(SHUT_WR))
            }
            Self.copy(from: client, to: server) { said.bytes += $0 }
            shutdown(server, Int32(SHUT_RDWR))
        }
    }

    /// All that the client said, once it has gone.
    public func heard() -> [UInt8] {
        ended.wait()
        return said.bytes
    }

    private static func copy(from source: Int32, to target: Int32, _ note: (ArraySlice<UInt8>) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { return }
            note(buffer[..<count])
            _ = send(target, buffer, count, Int32(MSG_NOSIGNAL))
        }
    }
}
