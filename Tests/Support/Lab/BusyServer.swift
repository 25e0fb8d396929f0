import Foundation

/// A server at 127.0.0.1 that listens and has no time: connecting to it takes as long as the client waits.
public final class BusyServer {
    /// Its port.
    public let port: UInt16
    private var descriptors: [Int32] = []

    /// Starts listening.
    public init() throws {
        let (listener, port) = try Loopback.bound(.stream)
        self.port = port
        descriptors = [listener]
        listen(listener, 0)
        // The kernel keeps one connection more than it is told to; what comes then gets no answer.
        for _ in 0..<2 { descriptors.append(Loopback.client(of: port, isPatient: false)) }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
