import Glibc
import Netlink
import NetworkState
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualRouting

extension VRRPDaemon {
    /// Closer deadlines than this come before log lines and scripts: a great takeover is one event to the network.
    private static let rushGap: Duration = .milliseconds(2)
    /// How long log lines and scripts may wait for that.
    static let laterLimit: Duration = .milliseconds(50)

    /// Whether log lines and scripts have their turn, before something that is due at `deadline`.
    func isRoomForLater(before deadline: MonotonicInstant?, since: MonotonicInstant, at now: MonotonicInstant)
        -> Bool
    {
        guard let deadline, deadline - now < Self.rushGap else { return true }
        return now - since >= Self.laterLimit
    }

    /// Does the acts, and those that follow from their answers, until none is left. Log lines and scripts are put off.
    func perform() {
        while !acts.isEmpty {
            var batch: [Act] = []
            swap(&batch, &acts)
            for act in batch { perform(act) }
            transport.flush()
            if !announcer.isEmpty { flushAnnouncements() }
            guard acts.isEmpty else { continue }
            // The room stays: the next advertisements need none made.
            batch.removeAll(keepingCapacity: batch.count <= 1024)
            swap(&batch, &acts)
        }
    }

    private func perform(_ act: Act) {
        switch act {
        case .send(let number, let packet, let destination):
            return transport.send(packet, to: destination, through: number)
        case .announce(let frame, let linkIndex):
            if announcer.isFull { flushAnnouncements() }
            return announcer.append(frame, interfaceIndex: linkIndex)
        case .run, .cancel, .log, .ready, .mastership:
            if waitingSince == nil { waitingSince = MonotonicClock.now() }
            return laterActs.append(act)
        case .open, .close, .enlarge, .change: break
        }
        transport.flush()
        switch act {
        case .open(let number, let endpoint, let bytes): open(number, endpoint, bytes)
        case .close(let number): transport.close(number)
        case .enlarge(let number, let bytes): transport.enlarge(number, receiveBufferBytes: bytes)
        case .change(let changes): apply(changes)
        case .send, .announce, .run, .cancel, .log, .ready, .mastership: break
        }
    }

    /// Does what was put off.
    func performLater() {
        waitingSince = nil
        for act in laterActs {
            switch act {
            case .run(let request): supervisor.send(.run(request))
            case .cancel(let lane): supervisor.send(.cancel(lane: lane))
            case .mastership(let instance, let isMaster):
                supervisor.send(.mastership(instance: instance, isMaster: isMaster))
            case .log(let line): log(line)
            case .ready: supervisor.send(.ready)
            case .open, .close, .enlarge, .send, .change, .announce: break
            }
        }
        laterActs.removeAll(keepingCapacity: laterActs.count <= 64)
    }

    func log(_ line: LogLine) {
        guard line.detail <= options.detailLevel else { return }
        supervisor.log(line.level, line.text(processName: ProcessNames.name(ofPort:)))
    }

    private func open(_ number: Int, _ endpoint: Endpoint, _ receiveBufferBytes: Int) {
        var failure: String?
        do throws(SystemError) {
            try transport.open(number, endpoint, receiveBufferBytes: receiveBufferBytes)
        } catch {
            failure = error.description
        }
        routing.opened(number, failure: failure, at: MonotonicClock.now(), into: &acts)
    }

    private func apply(_ changes: [AddressChange]) {
        let outcomes = zip(changes, connection.apply(changes)).map { change, failure -> ChangeOutcome in
            guard let failure else { return .made }
            return change.isNeedless(after: failure) ? .needless : .refused(failure.description)
        }
        routing.changed(changes, outcomes, at: MonotonicClock.now(), into: &acts)
    }

    private func flushAnnouncements() {
        // An interface that just went down cannot announce; netlink reports it.
        guard let failure = announcer.flush().firstError, failure.errno != ENETDOWN, failure.errno != ENXIO
        else { return }
        acts.append(.log(.sendFailed(interface: "announcements", failure.description)))
    }
}

extension AddressChange {
    /// Whether the failure only says that nothing was left to do.
    fileprivate func isNeedless(after failure: SystemError) -> Bool {
        switch action {
        case .add: failure.errno == EEXIST
        case .remove: failure.errno == EADDRNOTAVAIL || failure.errno == ENODEV
        }
    }
}
