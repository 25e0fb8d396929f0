import Configuration
import HealthChecks
import Timing
import VirtualServers

/// All checks of a configuration, without duplicates, and their deadlines.
///
/// Pure: the shell runs the checks and reports how they end.
struct CheckRegister {
    private(set) var checks: [SharedCheck] = []
    /// When each check is due or, while it runs, when its current step times out.
    private(set) var deadlines = DeadlineTable(count: 0)
    private var indices: [UInt64: Int] = [:]
    private var nextID: UInt64 = 1
    private var nextKindNumber = 1

    /// An empty register.
    init() {}

    subscript(index: Int) -> SharedCheck {
        get { checks[index] }
        _modify { yield &checks[index] }
    }

    /// The place of a check; nil if it no longer exists.
    func index(of id: UInt64) -> Int? { indices[id] }

    mutating func setDeadline(_ deadline: MonotonicInstant?, of index: Int) { deadlines[index] = deadline }

    /// Takes over the checkers of a configuration, service by service and server by server. A check with the same
    /// definition keeps its state and its run.
    ///
    /// - Returns: The place of each checker's check, in the same order, and the ids of the checks that are gone.
    mutating func adopt(
        _ servers: [VirtualServerDefinition], at now: MonotonicInstant,
        using generator: inout some RandomNumberGenerator
    ) -> (positions: [Int], gone: [UInt64]) {
        let oldDeadlines = deadlines
        let checkers = servers.lazy.flatMap(\.realServers).map(\.checkers.count).reduce(0, +)
        var memory = Memory(checks, servers)
        var positions: [Int] = []
        positions.reserveCapacity(checkers)
        var origins: [Int?] = []
        origins.reserveCapacity(checkers)
        checks = []
        checks.reserveCapacity(memory.old.count)
        for (service, server) in servers.enumerated() {
            for (place, realServer) in server.realServers.enumerated() {
                for (number, checker) in realServer.checkers.enumerated() {
                    let place = CheckerPlace(service: service, server: place, checker: number)
                    let (position, origin, isNew) = memory.place(SharedCheck.Key(checker), next: checks.count)
                    positions.append(position)
                    guard isNew else {
                        checks[position].others.append(place)
                        continue
                    }
                    origins.append(origin)
                    checks.append(
                        check(
                            SharedCheck.Key(checker), at: place, after: origin, &memory, now,
                            using: &generator))
                }
            }
        }
        deadlines = DeadlineTable(count: checks.count)
        indices = [:]
        indices.reserveCapacity(checks.count)
        for (index, origin) in origins.enumerated() {
            indices[checks[index].id] = index
            let isRunning = checks[index].runningSince != nil
            deadlines[index] =
                isRunning ? origin.flatMap { oldDeadlines[$0] } : checks[index].machine.deadline
        }
        return (positions, memory.left.map { memory.old[$0].id })
    }

    private mutating func check(
        _ key: SharedCheck.Key, at place: CheckerPlace, after origin: Int?, _ memory: inout Memory,
        _ now: MonotonicInstant, using generator: inout some RandomNumberGenerator
    ) -> SharedCheck {
        if let origin {
            var check = memory.old[origin]
            check.place = place
            check.others = []
            if check.key != key {
                check.key = key
                check.machine.adopt(CheckSchedule(key.pace), at: now)
            }
            return check
        }
        defer { nextID += 1 }
        let number = memory.kindNumber(of: key.kind) ?? nextKindNumber
        if number == nextKindNumber {
            nextKindNumber += 1
            memory.setKindNumber(number, of: key.kind)
        }
        var check = SharedCheck(
            id: nextID, kindNumber: number, key: key, place: place,
            machine: RetryMachine(CheckSchedule(key.pace), at: now, using: &generator))
        if !check.isPeriodic { check.machine.suspend() }
        return check
    }
}

/// Finds which old check a new one continues, and which new ones are the same.
private struct Memory {
    let old: [SharedCheck]
    private let servers: [VirtualServerDefinition]
    /// The new place of each old check; nil while it has not been taken over.
    private var positions: [Int?]
    /// The old check that comes next if nothing has changed.
    private var cursor = 0
    /// The places of checks without a predecessor.
    private var new: [SharedCheck.Key: Int] = [:]
    // Made on first use: most reloads change little.
    private var byKey: [SharedCheck.Key: Int]?
    private var kindNumbers: [Checker.Kind: Int]?
    /// Old checks whose pace nobody uses any more, by what they check.
    private var spare: [Checker.Kind: [Int]]?

    init(_ old: [SharedCheck], _ servers: [VirtualServerDefinition]) {
        self.old = old
        self.servers = servers
        positions = Array(repeating: nil, count: old.count)
    }

    /// Old checks that nothing has taken over.
    var left: [Int] { positions.indices.filter { positions[$0] == nil } }

    /// The place of the check with that key: its earlier place, or `next`, and then the old check that it continues.
    mutating func place(_ key: SharedCheck.Key, next: Int) -> (position: Int, origin: Int?, isNew: Bool) {
        if cursor < old.count, positions[cursor] == nil, old[cursor].key == key {
            return take(cursor, next: next)
        }
        if let index = known(key) {
            if let position = positions[index] { return (position, nil, false) }
            return take(index, next: next)
        }
        if let position = new[key] { return (position, nil, false) }
        new[key] = next
        guard let index = takeSpare(key.kind) else { return (next, nil, true) }
        return take(index, next: next)
    }

    private mutating func take(_ index: Int, next: Int) -> (position: Int, origin: Int?, isNew: Bool) {
        positions[index] = next
        cursor = index + 1
        return (next, index, true)
    }

    private mutating func known(_ key: SharedCheck.Key) -> Int? {
        if old.isEmpty { return nil }
        if byKey == nil {
            byKey = Dictionary(old.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        }
        return byKey?[key]
    }

    private mutating func takeSpare(_ kind: Checker.Kind) -> Int? {
        if old.isEmpty { return nil }
        if spare == nil { spare = findSpare() }
        return spare?[kind]?.popLast()
    }

    mutating func kindNumber(of kind: Checker.Kind) -> Int? {
        if kindNumbers == nil {
            kindNumbers = Dictionary(
                old.map { ($0.kind, $0.kindNumber) }, uniquingKeysWith: { first, _ in first })
        }
        return kindNumbers?[kind]
    }

    mutating func setKindNumber(_ number: Int, of kind: Checker.Kind) { kindNumbers?[kind] = number }

    private mutating func findSpare() -> [Checker.Kind: [Int]] {
        var wanted: Set<SharedCheck.Key> = []
        for checker in servers.lazy.flatMap(\.realServers).flatMap(\.checkers) {
            wanted.insert(SharedCheck.Key(checker))
        }
        var spare: [Checker.Kind: [Int]] = [:]
        for (index, check) in old.enumerated() where !wanted.contains(check.key) {
            spare[check.kind, default: []].append(index)
        }
        return spare
    }
}
