import EventLoop
import NetworkTypes
import SystemCalls
import VirtualRouting

/// The VRRP sockets of the process, by the numbers of their endpoints.
final class Transport {
    /// An open socket and the watch on it.
    private final class Channel {
        var socket: AdvertisementSocket
        var receiveBufferBytes = Int(Transport.bufferBytes)
        var watch: EventSource?

        init(_ endpoint: Endpoint) throws(SystemError) {
            socket = try AdvertisementSocket(
                family: endpoint.family, interface: (endpoint.interface, endpoint.linkIndex),
                boundTo: endpoint.boundSource)
            if case .multicast(let group) = endpoint.mode { try socket.join(group) }
            // Hundreds of masters may advertise at the same moment; a socket's default holds about 270 packets.
            try socket.setReceiveBuffer(bytes: Transport.bufferBytes)
            try socket.setSendBuffer(bytes: Transport.bufferBytes)
            if let hops = endpoint.hopLimit { try socket.setUnicastHopLimit(hops) }
        }
    }

    static let bufferBytes: Int32 = 2 << 20
    /// Batches that one wake-up takes from one socket before others get their turn.
    private static let batchesPerWakeUp = 16

    private let loop: EventLoop
    private var channels: [Channel?] = []
    private var receiveBatch = ReceiveBatch()
    private var sendBatch = SendBatch()
    /// The socket that the queued packets are for.
    private var sending = -1
    /// Called for every datagram, with the payload as the kernel gives it (IPv4: with its header).
    var onDatagram: (_ number: Int, _ datagram: borrowing ReceiveBatch, _ index: Int) -> Void = { _, _, _ in }
    /// Called when a wake-up's datagrams are all handed over.
    var onDrained: () -> Void = {}
    /// Called with what sending through a socket came to.
    var onSent: (_ number: Int, SystemError?) -> Void = { _, _ in }

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// Opens the socket of an endpoint.
    func open(_ number: Int, _ endpoint: Endpoint, receiveBufferBytes: Int) throws(SystemError) {
        let channel = try Channel(endpoint)
        // Sockets come before timers: a process that was held up must hear a living master before it declares it dead.
        channel.watch = try loop.onReadable(channel.socket.descriptor, priority: .high) { [unowned self] in
            drain(number)
            onDrained()
        }
        while channels.count <= number { channels.append(nil) }
        channels[number] = channel
        enlarge(number, receiveBufferBytes: receiveBufferBytes)
    }

    func close(_ number: Int) {
        guard channels.indices.contains(number) else { return }
        channels[number] = nil
    }

    /// `kernel_rx_buf_size`: the greatest wish of the instances that share the socket counts.
    func enlarge(_ number: Int, receiveBufferBytes bytes: Int) {
        guard channels.indices.contains(number), let channel = channels[number],
            bytes > channel.receiveBufferBytes
        else { return }
        channel.receiveBufferBytes = bytes
        // The buffer stays as it is where the kernel does not take the size.
        try? channel.socket.setReceiveBuffer(bytes: Int32(clamping: bytes))
    }

    /// Takes in what has already arrived on every socket.
    func drainAll() {
        for number in channels.indices { drain(number) }
    }

    /// Sends a packet together with those before it through the same socket, at the latest with `flush`.
    func send(_ bytes: [UInt8], to destination: IPAddress, through number: Int) {
        if number != sending || sendBatch.isFull { flush() }
        sending = number
        sendBatch.append(bytes, to: destination)
    }

    /// Sends what is queued.
    func flush() {
        guard !sendBatch.isEmpty, channels.indices.contains(sending), let channel = channels[sending] else {
            return
        }
        onSent(sending, sendBatch.flush(on: channel.socket).firstError)
    }

    private func drain(_ number: Int) {
        for _ in 0..<Self.batchesPerWakeUp {
            // A datagram may have closed the socket. A receive error (an ICMP answer to a unicast advertisement, a link
            // that went down) says nothing about other packets; netlink reports link trouble itself.
            guard let channel = channels[number],
                let count = try? receiveBatch.receive(from: channel.socket), count > 0
            else { return }
            for index in 0..<count { onDatagram(number, receiveBatch, index) }
            if count < ReceiveBatch.capacity { return }
        }
    }
}
