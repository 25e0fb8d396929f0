import Testing

@testable import Supervisor

@Suite("What the daemon as a whole does next")
struct DaemonLifeTests {
    private var life = DaemonLife()

    /// A child that has yet to answer.
    private static let configuring: ChildLife = {
        var child = ChildLife()
        _ = child.configure(isWanted: true)
        return child
    }()

    private static let running: ChildLife = {
        var child = configuring
        child.answered()
        return child
    }()

    private static let dead: ChildLife = {
        var child = running
        _ = child.ended()
        return child
    }()

    private mutating func start() { _ = life.childrenChanged([Self.running]) }

    @Test("It is ready when every child has answered, and says so once")
    mutating func ready() {
        #expect(life.childrenChanged([Self.running, Self.configuring]) == [])
        #expect(life.childrenChanged([Self.running, Self.dead]) == [])
        #expect(life.childrenChanged([Self.running, Self.running]) == [.announceReady])
        #expect(life.childrenChanged([Self.running, Self.running]) == [])
    }

    @Test("Without children it is ready at once")
    mutating func childless() {
        #expect(life.childrenChanged([ChildLife()]) == [.announceReady])
    }

    @Test("A reload ends when every child has answered, or is dead")
    mutating func reload() {
        start()
        #expect(life.wantReload() == [.reload])
        #expect(life.adopted([Self.configuring, Self.running]) == [])
        #expect(life.childrenChanged([Self.dead, Self.running]) == [.announceReady])
    }

    @Test("However often a reload is asked for while one goes on, one more follows")
    mutating func again() {
        start()
        _ = life.wantReload()
        #expect(life.wantReload() == [])
        #expect(life.wantReload() == [])
        #expect(life.adopted([Self.running]) == [.announceReady, .reload])
        #expect(life.adopted([Self.running]) == [.announceReady])
    }

    @Test("A refused reload leaves the daemon as ready as it was")
    mutating func refused() {
        start()
        _ = life.wantReload()
        #expect(life.refused([Self.running]) == [.announceReady])
        #expect(life.wantReload() == [.reload])
    }

    @Test("A reload that is refused before the start is complete does not complete it")
    mutating func refusedEarly() {
        #expect(life.wantReload() == [.reload])
        #expect(life.refused([Self.configuring]) == [])
        #expect(life.childrenChanged([Self.running]) == [.announceReady])
    }

    @Test("A stop is carried out once, and ends reloading and answering")
    mutating func stop() {
        start()
        #expect(life.stop() == [.stopChildren])
        #expect(life.isStopping)
        #expect(life.stop() == [])
        #expect(life.wantReload() == [])
        #expect(life.childrenChanged([Self.running]) == [])
    }

    @Test("A stop in the middle of a reload wins")
    mutating func stopWhileReloading() {
        start()
        _ = life.wantReload()
        _ = life.wantReload()
        #expect(life.stop() == [.stopChildren])
        #expect(life.adopted([Self.running]) == [])
        #expect(life.refused([Self.running]) == [])
    }
}
