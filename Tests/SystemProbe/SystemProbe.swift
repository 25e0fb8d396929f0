import Glibc
import SystemCalls

/// What tests need a process of its own for; each word of the command line's first place is one thing.
@main
enum SystemProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case RunAs.word: RunAs.main(arguments)
        case "hold-pid-file": holdPIDFile(arguments[2])
        case "answer-channel": try answerChannel(Int32(arguments[2]) ?? -1)
        case "daemonise": try daemonise(arguments[2])
        case "keep-child": try keepChild()
        default: exit(64)
        }
    }

    /// Holds a PID file until standard input ends; says `ready`, or who holds it.
    private static func holdPIDFile(_ path: String) {
        do {
            let file = try PIDFile(path: path)
            say("ready")
            waitForEnd()
            withExtendedLifetime(file.path) {}
        } catch {
            say("\(error)")
        }
    }

    /// Takes one message with an open file, writes the bytes to the file, and answers `written`.
    private static func answerChannel(_ number: Int32) throws {
        let channel = try ChannelSocket(adopting: FileDescriptor(adopting: number))
        for _ in 0..<500 {
            switch try channel.receive() {
            case .nothing: usleep(10_000)
            case .closed: exit(65)
            case .message(var message):
                guard let file = message.takeDescriptor() else { exit(66) }
                try Files.write(message.bytes, to: file.number)
                exit(try channel.send(Array("written".utf8)) ? 0 : 67)
            }
        }
        exit(68)
    }

    /// Goes into the background and writes its process, session and parent to a file.
    private static func daemonise(_ path: String) throws {
        try ProcessAttributes.daemonise()
        let file = try Files.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        try Files.write(Array("\(getpid()) \(getsid(0)) \(getpgrp())\n".utf8), to: file.number)
    }

    /// Starts a child that gets a signal when this process dies, and says its number.
    private static func keepChild() throws {
        var spawn = Spawn(words: ["sleep", "100"])
        spawn.parentDeathSignal = SIGTERM
        let child = try spawn.start()
        say(String(child.process))
        waitForEnd()
    }

    private static func say(_ text: String) {
        // A test that does not hear it fails.
        try? Files.write(Array((text + "\n").utf8), to: STDOUT_FILENO)
    }

    private static func waitForEnd() {
        _ = try? Files.read(STDIN_FILENO, limitBytes: 1024)
    }
}
