import Notifications
import Testing
import Timing

@testable import Supervisor

@Suite("Which script runs when")
struct ScriptLanesTests {
    private static let start = MonotonicInstant(nanoseconds: 0)
    private var lanes = ScriptLanes()

    private static func notification(_ id: UInt64, lane: String = "INSTANCE VI_1") -> RunRequest {
        RunRequest(
            id: id, lane: lane, policy: .queue, words: ["/notify"], credentials: nil, timeoutMilliseconds: 0)
    }

    private static func tracker(_ id: UInt64, timeoutMilliseconds: UInt32 = 1000) -> RunRequest {
        RunRequest(
            id: id, lane: "SCRIPT check", policy: .skipIfBusy, words: ["/check"], credentials: nil,
            timeoutMilliseconds: timeoutMilliseconds)
    }

    private mutating func request(_ request: RunRequest, at seconds: Int = 0) -> [ScriptLanes.Act] {
        var acts: [ScriptLanes.Act] = []
        lanes.request(request, at: Self.start + .seconds(seconds), into: &acts)
        return acts
    }

    private mutating func ended(
        _ lane: String, _ outcome: RunOutcome = .exited(0), at seconds: Int = 0
    ) -> [ScriptLanes.Act] {
        var acts: [ScriptLanes.Act] = []
        lanes.ended(lane: lane, outcome, at: Self.start + .seconds(seconds), into: &acts)
        return acts
    }

    private mutating func timeout(at seconds: Int) -> [ScriptLanes.Act] {
        var acts: [ScriptLanes.Act] = []
        lanes.timeout(at: Self.start + .seconds(seconds), into: &acts)
        return acts
    }

    private mutating func cancel(_ lane: String) -> [ScriptLanes.Act] {
        var acts: [ScriptLanes.Act] = []
        lanes.cancel(lane: lane, at: Self.start, into: &acts)
        return acts
    }

    @Test("Notifications of one lane run one after the other, in the order they were asked for")
    mutating func order() {
        let requests = (1...3).map { Self.notification($0) }
        #expect(requests.map { request($0) } == [[.start(requests[0])], [], []])
        #expect(ended("INSTANCE VI_1") == [.answer(id: 1, .exited(0)), .start(requests[1])])
        #expect(ended("INSTANCE VI_1", .exited(1)) == [.answer(id: 2, .exited(1)), .start(requests[2])])
        #expect(ended("INSTANCE VI_1") == [.answer(id: 3, .exited(0))])
        #expect(lanes.isIdle)
    }

    @Test("Lanes do not wait for each other")
    mutating func independence() {
        let other = Self.notification(2, lane: "INSTANCE VI_2")
        _ = request(Self.notification(1))
        #expect(request(other) == [.start(other)])
        #expect(lanes.busyLanes == ["INSTANCE VI_1", "INSTANCE VI_2"])
    }

    @Test("A tracker never runs twice at a time")
    mutating func trackerIsBusy() {
        _ = request(Self.tracker(1))
        #expect(request(Self.tracker(2)) == [.answer(id: 2, .stillRunning)])
        #expect(ended("SCRIPT check") == [.answer(id: 1, .exited(0))])
        #expect(request(Self.tracker(3)) == [.start(Self.tracker(3))])
    }

    @Test("A tracker that takes too long gets SIGTERM, two seconds later SIGKILL, and counts as timed out")
    mutating func trackerTimesOut() {
        _ = request(Self.tracker(1))
        #expect(lanes.deadline == Self.start + .seconds(1))
        #expect(timeout(at: 0) == [])
        #expect(timeout(at: 1) == [.terminate(lane: "SCRIPT check")])
        #expect(timeout(at: 2) == [])
        #expect(timeout(at: 3) == [.kill(lane: "SCRIPT check")])
        #expect(lanes.deadline == nil)
        #expect(ended("SCRIPT check", .signalled(9), at: 3) == [.answer(id: 1, .timedOut)])
        #expect(lanes.isIdle)
    }

    @Test("A tracker that ends by itself after SIGTERM counts as timed out too")
    mutating func trackerEndsAfterTerm() {
        _ = request(Self.tracker(1))
        _ = timeout(at: 1)
        #expect(ended("SCRIPT check", .exited(0), at: 2) == [.answer(id: 1, .timedOut)])
    }

    @Test("A run without a time limit runs as long as it likes while nobody waits")
    mutating func notificationAlone() {
        _ = request(Self.notification(1))
        #expect(lanes.deadline == nil)
        #expect(timeout(at: 100_000) == [])
    }

    @Test("A notification that keeps the next one waiting for a minute is ended, and the next one runs")
    mutating func patience() {
        _ = request(Self.notification(1))
        _ = request(Self.notification(2), at: 100)
        #expect(lanes.deadline == Self.start + .seconds(160))
        #expect(
            timeout(at: 160) == [.overdue(lane: "INSTANCE VI_1"), .terminate(lane: "INSTANCE VI_1")])
        #expect(timeout(at: 162) == [.kill(lane: "INSTANCE VI_1")])
        #expect(
            ended("INSTANCE VI_1", .signalled(9), at: 162)
                == [.answer(id: 1, .signalled(9)), .start(Self.notification(2))])
    }

    @Test("The minute of a notification that others wait for begins when it starts")
    mutating func patienceStartsAgain() {
        for id in 1...3 { _ = request(Self.notification(UInt64(id))) }
        _ = ended("INSTANCE VI_1", at: 59)
        #expect(lanes.deadline == Self.start + .seconds(119))
        _ = ended("INSTANCE VI_1", at: 60)
        #expect(lanes.deadline == nil)
    }

    @Test("A full lane drops what comes and says so")
    mutating func overflow() {
        _ = request(Self.notification(0))
        for id in 1...ScriptLanes.queueLimit { #expect(request(Self.notification(UInt64(id))) == []) }
        #expect(request(Self.notification(9999)) == [.overflow(lane: "INSTANCE VI_1")])
        #expect(ended("INSTANCE VI_1").last == .start(Self.notification(1)))
    }

    @Test("Cancelling ends what runs, forgets what waits, and is done once")
    mutating func cancelled() {
        _ = request(Self.notification(1))
        _ = request(Self.notification(2))
        #expect(cancel("INSTANCE VI_1") == [.terminate(lane: "INSTANCE VI_1")])
        #expect(cancel("INSTANCE VI_1") == [])
        #expect(ended("INSTANCE VI_1", .signalled(15)) == [.answer(id: 1, .signalled(15))])
        #expect(lanes.isIdle)
        #expect(cancel("INSTANCE VI_9") == [])
    }

    @Test("A run that a cancellation ended tells its own end, not a time-out")
    mutating func cancelledTracker() {
        _ = request(Self.tracker(1))
        _ = cancel("SCRIPT check")
        #expect(timeout(at: 2) == [.kill(lane: "SCRIPT check")])
        #expect(ended("SCRIPT check", .signalled(9)) == [.answer(id: 1, .signalled(9))])
    }

    @Test("The successor of a cancelled tracker waits for its end, and may be cancelled too")
    mutating func successor() {
        _ = request(Self.tracker(1))
        _ = cancel("SCRIPT check")
        #expect(request(Self.tracker(2)) == [])
        #expect(request(Self.tracker(3)) == [.answer(id: 3, .stillRunning)])
        #expect(
            ended("SCRIPT check", .signalled(15))
                == [.answer(id: 1, .signalled(15)), .start(Self.tracker(2))])
        _ = cancel("SCRIPT check")
        #expect(request(Self.tracker(4)) == [])
        #expect(cancel("SCRIPT check") == [])
        #expect(ended("SCRIPT check", .signalled(15)) == [.answer(id: 2, .signalled(15))])
        #expect(lanes.isIdle)
    }

    @Test("Trackers do not hold up a stop, notifications do")
    mutating func stopWaits() {
        _ = request(Self.tracker(1))
        #expect(lanes.hasNoNotifications)
        _ = request(Self.notification(2))
        #expect(!lanes.hasNoNotifications)
        _ = ended("INSTANCE VI_1")
        #expect(lanes.hasNoNotifications)
        #expect(!lanes.isIdle)
    }

    @Test("The end of a lane nobody knows changes nothing")
    mutating func unknownLane() {
        #expect(ended("INSTANCE VI_9") == [])
    }
}
