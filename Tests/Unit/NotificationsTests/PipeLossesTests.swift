import Notifications
import Testing
import Timing

@Suite("Lines that do not fit into a pipe")
struct PipeLossesTests {
    private let start = MonotonicInstant(nanoseconds: 0)

    @Test("A burst is said once when it begins, and counted once when lines fit again")
    func burst() {
        var losses = PipeLosses()
        #expect(losses.note(fitted: true, at: start) == nil)
        #expect(losses.note(fitted: false, at: start) == .began)
        for _ in 0..<999 { #expect(losses.note(fitted: false, at: start) == nil) }
        #expect(losses.total == 1000)
        #expect(losses.note(fitted: true, at: start + PipeLosses.quietTime) == .ended(lost: 1000))
        #expect(losses.note(fitted: true, at: start + .seconds(100)) == nil)
    }

    @Test(
        "A reader that is always too slow causes two lines in each quiet time, and nothing is left uncounted")
    func flapping() {
        var losses = PipeLosses()
        var reports: [PipeLosses.Report] = []
        for millisecond in 0..<60_000 {
            let now = start + .milliseconds(Int64(millisecond))
            if let report = losses.note(fitted: millisecond.isMultiple(of: 2), at: now) {
                reports.append(report)
            }
        }
        #expect((10...12).contains(reports.count))
        if let last = losses.close(at: start + .seconds(60)) { reports.append(last) }
        var counted: UInt64 = 0
        for case .ended(let lost) in reports { counted += lost }
        #expect(counted == 30_000 && losses.total == 30_000)
    }

    @Test("What was lost is said at the latest when the pipe is closed")
    func close() {
        var losses = PipeLosses()
        #expect(losses.close(at: start) == nil)
        _ = losses.note(fitted: false, at: start)
        #expect(losses.close(at: start) == .ended(lost: 1))
    }
}
