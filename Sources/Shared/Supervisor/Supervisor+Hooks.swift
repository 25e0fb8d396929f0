import Configuration
import EventLoop
import Notifications
import SystemCalls
import Timing

extension Supervisor {
    /// Runs `startup_script` before any child starts. The daemon waits for it, up to its time limit.
    func runStartupScript() throws(SystemError) {
        guard let command = loaded.global.startupScript else { return }
        try run(command, named: "startup_script", limit: loaded.global.startupScriptTimeout)
    }

    /// Runs `shutdown_script` after all children have ended.
    func runShutdownScript() throws(SystemError) {
        guard let command = loaded.global.shutdownScript else { return }
        try run(command, named: "shutdown_script", limit: loaded.global.shutdownScriptTimeout)
    }

    /// Runs one command in an event loop of its own, so that nothing else happens meanwhile.
    private func run(_ command: Command, named name: String, limit: Duration) throws(SystemError) {
        let loop = try EventLoop()
        var outcome: RunOutcome?
        let runner = try ScriptRunner(
            loop: loop, answer: { _, ended in outcome = ended },
            log: { [output] text in output.warning(text) })
        runner.onEnd = { loop.exit(0) }
        runner.request(RunRequest(0, command, lane: name, policy: .skipIfBusy, limit: limit))
        if outcome == nil { _ = try loop.run() }
        switch outcome {
        case .exited(0): output.info("\(name) succeeded")
        case .exited(let status): output.warning("\(name) exited with status \(status)")
        case .signalled(let number): output.warning("\(name) was killed by signal \(number)")
        case .timedOut: output.warning("\(name) took longer than \(limit) and was killed")
        case .notStarted(let call, let errno):
            output.error(
                "Cannot run \(name): \(SystemError(call: call, errno: errno, object: command.text))")
        case .stillRunning, .dropped, nil: break
        }
    }
}
