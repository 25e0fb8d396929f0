internal import Timing

/// The endpoints that instances need. The shell knows each one's socket by its number.
struct EndpointRegister: Sendable {
    /// The state of an endpoint's socket.
    enum State: Equatable {
        /// The shell has been asked to open it and has not answered yet.
        case opening
        case open
        /// It could not be opened, for this reason; the next attempt is at `retry`.
        case failed(String, retry: MonotonicInstant)
    }

    struct Entry {
        var endpoint: Endpoint
        var state: State
        /// The number of instances that use it.
        var users = 0
        var attempts = 0
        var receiveBufferBytes = 0
        /// The index of its interface in the election.
        var interface: Int?
        /// The last error of sending, so that the same one is logged once.
        var sendFailure: Int32?
    }

    /// The longest delay between two attempts to open a socket.
    private static let retryLimit: Duration = .seconds(30)

    /// The endpoints by number; nil where a number is free.
    private(set) var entries: [Entry?] = []
    private var numbers: [Endpoint: Int] = [:]
    /// When `timeout` is due next; nil while no attempt is scheduled.
    private(set) var deadline: MonotonicInstant?

    subscript(number: Int) -> Entry? {
        entries.indices.contains(number) ? entries[number] : nil
    }

    /// Adds a user to an endpoint. Returns its number, and whether its socket has to be opened.
    mutating func take(_ endpoint: Endpoint) -> (number: Int, isNew: Bool) {
        if let number = numbers[endpoint] {
            entries[number]?.users += 1
            return (number, false)
        }
        let number = entries.firstIndex { $0 == nil } ?? entries.count
        if number == entries.count { entries.append(nil) }
        entries[number] = Entry(endpoint: endpoint, state: .opening, users: 1)
        numbers[endpoint] = number
        return (number, true)
    }

    /// Removes a user; true if it was the last, and the socket is to be closed.
    mutating func release(_ number: Int) -> Bool {
        entries[number]?.users -= 1
        guard let entry = entries[number], entry.users == 0 else { return false }
        entries[number] = nil
        numbers[entry.endpoint] = nil
        updateDeadline()
        return true
    }

    /// Handles the result of opening a socket; returns whether the reason of a failure is new.
    mutating func answered(_ number: Int, failure: String?, at now: MonotonicInstant) -> Bool {
        guard let entry = self[number] else { return false }
        defer { updateDeadline() }
        guard let failure else {
            entries[number]?.state = .open
            entries[number]?.attempts = 0
            return false
        }
        let wait = min(.seconds(1) * (1 << min(entry.attempts, 5)), Self.retryLimit)
        entries[number]?.state = .failed(failure, retry: now + wait)
        entries[number]?.attempts += 1
        if case .failed(failure, _) = entry.state { return false }
        return true
    }

    /// The numbers of the endpoints that are due for another attempt.
    mutating func timeout(at now: MonotonicInstant) -> [Int] {
        guard let deadline, deadline <= now else { return [] }
        var due: [Int] = []
        for number in entries.indices {
            guard case .failed(let why, let retry)? = entries[number]?.state, retry <= now else { continue }
            due.append(number)
            // The attempt counts as failed until the shell answers.
            entries[number]?.state = .failed(why, retry: now + Self.retryLimit)
        }
        updateDeadline()
        return due
    }

    /// The numbers of all endpoints that could not be opened, when the obstacle may be gone.
    mutating func retry(at now: MonotonicInstant) -> [Int] {
        for number in entries.indices {
            guard case .failed(let why, _)? = entries[number]?.state else { continue }
            entries[number]?.state = .failed(why, retry: now)
        }
        updateDeadline()
        return timeout(at: now)
    }

    /// Sets what the users of an endpoint need; true if its receive buffer has to grow.
    mutating func set(_ number: Int, interface: Int?, receiveBufferBytes: Int) -> Bool {
        entries[number]?.interface = interface
        guard let entry = self[number], receiveBufferBytes > entry.receiveBufferBytes else { return false }
        entries[number]?.receiveBufferBytes = receiveBufferBytes
        return true
    }

    mutating func setSendFailure(_ errno: Int32?, of number: Int) { entries[number]?.sendFailure = errno }

    private mutating func updateDeadline() {
        deadline = nil
        for entry in entries {
            guard case .failed(_, let retry)? = entry?.state else { continue }
            deadline = min(deadline ?? retry, retry)
        }
    }
}
