import Configuration
import Election
import NetworkState
import NetworkTypes
import Notifications
import PacketFormats
import Testing
import Timing

@testable import Simulation
@testable import VirtualRouting

/// One process on a simulated machine, driven by the text of its file: what happens to it goes in, what it did is kept.
struct Scene {
    /// A packet that left through an open socket.
    struct Sent {
        var time: MonotonicInstant
        var endpoint: Endpoint
        var destination: IPAddress
        var packet: [UInt8]

        /// Without the IP header.
        var message: ArraySlice<UInt8> { packet[(destination.family == .ipv4 ? 20 : 0)...] }
        var virtualRouterID: UInt8 { message[message.startIndex + 1] }
        var priority: UInt8 { message[message.startIndex + 2] }
        /// All but the IPv4 identification, which counts up.
        var bytes: [UInt8] {
            destination.family == .ipv4 ? Array(packet[..<4] + packet[6...]) : packet
        }
    }

    static let peer = IPAddress.ipv4(IPv4Address(10, 44, 0, 2))

    var routing: VirtualRouting
    var kernel = SimulatedKernel()
    private(set) var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    private(set) var sent: [Sent] = []
    /// The addresses that were announced.
    private(set) var announced: [IPAddress] = []
    private(set) var lines: [LogLine] = []
    /// The lines for the FIFOs.
    private(set) var reported: [String] = []
    private(set) var runs: [RunRequest] = []
    private(set) var mails: [Mail] = []
    /// Packets that were to leave through a socket that is not open.
    private(set) var lost = 0
    /// What tracked scripts exit with.
    var scriptStatus: Int32 = 0

    /// A machine with eth0 (10.44.0.1/24, fe80::1/64) and eth1 (10.45.0.1/24).
    init() throws {
        var options = VirtualRouting.Options()
        options.detailLevel = 1
        routing = VirtualRouting(options: options)
        let own = try ["10.44.0.1", "fe80::1", "10.45.0.1"].map { try #require(IPAddress($0)) }
        kernel.plugIn("eth0", lan: 0, [(own[0], 24), (own[1], 64)])
        kernel.plugIn("eth1", lan: 1, [(own[2], 24)])
    }

    // MARK: what happens

    /// The process starts with this file.
    mutating func start(_ text: String) {
        kernel.reports = []
        let (model, table) = (SimulatedHost.load(text: text).model, kernel.table)
        event { $0.start(model, on: table, at: $1, into: &$2) }
    }

    /// The process reads this file.
    mutating func reload(_ text: String) {
        let model = SimulatedHost.load(text: text).model
        event { $0.reload(model, at: $1, into: &$2) }
    }

    /// The shell reads a tracked file.
    mutating func read(_ path: String, _ content: FileContent) {
        event { $0.fileRead(path, content, at: $1, into: &$2) }
    }

    /// Something happens to the machine, and the process hears of it.
    mutating func machine(_ act: (inout SimulatedKernel) -> Void) {
        act(&kernel)
        readReports()
    }

    /// The next `duration` passes.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        while let deadline = routing.deadline, deadline <= end {
            now = max(now, deadline)
            event { $0.timeout(at: $1, into: &$2) }
        }
        now = end
    }

    /// A message arrives at the first socket that is open.
    mutating func hear(
        _ message: VRRPMessage, from source: IPAddress = Scene.peer, to destination: IPAddress,
        checksummedTo other: IPAddress? = nil, _ coverage: VRRPChecksumCoverage
    ) {
        let bytes = message.encoded(from: source, to: other ?? destination, checksum: coverage)
        guard let number = kernel.sockets.keys.min() else { return }
        guard case .ipv4(let from) = source, case .ipv4(let to) = destination else {
            return event {
                $0.receive(
                    bytes.span, on: number, from: source, to: destination, hopLimit: 255, at: $1, into: &$2)
            }
        }
        var datagram: [UInt8] = []
        IPv4Header(source: from, destination: to, payloadBytes: bytes.count, identification: 1)
            .encode(into: &datagram)
        datagram += bytes
        event {
            $0.receive(
                datagram.span, on: number, from: source, to: nil, hopLimit: nil, at: $1, into: &$2)
        }
    }

    /// The process stops.
    mutating func stop() { event { $0.stop(at: $1, into: &$2) } }

    /// The BFD process says which sessions are up.
    mutating func sessions(_ up: Set<String>) { event { $0.sessionsReported(up, at: $1, into: &$2) } }

    /// The supervisor says which tracked processes have a quorum.
    mutating func quorums(_ quorums: [String: Bool]) {
        event { $0.quorumsReported(quorums, at: $1, into: &$2) }
    }

    /// Forgets what was done so far.
    mutating func clear() {
        sent = []
        announced = []
        lines = []
        reported = []
        runs = []
        mails = []
    }

    // MARK: what is

    func state(_ name: String) -> State? {
        routing.model.instances.firstIndex { $0.name == name }.map { routing.election.state(instance: $0) }
    }

    func faults(_ name: String) -> [FaultReason] {
        routing.model.instances.firstIndex { $0.name == name }
            .map { routing.election.faultReasons(instance: $0) } ?? []
    }

    /// The addresses of an interface, as text.
    func addresses(on name: String) -> [String] {
        let index = kernel.port(named: name)?.link.index
        return kernel.addresses.filter { $0.linkIndex == index }.map { "\($0.address)/\($0.prefixLength)" }
    }

    // MARK: the process's shell

    private mutating func event(_ act: (inout VirtualRouting, MonotonicInstant, inout [Act]) -> Void) {
        var acts: [Act] = []
        act(&routing, now, &acts)
        while !acts.isEmpty {
            let batch = acts
            acts = []
            for act in batch { perform(act, into: &acts) }
        }
        readReports()
    }

    private mutating func readReports() {
        let reports = kernel.reports
        guard !reports.isEmpty else { return }
        kernel.reports = []
        event { routing, now, acts in
            routing.kernelReported(reports, ownPortID: SimulatedKernel.ownPortID, at: now, into: &acts)
        }
    }

    private mutating func perform(_ act: Act, into acts: inout [Act]) {
        switch act {
        case .open(let number, let endpoint, _):
            routing.opened(number, failure: kernel.open(number, endpoint), at: now, into: &acts)
        case .close(let number): kernel.sockets[number] = nil
        case .send(let number, let packet, let destination):
            guard let endpoint = kernel.sockets[number] else { return lost += 1 }
            sent.append(Sent(time: now, endpoint: endpoint, destination: destination, packet: packet))
        case .change(let changes):
            let outcomes = changes.map { kernel.apply($0, portID: SimulatedKernel.ownPortID) }
            routing.changed(changes, outcomes, at: now, into: &acts)
        case .readInterfaces:
            guard kernel.isReadable else {
                return routing.cannotReadInterfaces("no memory", at: now, into: &acts)
            }
            routing.readAgain(kernel.table, at: now, into: &acts)
        case .proceed: routing.proceed(at: now, into: &acts)
        case .announce(let frame, _): announced.append(Self.announcedAddress(frame))
        case .run(let request):
            runs.append(request)
            routing.ranScript(request.id, .exited(scriptStatus), at: now, into: &acts)
        case .log(let line): lines.append(line)
        case .report(let line): reported.append(line)
        case .mail(let mail): mails.append(mail)
        case .enlarge, .cancel, .mastership: break
        }
    }

    /// RFC 826 and RFC 4861: the sender's IPv4 address, the target's IPv6 address.
    private static func announcedAddress(_ frame: [UInt8]) -> IPAddress {
        guard frame[12] == 0x08 else {
            return .ipv6(
                IPv6Address(
                    groups: (0..<8).map { UInt16(frame[62 + 2 * $0]) << 8 | UInt16(frame[63 + 2 * $0]) }))
        }
        return .ipv4(IPv4Address(frame[28], frame[29], frame[30], frame[31]))
    }
}
