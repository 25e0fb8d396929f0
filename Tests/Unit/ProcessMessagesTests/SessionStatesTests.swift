import ProcessMessages
import Testing

@Suite("The topic of BFD sessions")
struct SessionStatesTests {
    @Test("It survives the way, and the same sessions are the same bytes")
    func roundTrip() {
        for up in [[], ["a"], ["b", "a", "c"]] as [Set<String>] {
            #expect(SessionStates(SessionStates(up: up).encoded) == SessionStates(up: up))
        }
        #expect(SessionStates(up: ["b", "a"]).encoded == SessionStates(up: ["a", "b"]).encoded)
    }

    @Test("Without a BFD process no session is up")
    func none() {
        #expect(SessionStates(nil).up == [])
        #expect(SessionStates([1, 2]).up == [])
    }
}
