import Testing

@testable import Supervisor

@Suite("How long a dead child stays dead")
struct RestartDelayTests {
    @Test("A child that dies young waits 0, 1, 2, 4 … and at most 60 seconds")
    func growth() {
        var delay = RestartDelay()
        let waits = (0..<9).map { _ in delay.delay(afterLife: .seconds(3)) }
        #expect(waits == [0, 1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
    }

    @Test("A child that lived a minute starts again at once")
    func steadyLife() {
        var delay = RestartDelay()
        for _ in 0..<5 { _ = delay.delay(afterLife: .zero) }
        #expect(delay.delay(afterLife: .seconds(60)) == .zero)
        #expect(delay.delay(afterLife: .seconds(59)) == .seconds(1))
    }
}
