import Configuration
import ConfigurationSource
import EventLoop
import Glibc
import Notifications
import ProcessMessages
import SystemCalls
import Testing
import Timing

@testable import SupervisedChild

/// A service that writes down what it hears.
private final class RecordingService: ChildService {
    static let description = ChildDescription(
        command: "test", syslogIdentity: "test", rights: "nothing", scope: .everything,
        tuning: \.checkerProcess, topics: ["t"])

    var heard: [String] = []
    var startError: SystemError?

    private let frame: ChildFrame

    init(frame: ChildFrame) throws(SystemError) {
        self.frame = frame
    }

    func start(_ model: Model) throws(SystemError) {
        heard.append("start \(model.global.processName ?? "")")
        if let startError { throw startError }
    }

    func reload(_ model: Model) { heard.append("reload \(model.global.processName ?? "")") }
    func configurationIsInEffect() { heard.append("in effect") }
    func commandEnded(_ id: UInt64, _ outcome: RunOutcome) { heard.append("ended \(id) \(outcome)") }
    func topicChanged(_ topic: String, _ value: [UInt8]?) { heard.append("\(topic) \(value ?? [])") }
    func stop() { heard.append("stop") }

    func dump(_ kind: DumpKind) -> ChildDump? {
        kind == .data ? ChildDump(name: "test.data", text: "state") : nil
    }
}

@Suite("What every process has around its service")
struct ChildFrameTests {
    /// The frame of a service, and the supervisor's end of its channel.
    private final class Scene {
        let peer: ChannelSocket
        let frame: ChildFrame
        let service: RecordingService
        let path: String

        init(
            _ peer: consuming ChannelSocket, _ frame: ChildFrame, _ service: RecordingService, _ path: String
        ) {
            self.peer = peer
            self.frame = frame
            self.service = service
            self.path = path
        }

        static func make() throws -> Scene {
            let path = "/tmp/ha-frame-\(getpid())-\(UInt64.random(in: 0 ... .max))"
            let pair = try ChannelPair()
            let peer = pair.second
            var options = ChildOptions()
            options.configurationFile = path + ".conf"
            options.pidFile = path + ".pid"
            let frame = try ChildFrame(RecordingService.description, options: options, channel: pair.first)
            let service = try RecordingService(frame: frame)
            try frame.begin(service)
            return Scene(peer, frame, service, path)
        }

        deinit {
            // What is left behind would not disturb another run.
            try? Files.remove(path + ".conf")
            try? Files.remove(path + ".pid")
        }

        func configure(_ text: String) throws {
            try Files.replace(path + ".conf", with: Array(text.utf8), mode: 0o600)
            var host = RecordingHost(LocalHost())
            _ = Configuration.load(
                path: path + ".conf", configID: nil, networkNamespace: nil, checksAllIncludes: false,
                host: &host)
            try configure(transcript: host.transcript)
        }

        func configure(transcript: [UInt8]) throws {
            let file = try MemoryFile.sealed(transcript, name: "test")
            #expect(try peer.send(SupervisorMessage.configure.encoded, descriptor: file.number))
        }

        func send(_ message: SupervisorMessage) throws { #expect(try peer.send(message.encoded)) }

        /// What the supervisor gets, without log lines; and the lines.
        func messages() throws -> (messages: [ChildMessage], lines: [String]) {
            // A loop that has ended takes no more turns.
            while (try? frame.loop.turn(timeout: .milliseconds(20))) == true {}
            var messages: [ChildMessage] = []
            var lines: [String] = []
            while case .message(let message) = try peer.receive() {
                let decoded = try #require(ChildMessage(message.bytes))
                if case .log(_, let text) = decoded { lines.append(text) } else { messages.append(decoded) }
            }
            return (messages, lines)
        }
    }

    @Test("A process starts, reloads, hears of topics and commands, and stops")
    func life() throws {
        let scene = try Scene.make()
        #expect(try scene.messages().messages == [.subscribe(topic: "t")])
        try scene.configure("global_defs {\nprocess_name one\n}\n")
        let started = try scene.messages()
        #expect(started.messages == [.ready])
        #expect(started.lines == ["Startup complete"])
        #expect(try Files.read(scene.path + ".pid", limitBytes: 100) == Array("\(getpid())\n".utf8))
        try scene.configure("global_defs {\nprocess_name two\n}\n")
        let reloaded = try scene.messages()
        #expect(reloaded.messages == [.ready])
        #expect(reloaded.lines == ["Reload complete"])
        try scene.send(.ran(id: 3, .timedOut))
        try scene.send(.topic("t", value: [7]))
        try scene.send(.stop)
        #expect(try scene.frame.serve() == 0)
        #expect(try scene.messages().lines == ["Stopping", "Stopped"])
        // A service that holds its frame does not keep the file.
        #expect(throws: SystemError.self) { try Files.read(scene.path + ".pid", limitBytes: 100) }
        #expect(
            scene.service.heard == [
                "start one", "in effect", "reload two", "in effect", "ended 3 timedOut", "t [7]", "stop",
            ])
    }

    @Test("A damaged configuration is refused, and the old one stays")
    func refused() throws {
        let scene = try Scene.make()
        try scene.configure("global_defs {\nprocess_name one\n}\n")
        _ = try scene.messages()
        try scene.configure(transcript: [1, 2, 3])
        let reason = "this is not a configuration transcript"
        let answer = try scene.messages()
        #expect(answer.messages == [.refused(reason: reason)])
        #expect(answer.lines == ["Reload refused, the old configuration stays: \(reason)"])
        #expect(scene.service.heard == ["start one", "in effect"])
        try scene.send(.configure)
        #expect(try scene.messages().messages == [.refused(reason: "the message carried no configuration")])
    }

    @Test(
        "A service that cannot start ends its process, and says why and whether a restart may help",
        arguments: [(EPERM, ExitStatus.permission), (EMFILE, ExitStatus.failure)])
    func failedStart(_ errno: Int32, _ status: Int32) throws {
        let scene = try Scene.make()
        scene.service.startError = SystemError(call: "socket", errno: errno)
        try scene.configure("")
        #expect(try scene.frame.serve() == status)
        let answer = try scene.messages()
        let reason = "\(SystemError(call: "socket", errno: errno))"
        #expect(answer.messages == [.subscribe(topic: "t"), .refused(reason: reason)])
        #expect(answer.lines == ["Cannot start: \(reason)"])
        #expect(scene.service.heard == ["start "])
    }

    @Test("A dump goes to the supervisor; one that the service does not have is nothing")
    func dump() throws {
        let scene = try Scene.make()
        try scene.configure("")
        _ = try scene.messages()
        for kind in DumpKind.allCases { try scene.send(.dump(kind)) }
        let directory = Environment.value("TMPDIR") ?? "/tmp"
        #expect(try scene.messages().messages == [.write(path: "\(directory)/test.data")])
    }

    private static func orphan() throws -> ChildFrame {
        let pair = try ChannelPair()
        return try ChildFrame(RecordingService.description, options: ChildOptions(), channel: pair.first)
    }

    @Test("A supervisor that is gone ends the process")
    func orphan() throws {
        let frame = try Self.orphan()
        let service = try RecordingService(frame: frame)
        try frame.begin(service)
        #expect(try frame.serve() == 0)
        #expect(service.heard == ["stop"])
    }
}
