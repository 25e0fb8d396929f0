import Configuration
import HealthChecks
import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// Tells the supervision of one service something: the kernel's table follows, then scripts and logs.
    func change(
        service: Int, _ event: (inout ServiceSupervision, inout [SupervisionEffect]) -> Void
    ) {
        let before = supervision.wanted(service: service)
        var effects: [SupervisionEffect] = []
        event(&supervision, &effects)
        guard !effects.isEmpty else { return }
        table.change(from: before, to: supervision.wanted(service: service), at: MonotonicClock.now())
        perform(effects, model)
    }

    /// Logs and notifies, in this order. What is gone is described by `old`.
    func perform(_ effects: [SupervisionEffect], _ old: Model) {
        var isRestNew = false
        for effect in effects {
            if let line = effect.logLine { log(.info, line) }
            if let line = effect.fifoLine, let lost = pipes.write(line) {
                log(.warning, "\(lost) has no room: nobody reads it, and notifications are lost")
            }
            switch effect {
            case .server(let name, let liveness, let reason, _):
                notify(name, liveness, reason == .removed ? old : model)
            case .quorum(let name, let liveness, let reason, _):
                notify(name, liveness, reason == .removed ? old : model)
            case .checksSuspended, .checksResumed: isRestNew = true
            case .weight, .sorryServer, .aliveServers, .serverAdded, .serviceRemoved, .serverShutDown: break
            }
        }
        if isRestNew { restResting(at: MonotonicClock.now()) }
    }

    private func notify(_ name: ServerName, _ liveness: Liveness, _ model: Model) {
        let server = model.virtualServer(name.service)?.realServers
            .first { $0.destination.id == name.server }
        guard let command = liveness == .up ? server?.notifyUp : server?.notifyDown else { return }
        run(command, lane: "RS \(name) \(name.service)")
    }

    private func notify(_ name: ServiceName, _ liveness: Liveness, _ model: Model) {
        let server = model.virtualServer(name)
        guard let command = liveness == .up ? server?.quorumUp : server?.quorumDown else { return }
        run(command, lane: "VS \(name)")
    }

    /// Notifications of one server or service run one after the other; a new one waits for the last.
    private func run(_ command: Command, lane: String) {
        supervisor.send(
            .run(
                RunRequest(
                    id: nextRequest, lane: lane, policy: .queue, words: command.words,
                    identity: command.identity, timeoutMilliseconds: 0)))
        nextRequest += 1
    }

    // MARK: - What is logged of checks

    func tell(_ effect: RetryMachine.Effect, of index: Int) {
        switch effect {
        case .check, .weight: break
        case .up: log(.info, "\(subject(of: index)) succeeded.")
        case .failedAttempt(let failure, let attempt, let attempts):
            log(.info, "\(subject(of: index)) failed (attempt \(attempt) of \(attempts)): \(failure)")
        case .down(let failure, let retries):
            let after = retries == 0 ? "" : " after \(retries) \(retries == 1 ? "retry" : "retries")"
            log(.info, "\(subject(of: index)) failed\(after): \(failure)")
        }
    }

    /// `TCP_CHECK on service [192.0.2.1]:tcp:80`, and how many others depend on it.
    func subject(of index: Int) -> String {
        let check = register[index]
        guard let place = check.places.first else { return check.kind.blockName }
        let server = model.virtualServers[place.service].realServers[place.server]
        let name = ServerName(server.destination.id, of: model.virtualServers[place.service].name)
        let others = check.places.count - 1
        let also = others == 0 ? "" : " (and \(others) more)"
        if case .misc(let program) = check.kind {
            return "Misc check for [\(name) VS \(name.service)]\(also) by [\(program.command.text)]"
        }
        return "\(check.kind.blockName) on service \(name)\(also)"
    }
}

extension Command {
    var identity: RunRequest.Identity? {
        credentials.map {
            RunRequest.Identity(
                userID: $0.userID, groupID: $0.groupID, supplementaryGroupIDs: $0.supplementaryGroupIDs)
        }
    }
}
