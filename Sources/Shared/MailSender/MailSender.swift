import Glibc
import MailTransfer
import Notifications
import ProcessMessages
import SystemCalls

/// The process that sends a batch of mails: a job on standard input, a line for each mail on standard output.
///
/// It lives as long as the batch, so that a server that hangs holds up nothing else.
public enum MailSender {
    /// The first argument that starts it.
    public static let word = "send-mail"
    /// How long the server may take to say goodbye.
    private static let farewellSeconds: UInt32 = 2
    private static let jobLimitBytes = 1024 * 1024

    /// Sends the mails; the exit status.
    public static func run() -> Int32 {
        do throws(SystemError) {
            try ProcessAttributes.setParentDeathSignal(SIGKILL)
            try ProcessAttributes.setName("vrrp-mail")
            // Loading libcurl takes 15 ms of a processor that elections and checks may need.
            try ProcessAttributes.setNice(10)
            Signals.ignore(SIGPIPE)
            let bytes = try MemoryFile.read(STDIN_FILENO, limitBytes: jobLimitBytes)
            guard let job = MailJob(bytes) else { return ExitStatus.failure }
            send(job)
            return ExitStatus.success
        } catch {
            report(.unreachable("\(error)"))
            return ExitStatus.failure
        }
    }

    private static func send(_ job: MailJob) {
        do throws(MailTransfer.Unavailable) {
            let transfer = try MailTransfer(job)
            for mail in job.mails {
                let outcome = transfer.send(mail)
                report(outcome)
                guard outcome.allowsNext else { break }
            }
            // The outcome of every mail is reported: nobody minds if this ends the process.
            _ = alarm(farewellSeconds)
            withExtendedLifetime(transfer) {}
        } catch {
            report(.unreachable(error.reason))
        }
    }

    private static func report(_ outcome: MailQueue.Outcome) { StandardStream.output.write(outcome.line) }
}
