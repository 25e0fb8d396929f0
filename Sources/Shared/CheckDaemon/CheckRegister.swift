import Configuration
import HealthChecks
import Timing
import VirtualServers

/// All checks of a configuration, each thing once, and when each is due.
///
/// Pure: the shell makes the checks and tells how they end.
struct CheckRegister {
    private(set) var checks: [Check] = []
    /// When each check is due or, while it runs, must have made its next step.
    private(set) var deadlines = DeadlineTable(count: 0)
    private var indices: [UInt64: Int] = [:]
    private var nextID: UInt64 = 1
    private var nextKindNumber = 1

    /// No checks.
    init() {}

    subscript(index: Int) -> Check {
        get { checks[index] }
        _modify { yield &checks[index] }
    }

    /// Where a check stands now; nil: it is gone.
    func index(of id: UInt64) -> Int? { indices[id] }

    mutating func setDeadline(_ deadline: MonotonicInstant?, of index: Int) { deadlines[index] = deadline }

    /// Takes over the checkers of a configuration, service by service and server by server. A check of the same thing
    /// is the same: what it knows, and a run that has not ended, stay.
    ///
    /// - Returns: For each checker, in that order, the place of its check, and the ids of the checks that are gone.
    mutating func adopt(
        _ servers: [VirtualServerDefinition], at now: MonotonicInstant,
        using generator: inout some RandomNumberGenerator
    ) -> (positions: [Int], gone: [UInt64]) {
        let old = checks
        let oldDeadlines = deadlines
        let checkers = servers.lazy.flatMap(\.realServers).map(\.checkers.count).reduce(0, +)
        var memory = Memory(old, servers)
        var known: [Check.Key: Int] = [:]
        known.reserveCapacity(checkers)
        var positions: [Int] = []
        positions.reserveCapacity(checkers)
        var origins: [Int?] = []
        checks = []
        checks.reserveCapacity(old.count)
        for (service, server) in servers.enumerated() {
            for (place, realServer) in server.realServers.enumerated() {
                for (number, checker) in realServer.checkers.enumerated() {
                    let key = Check.Key(checker)
                    let place = CheckerPlace(service: service, server: place, checker: number)
                    if let position = known[key] {
                        checks[position].others.append(place)
                        positions.append(position)
                        continue
                    }
                    known[key] = checks.count
                    positions.append(checks.count)
                    let origin = memory.take(key)
                    origins.append(origin)
                    checks.append(
                        check(key, at: place, after: origin.map { old[$0] }, &memory, now, using: &generator))
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
        let kept = Set(origins.compactMap(\.self))
        let gone = old.indices.filter { !kept.contains($0) }.map { old[$0].id }
        return (positions, gone)
    }

    private mutating func check(
        _ key: Check.Key, at place: CheckerPlace, after old: Check?, _ memory: inout Memory,
        _ now: MonotonicInstant, using generator: inout some RandomNumberGenerator
    ) -> Check {
        if var check = old {
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
        var check = Check(
            id: nextID, kindNumber: number, key: key, place: place,
            machine: RetryMachine(CheckSchedule(key.pace), at: now, using: &generator))
        if !check.isPeriodic { check.machine.suspend() }
        return check
    }
}

/// Which of the old checks a new one continues.
private struct Memory {
    private let old: [Check]
    private let servers: [VirtualServerDefinition]
    private var byKey: [Check.Key: Int]
    /// Made when it is needed first.
    private var kindNumbers: [Checker.Kind: Int]?
    /// Those that are the same thing at a pace that nobody wants any more; made when it is needed first.
    private var spare: [Checker.Kind: [Int]]?

    init(_ old: [Check], _ servers: [VirtualServerDefinition]) {
        self.old = old
        self.servers = servers
        byKey = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1.key, $0) })
    }

    /// The same thing at the same pace, else the same thing at another; each is taken once.
    mutating func take(_ key: Check.Key) -> Int? {
        if old.isEmpty { return nil }
        if let index = byKey[key] { return index }
        var candidates = spare ?? findSpare()
        // A second reference would have every change copy all of it.
        spare = nil
        let index = candidates[key.kind]?.popLast()
        spare = candidates
        return index
    }

    mutating func kindNumber(of kind: Checker.Kind) -> Int? {
        if kindNumbers == nil { kindNumbers = findKindNumbers() }
        return kindNumbers?[kind]
    }

    mutating func setKindNumber(_ number: Int, of kind: Checker.Kind) { kindNumbers?[kind] = number }

    private func findKindNumbers() -> [Checker.Kind: Int] {
        Dictionary(old.map { ($0.kind, $0.kindNumber) }, uniquingKeysWith: { first, _ in first })
    }

    private func findSpare() -> [Checker.Kind: [Int]] {
        var unwanted = byKey
        for checker in servers.lazy.flatMap(\.realServers).flatMap(\.checkers) {
            unwanted[Check.Key(checker)] = nil
        }
        var spare: [Checker.Kind: [Int]] = [:]
        for index in unwanted.values.sorted() { spare[old[index].kind, default: []].append(index) }
        return spare
    }
}
