import Simulation
import Testing

@Suite("Exploration") struct ExplorationTests {
    @Test("Every sequence of five events ends with one master", arguments: Exploration.Kind.allCases)
    func sequences(kind: Exploration.Kind) {
        let exploration = Exploration(kind, depth: 5)
        #expect(exploration.failure == nil)
        #expect(exploration.sequences > 1000)
    }
}
