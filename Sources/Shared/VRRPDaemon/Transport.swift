import EventLoop
import NetworkTypes
import SystemCalls

/// The VRRP sockets of the process: one for each endpoint, however many instances share it.
final class Transport {
    /// An open socket and the watch on it.
    final class Channel {
        let endpoint: Endpoint
        let linkIndex: Int32
        /// The interface as the election knows it; it changes when a reload counts interfaces anew.
        var interface = -1
        fileprivate var socket: AdvertisementSocket
        private var receiveBufferBytes = Int(Transport.bufferBytes)
        fileprivate var watch: EventSource?

        fileprivate init(endpoint: Endpoint, linkIndex: Int32) throws(SystemError) {
            self.endpoint = endpoint
            self.linkIndex = linkIndex
            socket = try AdvertisementSocket(
                family: endpoint.family, interface: (endpoint.interface, linkIndex),
                boundTo: endpoint.boundSource)
            if case .multicast(let group) = endpoint.mode { try socket.join(group) }
            // Hundreds of masters may advertise at the same moment; a socket's default holds about 270 packets.
            try socket.setReceiveBuffer(bytes: Transport.bufferBytes)
            try socket.setSendBuffer(bytes: Transport.bufferBytes)
            if let hops = endpoint.hopLimit { try socket.setUnicastHopLimit(hops) }
        }

        /// `kernel_rx_buf_size`: the greatest wish of the instances that share the socket counts.
        func enlargeReceiveBuffer(bytes: Int) {
            guard bytes > receiveBufferBytes else { return }
            receiveBufferBytes = bytes
            // The buffer stays as it is where the kernel does not take the size.
            try? socket.setReceiveBuffer(bytes: Int32(clamping: bytes))
        }
    }

    static let bufferBytes: Int32 = 2 << 20
    /// Batches that one wake-up takes from one socket before others get their turn.
    static let batchesPerWakeUp = 16

    private let loop: EventLoop
    private var channels: [Endpoint: Channel] = [:]
    /// The same channels in the order of their opening, so that nothing depends on hashing.
    private var order: [Channel] = []
    private var receiveBatch = ReceiveBatch()
    private var sendBatch = SendBatch()
    /// Called for every datagram, with the payload as the kernel gives it (IPv4: with its header).
    var onDatagram: (_ channel: Channel, _ datagram: borrowing ReceiveBatch, _ index: Int) -> Void = {
        _, _, _ in
    }
    /// Called when a wake-up's datagrams are all handed over.
    var onDrained: () -> Void = {}

    init(loop: EventLoop) {
        self.loop = loop
    }

    func channel(_ endpoint: Endpoint) -> Channel? { channels[endpoint] }

    /// Opens the socket of an endpoint, again if the interface was replaced by another of its name.
    func open(_ endpoint: Endpoint, linkIndex: Int32) throws(SystemError) {
        if let channel = channels[endpoint], channel.linkIndex == linkIndex { return }
        remove(endpoint)
        let channel = try Channel(endpoint: endpoint, linkIndex: linkIndex)
        // Sockets come before timers: a process that was held up must hear a living master before it declares it dead.
        let descriptor = channel.socket.descriptor
        channel.watch = try loop.onReadable(descriptor, priority: .high) { [unowned self, unowned channel] in
            drain(channel)
            onDrained()
        }
        channels[endpoint] = channel
        order.append(channel)
    }

    /// Closes every socket that no endpoint of the list needs.
    func close(allBut needed: Set<Endpoint>) {
        for channel in order where !needed.contains(channel.endpoint) { remove(channel.endpoint) }
    }

    private func remove(_ endpoint: Endpoint) {
        channels[endpoint] = nil
        order.removeAll { $0.endpoint == endpoint }
    }

    /// Takes in what has already arrived on every socket.
    func drainAll() {
        for channel in order { drain(channel) }
    }

    /// Adds a packet to those that `flush` sends together.
    func enqueue(_ bytes: [UInt8], to destination: IPAddress) {
        sendBatch.append(bytes, to: destination)
    }

    /// Whether one system call sends no more than what is queued.
    var isFull: Bool { sendBatch.isFull }

    /// Sends what is queued on that channel; the first failure.
    func flush(on channel: Channel) -> SystemError? { sendBatch.flush(on: channel.socket).firstError }

    private func drain(_ channel: Channel) {
        for _ in 0..<Self.batchesPerWakeUp {
            // A receive error (an ICMP answer to a unicast advert, a link that went down) says nothing about other
            // packets; link trouble itself is told by netlink.
            guard let count = try? receiveBatch.receive(from: channel.socket), count > 0 else { return }
            for index in 0..<count { onDatagram(channel, receiveBatch, index) }
            if count < ReceiveBatch.capacity { return }
        }
    }
}
