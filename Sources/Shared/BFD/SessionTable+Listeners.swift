public import Timing

extension SessionTable {
    /// A listener has been opened, or could not be.
    public mutating func listens(
        _ listener: Listener, failure: String?, at now: MonotonicInstant, into acts: inout [SessionAct]
    ) {
        guard listeners[listener] == .opening else { return }
        if let failure {
            listeners[listener] = .failed(retryAt: now + Self.retryDelay)
            if toldListeners.insert(listener).inserted {
                acts.append(.note(.cannotListen(port: listener.port, failure)))
            }
        } else {
            listeners[listener] = .open
            if toldListeners.remove(listener) != nil { acts.append(.note(.listens(port: listener.port))) }
        }
        scheduleListeners()
    }

    /// Listens to what these sessions need, and to nothing else.
    mutating func listen(for sessions: [SessionSettings], into acts: inout [SessionAct]) {
        let needed = Set(sessions.map(\.listener))
        for listener in Listener.all where needed.contains(listener) != (listeners[listener] != nil) {
            if needed.contains(listener) {
                listeners[listener] = .opening
                acts.append(.listen(listener))
            } else {
                listeners[listener] = nil
                toldListeners.remove(listener)
                acts.append(.stopListening(listener))
            }
        }
    }

    /// Asks again for those whose time has come.
    mutating func retryListeners(at now: MonotonicInstant, into acts: inout [SessionAct]) {
        for listener in Listener.all {
            guard let retryAt = listeners[listener]?.retryAt, retryAt <= now else { continue }
            listeners[listener] = .opening
            acts.append(.listen(listener))
        }
        scheduleListeners()
    }
}
