internal import VirtualRouting

extension World {
    /// The BFD session of a machine comes up or goes down.
    mutating func setSession(_ index: Int, isUp: Bool) throws(Violation) {
        guard nodes[index].isSessionUp != isUp else { return }
        note("node \(index)'s session is \(isUp ? "up" : "down")")
        nodes[index].isSessionUp = isUp
        nodes[index].isSessionTold = false
        try tellSession(index)
    }

    /// The BFD session of a machine changes, or, if its file has none, its script.
    mutating func troubleSession(_ index: Int) throws(Violation) {
        guard nodes[index].file.neighbor != nil else { return nodes[index].isScriptGood.toggle() }
        try setSession(index, isUp: !nodes[index].isSessionUp)
    }

    /// The process hears of its BFD session, if it can hear now.
    mutating func tellSession(_ index: Int) throws(Violation) {
        guard nodes[index].isRunning, !nodes[index].isSessionTold else { return }
        nodes[index].isSessionTold = true
        let up = nodes[index].sessionsUp
        try event(index) { $0.sessionsReported(up, at: $1, into: &$2) }
    }
}
