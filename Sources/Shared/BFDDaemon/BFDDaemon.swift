import BFD
import Configuration
import EventLoop
import Logging
import PacketFormats
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing

/// The BFD process: it owns the sockets and the event loop, hands what happens to `SessionTable`, and does its acts.
///
/// It tells the other processes which sessions are up, by a topic.
final class BFDDaemon: ChildService {
    static let description = ChildDescription(
        command: "vrrp", syslogIdentity: "Keepalived_bfd", rights: "CAP_NET_ADMIN", scope: .sessions,
        tuning: \.bfdProcess)

    /// How late a deadline may become before everything that has arrived is heard first.
    private static let patience: Duration = .milliseconds(1)

    private let frame: ChildFrame
    private let sockets: SessionSockets
    /// The sessions of the configuration in force.
    private var sessions: [BFDInstance] = []
    private var table = SessionTable(seed: UInt64.random(in: 0...UInt64.max))
    /// What was decided and not done yet.
    private var acts: [SessionAct] = []
    private var timer: EventTimer?
    /// Whether a session has changed its state since the others were told.
    private var isNews = false

    init(frame: ChildFrame) throws(SystemError) {
        self.frame = frame
        sockets = SessionSockets(loop: frame.loop)
        timer = try frame.loop.makeTimer { [unowned self] in act() }
        sockets.onDatagram = { [unowned self] listener, batch, index in receive(listener, batch, index) }
        sockets.onDrained = { [unowned self] in
            settle()
            // Under a flood of packets the timer, which comes after the sockets, would never have its turn.
            if isLate { act() }
        }
    }

    // MARK: life

    func start(_ model: Model) { reload(model) }

    func reload(_ model: Model) {
        sessions = model.sessions
        table.configure(model.sessions.map(\.session), at: MonotonicClock.now(), into: &acts)
        isNews = true
        settle()
    }

    func dump(_ kind: DumpKind) -> ChildDump? {
        guard kind == .data else { return nil }
        return ChildDump(name: "keepalived_bfd.data", text: SessionDump.text(of: sessions, table))
    }

    /// The neighbors are told that the sessions end.
    func stop() {
        table.stop(into: &acts)
        perform()
    }

    // MARK: what happens

    private func receive(_ listener: Listener, _ batch: borrowing ReceiveBatch, _ index: Int) {
        let datagram = Datagram(
            source: batch.source(of: index), destination: batch.destination(of: index),
            hopLimit: batch.hopLimit(of: index), listener: listener)
        let now = MonotonicClock.now()
        batch.withPayload(of: index) { (payload: Span<UInt8>) -> Void in
            table.receive(payload, datagram, at: now, into: &acts)
        }
        // An answer to a poll does not wait for the datagrams behind it.
        if !acts.isEmpty { perform() }
    }

    private var isLate: Bool { table.deadline.map { MonotonicClock.now() - $0 > Self.patience } ?? false }

    private func act() {
        // What was held up must hear living neighbors before it declares them lost.
        if isLate { sockets.drainAll() }
        table.timeout(at: MonotonicClock.now(), into: &acts)
        settle()
    }

    /// Does what was decided, tells the others, and sets the timer. Ends every event.
    private func settle() {
        perform()
        if isNews {
            isNews = false
            let up = table.statuses.filter(\.isAlive).map(\.settings.name)
            frame.supervisor.publish(SessionStates.topic, SessionStates(up: Set(up)).encoded)
        }
        if let due = table.deadline { timer?.advance(to: due) }
    }

    // MARK: acts

    /// Does the acts, and those that follow from their answers, until none is left.
    private func perform() {
        var next = 0
        while next < acts.count {
            perform(acts[next])
            next += 1
        }
        acts.removeAll(keepingCapacity: true)
    }

    private func perform(_ act: SessionAct) {
        switch act {
        case .send(let number, let bytes):
            table.sent(number, failure: sockets.send(bytes, through: number)?.description, into: &acts)
        case .open(let number, let endpoint):
            let failure = sockets.open(number, endpoint)
            table.opened(number, failure: failure?.description, at: MonotonicClock.now(), into: &acts)
        case .close(let number): sockets.close(number)
        case .listen(let listener):
            let failure = sockets.listen(to: listener)
            table.listens(listener, failure: failure?.description, at: MonotonicClock.now(), into: &acts)
        case .stopListening(let listener): sockets.stopListening(to: listener)
        case .report(let report):
            isNews = true
            frame.supervisor.log(.info, report.description)
        case .note(let note): frame.supervisor.log(note.isTrouble ? .warning : .info, note.description)
        }
    }
}
