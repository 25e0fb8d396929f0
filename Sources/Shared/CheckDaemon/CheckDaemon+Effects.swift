import Configuration
import HealthChecks
import Logging
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// Feeds an event to the decisions and carries out their acts in order. Acts that follow from these are queued
    /// behind them.
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
        case .mail(let mail): supervisor.mail(mail)
        case .log(let level, let text): log(level, text)
        case .detail(let text): logDetail(text)
        }
    }

    /// Logs and notifies, in this order. `old` describes what a reload removed.
    private func perform(_ effects: [SupervisionEffect], describedBy old: Model) {
        for effect in effects {
            if let line = effect.logLine { log(.info, line) }
            guard let notification = Notification(effect) else { continue }
            for line in pipes.write(notification.fifoLine, at: MonotonicClock.now()) { log(.warning, line) }
            let model = effect.isRemoval ? old : checking.model
            runScripts(of: notification, describedBy: model)
            sendMail(about: effect, of: notification, describedBy: model)
        }
    }

    private func sendMail(
        about effect: SupervisionEffect, of notification: Notification, describedBy model: Model
    ) {
        guard checking.model.global.mail.isComplete, let mail = Mail(effect),
            let server = notification.service.flatMap(model.virtualServer), server.alertsByMail(effect)
        else { return }
        supervisor.mail(mail)
    }

    private func runScripts(of notification: Notification, describedBy model: Model) {
        guard let server = notification.service.flatMap(model.virtualServer) else { return }
        let commands = server.commands(for: notification)
        for request in notification.requests(commands, numbers: &runNumbers) {
            supervisor.run(request)
        }
    }
}

extension SupervisionEffect {
    /// Whether it reports something that a reload removed.
    fileprivate var isRemoval: Bool {
        switch self {
        case .server(_, _, because: .removed, _), .quorum(_, _, because: .removed, _): true
        default: false
        }
    }
}
