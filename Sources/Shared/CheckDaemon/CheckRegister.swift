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
    /// - Returns: For each service and server the definitions of its checkers, and the ids of the checks that are gone.
    mutating func adopt(
        _ servers: [VirtualServerDefinition], at now: MonotonicInstant,
        using generator: inout some RandomNumberGenerator
    ) -> (definitions: [[[String]]], gone: [UInt64]) {
        let old = checks
        let oldDeadlines = deadlines
        var memory = Memory(old, servers)
        var positions: [Check.Key: Int] = [:]
        var origins: [Int?] = []
        checks = []
        var definitions: [[[String]]] = []
        definitions.reserveCapacity(servers.count)
        for (service, server) in servers.enumerated() {
            var ofServers: [[String]] = []
            ofServers.reserveCapacity(server.realServers.count)
            for (place, realServer) in server.realServers.enumerated() {
                var ofServer: [String] = []
                for (number, checker) in realServer.checkers.enumerated() {
                    let key = Check.Key(checker)
                    let position: Int
                    if let known = positions[key] {
                        position = known
                    } else {
                        position = checks.count
                        positions[key] = position
                        let origin = memory.take(key)
                        origins.append(origin)
                        checks.append(
                            check(key, after: origin.map { old[$0] }, &memory, at: now, using: &generator))
                    }
                    checks[position].places.append(
                        CheckerPlace(service: service, server: place, checker: number))
                    ofServer.append(checks[position].definition)
                }
                ofServers.append(ofServer)
            }
            definitions.append(ofServers)
        }
        deadlines = DeadlineTable(count: checks.count)
        indices = [:]
        for (index, origin) in origins.enumerated() {
            indices[checks[index].id] = index
            let isRunning = checks[index].runningSince != nil
            deadlines[index] =
                isRunning ? origin.flatMap { oldDeadlines[$0] } : checks[index].machine.deadline
        }
        let kept = Set(origins.compactMap(\.self))
        let gone = old.indices.filter { !kept.contains($0) }.map { old[$0].id }
        return (definitions, gone)
    }

    private mutating func check(
        _ key: Check.Key, after old: Check?, _ memory: inout Memory, at now: MonotonicInstant,
        using generator: inout some RandomNumberGenerator
    ) -> Check {
        if let old {
            var machine = old.machine
            if old.key.pace != key.pace { machine.adopt(CheckSchedule(key.pace), at: now) }
            var check = Check(id: old.id, kindNumber: old.kindNumber, key: key, machine: machine)
            check.page = old.page
            check.last = old.last
            check.runningSince = old.runningSince
            check.fileOffset = old.fileOffset
            check.isInTrouble = old.isInTrouble
            return check
        }
        defer { nextID += 1 }
        let number = memory.kindNumber(of: key.kind) ?? nextKindNumber
        if number == nextKindNumber {
            nextKindNumber += 1
            memory.setKindNumber(number, of: key.kind)
        }
        var check = Check(
            id: nextID, kindNumber: number, key: key,
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
    private var kindNumbers: [Checker.Kind: Int]
    /// Those that are the same thing at a pace that nobody wants any more; made when it is needed first.
    private var spare: [Checker.Kind: [Int]]?

    init(_ old: [Check], _ servers: [VirtualServerDefinition]) {
        self.old = old
        self.servers = servers
        byKey = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1.key, $0) })
        kindNumbers = [:]
        for check in old { kindNumbers[check.kind] = check.kindNumber }
    }

    /// The same thing at the same pace, else the same thing at another; each is taken once.
    mutating func take(_ key: Check.Key) -> Int? {
        if old.isEmpty { return nil }
        if let index = byKey[key] { return index }
        var candidates = spare ?? findSpare()
        let index = candidates[key.kind]?.popLast()
        spare = candidates
        return index
    }

    func kindNumber(of kind: Checker.Kind) -> Int? { kindNumbers[kind] }

    mutating func setKindNumber(_ number: Int, of kind: Checker.Kind) { kindNumbers[kind] = number }

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
