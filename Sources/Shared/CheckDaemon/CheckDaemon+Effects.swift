import Configuration
import HealthChecks
import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// Has something decided, and does what follows, in its order. What follows from that has its turn behind it.
    func decide(_ event: (inout Checking, inout [Checking.Act]) -> Void) {
        event(&checking, &acts)
        guard !isActing else { return }
        isActing = true
        var done = 0
        while done < acts.count {
            act(acts[done])
            done += 1
        }
        acts = []
        isActing = false
        arm()
    }

    private func act(_ act: Checking.Act) {
        switch act {
        case .begin(let index): begin(index)
        case .cancel(let id): cancel(id)
        case .table(let have, let want): table.change(from: have, to: want, at: MonotonicClock.now())
        case .perform(let effects, let model): perform(effects, describedBy: model)
        case .log(let level, let text): log(level, text)
        case .detail(let text): logDetail(text)
        }
    }

    /// Logs and notifies, in this order. What is gone is described by `old`.
    private func perform(_ effects: [SupervisionEffect], describedBy old: Model) {
        for effect in effects {
            if let line = effect.logLine { log(.info, line) }
            if let line = effect.fifoLine, let lost = pipes.write(line) {
                log(.warning, "\(lost) is full because nothing reads it; notifications are lost")
            }
            switch effect {
            case .server(let name, let liveness, let reason, _):
                notify(name, liveness, reason == .removed ? old : checking.model)
            case .quorum(let name, let liveness, let reason, _):
                notify(name, liveness, reason == .removed ? old : checking.model)
            case .checksSuspended, .checksResumed, .weight, .sorryServer, .aliveServers, .serverAdded,
                .serviceRemoved, .serverShutDown:
                break
            }
        }
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
                    id: makeRequestID(), lane: lane, policy: .queue, words: command.words,
                    identity: command.identity, timeoutMilliseconds: 0)))
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
