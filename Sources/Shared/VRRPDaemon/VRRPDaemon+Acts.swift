import Glibc
import Logging
import Netlink
import NetworkState
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualRouting

extension VRRPDaemon {
    /// Does the acts, and those that follow from their answers, until none is left.
    func perform() {
        while !acts.isEmpty {
            var batch: [Act] = []
            swap(&batch, &acts)
            for act in batch { perform(act) }
            flush()
            guard acts.isEmpty else { continue }
            // Room for the advertisements of a moment stays; that of a great takeover goes.
            batch.removeAll(keepingCapacity: batch.count <= 256)
            swap(&batch, &acts)
        }
    }

    private func perform(_ act: Act) {
        switch act {
        case .send(let number, let packet, let destination):
            return transport.send(packet, to: destination, through: number)
        case .announce(let frame, let linkIndex):
            if announcer.isFull { flush() }
            return announcer.append(frame, interfaceIndex: linkIndex)
        default: break
        }
        flush()
        switch act {
        case .send, .announce: break
        case .open(let number, let endpoint, let bytes): open(number, endpoint, bytes)
        case .close(let number): transport.close(number)
        case .enlarge(let number, let bytes): transport.enlarge(number, receiveBufferBytes: bytes)
        case .change(let wanted): changes = wanted
        case .readInterfaces: readInterfacesAgain()
        case .proceed: routing.proceed(at: MonotonicClock.now(), into: &acts)
        case .report(let line): report(line)
        case .run(let request): frame.supervisor.run(request)
        case .mail(let mail): frame.supervisor.mail(mail)
        case .cancel(let lane): frame.supervisor.cancel(lane: lane)
        case .mastership(let followed):
            let mastership = followed.map { Mastership(instance: $0.name, isMaster: $0.isMaster) }
            frame.supervisor.publish(Mastership.topic, mastership?.encoded)
        case .log(let line): log(line)
        }
    }

    /// Does what was collected: sends the packets, then makes the changes and sends the announcements that follow them.
    private func flush() {
        transport.flush()
        guard !changes.isEmpty else { return flushAnnouncements() }
        let made = changes
        changes = []
        // Nobody waits for the kernel's answers: it has made the changes once they are sent.
        let failures = connection.apply(made) { flushAnnouncements() }
        let outcomes = zip(made, failures).map { change, failure -> ChangeOutcome in
            guard let failure else { return .made }
            return change.isNeedless(after: failure) ? .needless : .refused(failure.description)
        }
        routing.changed(made, outcomes, at: MonotonicClock.now(), into: &acts)
        flushAnnouncements()
    }

    private func readInterfacesAgain() {
        do throws(SystemError) {
            routing.readAgain(try readInterfaces(), at: MonotonicClock.now(), into: &acts)
        } catch {
            routing.cannotReadInterfaces(error.description, at: MonotonicClock.now(), into: &acts)
        }
    }

    private func report(_ line: String) {
        for warning in pipes.write(line, at: MonotonicClock.now()) { frame.supervisor.log(.warning, warning) }
    }

    func log(_ line: LogLine) {
        guard line.detail <= frame.options.detailLevel else { return }
        frame.supervisor.log(line.level, line.text(processName: ProcessNames.name(ofPort:)))
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

    private func flushAnnouncements() {
        guard !announcer.isEmpty else { return }
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
