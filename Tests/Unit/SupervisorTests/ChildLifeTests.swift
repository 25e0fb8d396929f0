import Testing

@testable import Supervisor

@Suite("What is done for a child next")
struct ChildLifeTests {
    private var running: ChildLife {
        var life = ChildLife()
        _ = life.configure(isWanted: true)
        life.answered()
        return life
    }

    @Test("A child that nobody wants is not started")
    func unwanted() {
        var life = ChildLife()
        #expect(life.configure(isWanted: false) == [])
        #expect(life.isSettled)
        #expect(life.stop() == [])
        #expect(life.state == .absent)
    }

    @Test("A child is settled when it has answered for each configuration")
    func answers() {
        var life = ChildLife()
        #expect(life.configure(isWanted: true) == [.start])
        #expect(life.configure(isWanted: true) == [.configure])
        life.answered()
        #expect(!life.isSettled)
        life.answered()
        #expect(life.state == .running && life.isSettled)
        #expect(life.configure(isWanted: true) == [.configure])
        #expect(!life.isSettled)
    }

    @Test("A configuration that no longer wants the child clears what it did, and stops it")
    func removal() {
        var life = running
        #expect(life.configure(isWanted: false) == [.configure, .stop])
        #expect(life.isSettled)
        life.answered()
        #expect(life.ended() == [])
        #expect(life.state == .absent)
    }

    @Test("A child that is wanted again while it leaves starts when it has left")
    func wantedAgain() {
        var life = running
        _ = life.configure(isWanted: false)
        #expect(life.configure(isWanted: true) == [])
        #expect(!life.isSettled)
        #expect(life.ended() == [.start])
        life.answered()
        #expect(life.state == .running)
    }

    @Test("A dead child starts again when its time has come, or with the next configuration")
    func death() {
        var life = running
        #expect(life.ended() == [])
        #expect(life.state == .dead && !life.isSettled)
        #expect(life.restart() == [.start])
        #expect(life.restart() == [])
        #expect(life.ended() == [])
        #expect(life.configure(isWanted: true) == [.start])
    }

    @Test("A dead child that is not wanted any more stays dead")
    func buried() {
        var life = running
        _ = life.ended()
        #expect(life.configure(isWanted: false) == [])
        #expect(life.state == .absent)
        #expect(life.restart() == [])
    }

    @Test("At a stop a child is told once, and does not start again")
    func stop() {
        var life = running
        #expect(life.stop() == [.stop])
        #expect(life.stop() == [])
        #expect(life.ended() == [])
        #expect(life.state == .absent)

        life = running
        _ = life.configure(isWanted: false)
        _ = life.configure(isWanted: true)
        #expect(life.stop() == [])
        #expect(life.ended() == [])

        life = running
        _ = life.ended()
        #expect(life.stop() == [])
        #expect(life.restart() == [])
    }
}
