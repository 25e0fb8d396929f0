import Configuration
import Notifications
import ProcessMessages
import Testing

@Suite("Messages between the processes")
struct MessageTests {
    static let requests: [RunRequest] = [
        RunRequest(id: 0, lane: "", policy: .skipIfBusy, words: [], timeoutMilliseconds: 0, credentials: nil),
        RunRequest(
            id: .max, lane: "INSTANCE VI_1", policy: .queue, words: ["/bin/ä b", "", "c\n'd'"],
            timeoutMilliseconds: .max,
            credentials: UserAndGroup(userID: 65534, groupID: 4_294_967_295, supplementaryGroupIDs: [0, 7])),
    ]

    static let childMessages: [ChildMessage] =
        [
            .ready, .refused(reason: "it has 2 errors"), .log(level: 6, text: "(VI_1) Entering MASTER STATE"),
            .cancel(lane: "SCRIPT x"), .write(path: "/tmp/keepalived.data"), .wantsReload,
            .publish(topic: "t", value: [0, 255]),
            .publish(topic: "t", value: []), .publish(topic: "t", value: nil), .subscribe(topic: "t"),
            .mail(Mail(topic: "VS x", subject: "s ä", text: "t")),
        ] + requests.map(ChildMessage.run)

    static let supervisorMessages: [SupervisorMessage] =
        [
            .configure, .stop, .ran(id: 1, .exited(-1)), .ran(id: 2, .signalled(9)), .ran(id: 3, .timedOut),
            .ran(id: 4, .stillRunning), .ran(id: 5, .dropped),
            .ran(id: .max, .notStarted(call: "execve", errno: 2)), .topic("t", value: [1]),
            .topic("t", value: nil),
        ] + DumpKind.allCases.map(SupervisorMessage.dump)

    @Test("What a child says arrives as it was said", arguments: childMessages)
    func childRoundTrip(_ message: ChildMessage) {
        #expect(ChildMessage(message.encoded) == message)
    }

    @Test("What a supervisor says arrives as it was said", arguments: supervisorMessages)
    func supervisorRoundTrip(_ message: SupervisorMessage) {
        #expect(SupervisorMessage(message.encoded) == message)
    }

    @Test("A message cut short anywhere is no message")
    func truncated() {
        for message in Self.childMessages {
            let bytes = message.encoded
            for count in bytes.indices { #expect(ChildMessage(Array(bytes[..<count])) == nil) }
        }
        for message in Self.supervisorMessages {
            let bytes = message.encoded
            for count in bytes.indices { #expect(SupervisorMessage(Array(bytes[..<count])) == nil) }
        }
    }

    @Test("A message with a byte too many is no message")
    func tooLong() {
        for message in Self.childMessages { #expect(ChildMessage(message.encoded + [0]) == nil) }
        for message in Self.supervisorMessages { #expect(SupervisorMessage(message.encoded + [0]) == nil) }
    }

    @Test("Random bytes are read without harm, and what they mean is written the same")
    func randomBytes() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<40, using: &generator)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...8, using: &generator) }
            if let first = bytes.indices.first { bytes[first] = UInt8.random(in: 0...8, using: &generator) }
            // Texts that are no UTF-8 are mended, so only these small bytes return as they came.
            if let message = ChildMessage(bytes) { #expect(message.encoded == bytes) }
            if let message = SupervisorMessage(bytes) { #expect(message.encoded == bytes) }
        }
    }

    @Test("A mastership is read as it was written, and nothing else is read as one")
    func mastership() {
        for isMaster in [true, false] {
            let value = Mastership(instance: "VI_1", isMaster: isMaster)
            #expect(Mastership(value.encoded) == value)
            #expect(Mastership(value.encoded + [0]) == nil)
            #expect(Mastership(Array(value.encoded.dropLast())) == nil)
        }
        #expect(Mastership([]) == nil)
    }

    @Test("A length that no message has is refused before anything is reserved for it")
    func hugeLengths() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        #expect(ChildMessage([1] + huge) == nil)
        // A run: id, an empty lane, a policy, then 2³²−1 words.
        #expect(ChildMessage([3] + [UInt8](repeating: 0, count: 12) + [1] + huge) == nil)
    }
}
