import BFD
import EventLoop
import NetworkTypes
import SystemCalls

/// The sockets of the process: one to receive for all sessions of a family and port, and one for each session to send.
final class SessionSockets {
    /// An open socket and the watch on it.
    private final class Reception {
        let socket: DatagramReceiver
        var watch: EventSource?

        init(_ listener: Listener) throws(SystemError) {
            socket = try DatagramReceiver(listener.family, port: listener.port)
            // The packets of hundreds of sessions while the process is held up for a moment.
            try socket.setReceiveBuffer(bytes: SessionSockets.bufferBytes)
        }
    }

    /// Holds a socket, which cannot be copied, in an array.
    private final class Transmission {
        let socket: DatagramSender

        init(_ number: Int, _ endpoint: SessionEndpoint) throws(SystemError) {
            let ports = SessionEndpoint.sourcePorts
            let route = DatagramSender.Route(
                to: endpoint.neighbor, port: endpoint.port, from: endpoint.source, sourcePorts: ports,
                hopLimit: endpoint.hopLimit)
            // tcpdump takes the first ports for those of other protocols.
            let first = Int(ports.lowerBound) + (number + 16) % ports.count
            socket = try DatagramSender(route, firstPort: UInt16(first))
        }
    }

    private static let bufferBytes: Int32 = 1 << 20
    /// Batches that one wake-up takes from one socket before others get their turn.
    private static let batchesPerWakeUp = 8

    private let loop: EventLoop
    private var receptions: [Listener: Reception] = [:]
    private var transmissions: [Transmission?] = []
    private var batch = ReceiveBatch()
    /// Called for every datagram.
    var onDatagram: (Listener, _ batch: borrowing ReceiveBatch, _ index: Int) -> Void = { _, _, _ in }
    /// Called when a wake-up's datagrams are all handed over.
    var onDrained: () -> Void = {}

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// Opens the socket that those sessions receive on; why it could not be opened.
    func listen(to listener: Listener) -> SystemError? {
        do throws(SystemError) {
            let reception = try Reception(listener)
            // Sockets come before timers: who was held up must hear a living neighbor before it is declared lost.
            reception.watch = try loop.onReadable(reception.socket.descriptor, priority: .high) {
                [unowned self] in
                drain(listener)
                onDrained()
            }
            receptions[listener] = reception
            return nil
        } catch {
            return error
        }
    }

    func stopListening(to listener: Listener) { receptions[listener] = nil }

    /// Takes in what has already arrived on every socket.
    func drainAll() {
        for listener in Listener.all { drain(listener) }
    }

    private func drain(_ listener: Listener) {
        for _ in 0..<Self.batchesPerWakeUp {
            // An error says nothing about other packets: those of UDP are answers to what somebody sent from this port.
            guard let reception = receptions[listener],
                let count = try? batch.receive(from: reception.socket), count > 0
            else { return }
            for index in 0..<count { onDatagram(listener, batch, index) }
            if count < ReceiveBatch.capacity { return }
        }
    }

    /// Opens the socket of a session; why it could not be opened.
    func open(_ number: Int, _ endpoint: SessionEndpoint) -> SystemError? {
        while transmissions.count <= number { transmissions.append(nil) }
        do throws(SystemError) {
            transmissions[number] = try Transmission(number, endpoint)
            return nil
        } catch {
            return error
        }
    }

    func close(_ number: Int) {
        guard transmissions.indices.contains(number) else { return }
        transmissions[number] = nil
    }

    /// Sends a packet of a session; why it could not be sent.
    func send(_ bytes: [UInt8], through number: Int) -> SystemError? {
        guard transmissions.indices.contains(number), let transmission = transmissions[number] else {
            return nil
        }
        do throws(SystemError) {
            try transmission.socket.send(bytes)
            return nil
        } catch {
            return error
        }
    }
}
