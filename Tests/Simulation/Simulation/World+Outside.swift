internal import Timing
internal import VirtualRouting

/// Trouble that does not concern a machine's network interfaces.
extension World {
    /// Somebody writes another number into the tracked file. A copy of the generator chooses it, as in the plan.
    mutating func writeFile(_ index: Int) throws(Violation) {
        guard plan.files[index].routers.contains(where: { $0.fileWeight != nil }) else { return }
        var chance = random
        let number = chance.pick([0, 0, 0, 1, 10, -10, 100, -300])
        count("another number in a file")
        note("node \(index): the number is \(number)")
        nodes[index].fileNumber = number
        guard nodes[index].isRunning else { return }
        try event(index) { $0.fileRead(Node.trackedPath, .number(number), at: $1, into: &$2) }
    }

    mutating func cutOrJoin(_ index: Int, _ lan: Int) {
        let other = random.number(0...nodes.count - 1)
        let isSymmetric = random.chance(50)
        let value = !reaches[lan][index][other]
        reaches[lan][index][other] = value
        if isSymmetric { reaches[lan][other][index] = value }
        note(
            "lan \(lan) from \(index) to \(other) \(value ? "works" : "is cut")\(isSymmetric ? ", both ways" : "")"
        )
    }
}
