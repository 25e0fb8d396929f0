import EventLoop
import ProcessMessages
import SupervisedChild
import SystemCalls

/// The checker process: it owns the checks and the kernel's table of virtual servers.
final class CheckDaemon {
    let options: ChildOptions
    let loop: EventLoop
    let supervisor: SupervisorLink

    init(options: ChildOptions, channel: consuming ChannelSocket) throws(SystemError) {
        self.options = options
        loop = try EventLoop()
        supervisor = try SupervisorLink(
            channel: channel, loop: loop, identity: "Keepalived_healthcheckers", options: options)
    }

    /// Runs until told to stop; the exit status of the process.
    func run() throws(SystemError) -> Int32 { try loop.run() }
}
