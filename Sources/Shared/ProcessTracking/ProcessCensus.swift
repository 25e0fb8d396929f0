public import Timing

/// Which processes of the machine match the tracked ones, how many there are, and what follows from it.
///
/// Pure: the shell reads /proc and hands over what happens to processes. Only those that match are kept. A *reading* of all
/// processes, between `beginReading` and `endReading`, finds those that are there already, and corrects everything if what
/// happened to some of them is unknown.
public struct ProcessCensus: Sendable {
    /// Why the number of processes changed, which decides how long the change must last before it counts (keepalived).
    public enum Cause: Sendable {
        /// A process executed another program or changed its name: it counts at once.
        case became
        /// A process has been forked: after `fork_delay`.
        case forked
        /// A process has ended: after `terminate_delay`.
        case ended
    }

    struct Entry: Sendable {
        var process: TrackedProcess
        var count = 0
        /// Whether the processes have been counted since the block was read.
        var isCounted = false
        /// Whether there is a quorum; nil: not known yet.
        var hasQuorum: Bool?
        /// When the opposite counts, and why.
        var change: (due: MonotonicInstant, cause: Cause)?
    }

    private(set) var entries: [Entry] = []
    private var patterns: [ProcessPattern?] = []
    /// The trackers of each name of a process, and of each first word of a command line.
    private var byName: [[UInt8]: [Int]] = [:]
    private var byCommand: [[UInt8]: [Int]] = [:]
    /// The trackers that each process matches, in their order; processes that match none are not kept.
    private var members: [Int32: [Int]] = [:]
    /// The trackers with a change that is due later.
    private var changing: Set<Int> = []
    /// The matching processes that the current reading has found; nil: there is no reading.
    private var found: Set<Int32>?

    /// Another number after every change of `quorums`.
    public private(set) var revision = 0
    /// How many bytes of command lines are needed to compare them; 0: none.
    public private(set) var commandLineBytes = 0
    /// Whether names of processes are compared.
    public var comparesNames: Bool { !byName.isEmpty }
    /// Whether nothing is tracked.
    public var isEmpty: Bool { entries.isEmpty }
    /// Whether some processes have not been counted yet, so that a reading is needed.
    public var needsReading: Bool { entries.contains { !$0.isCounted } }
    /// Whether a reading is under way.
    public var isReading: Bool { found != nil }
    /// When `timeout` is due next.
    public var deadline: MonotonicInstant? { changing.compactMap { entries[$0].change?.due }.min() }

    /// A census of nothing.
    public init() {}

    /// Takes over the trackers of a configuration. One that counts the same processes as before goes on; another one of the
    /// same name keeps its last result until its processes have been counted. A reading that was under way must begin again.
    public mutating func adopt(_ processes: [TrackedProcess], at now: MonotonicInstant) {
        let old = entries
        revision += 1
        let places = Dictionary(old.indices.map { (old[$0].process.name, $0) }) { first, _ in first }
        var moved: [Int: Int] = [:]
        entries = processes.enumerated().map { index, process in
            var entry = Entry(process: process)
            guard let place = places[process.name] else { return entry }
            entry.hasQuorum = old[place].hasQuorum
            guard old[place].process.counts(asDoes: process) else { return entry }
            entry.count = old[place].count
            entry.isCounted = old[place].isCounted
            if old[place].process.hasQuorum(asHas: process) { entry.change = old[place].change }
            moved[place] = index
            return entry
        }
        members = members.compactMapValues { matched in
            let kept = matched.compactMap { moved[$0] }.sorted()
            return kept.isEmpty ? nil : kept
        }
        index()
        found = nil
        changing = Set(entries.indices.filter { entries[$0].change != nil })
        for place in entries.indices where entries[place].change == nil { decide(place, nil, at: now) }
    }

    private mutating func index() {
        byName = [:]
        byCommand = [:]
        patterns = entries.map { $0.process.comparesCommandLine ? ProcessPattern($0.process) : nil }
        for (place, entry) in entries.enumerated() {
            if entry.process.comparesCommandLine {
                byCommand[entry.process.command, default: []].append(place)
            } else {
                byName[entry.process.command, default: []].append(place)
            }
        }
        commandLineBytes = patterns.compactMap { $0.map { $0.words.count + 1 } }.max() ?? 0
    }

    // MARK: what happens

    /// Whether a process like this is tracked.
    public func isTracked(_ image: ProcessImage) -> Bool { !matching(image).isEmpty }

    /// A process is like this now.
    public mutating func saw(
        _ process: Int32, _ image: ProcessImage, because cause: Cause, at now: MonotonicInstant
    ) {
        let after = matching(image)
        if !after.isEmpty { found?.insert(process) }
        set(after, of: process, because: cause, at: now)
    }

    /// A process has ended, or is not what it was any more and cannot be read.
    public mutating func ended(_ process: Int32, at now: MonotonicInstant) {
        set([], of: process, because: .ended, at: now)
    }

    /// What a process is now could not be read: it stays what it was.
    public mutating func couldNotRead(_ process: Int32) { found?.insert(process) }

    /// All processes are about to be read.
    public mutating func beginReading() { found = [] }

    /// All processes have been read: those that were not found are gone. What is counted for the first time counts at once.
    public mutating func endReading(at now: MonotonicInstant) {
        guard let found else { return }
        for process in members.keys where !found.contains(process) { ended(process, at: now) }
        self.found = nil
        for place in entries.indices where !entries[place].isCounted {
            entries[place].isCounted = true
            decide(place, nil, at: now)
        }
    }

    /// Handles the deadline.
    public mutating func timeout(at now: MonotonicInstant) {
        for place in changing.sorted() {
            guard let change = entries[place].change, change.due <= now else { continue }
            set(!(entries[place].hasQuorum ?? false), at: place)
        }
    }

    private mutating func set(
        _ after: [Int], of process: Int32, because cause: Cause, at now: MonotonicInstant
    ) {
        let before = members[process] ?? []
        guard before != after else { return }
        members[process] = after.isEmpty ? nil : after
        for place in after where !before.contains(place) {
            entries[place].count += 1
            decide(place, (cause, isMore: true), at: now)
        }
        for place in before where !after.contains(place) {
            entries[place].count -= 1
            decide(place, (cause, isMore: false), at: now)
        }
    }

    /// The trackers that such a process matches, in their order.
    private func matching(_ image: ProcessImage) -> [Int] {
        let named = byName[image.name] ?? []
        guard !byCommand.isEmpty, let end = image.commandLine.firstIndex(of: 0) else { return named }
        let others = (byCommand[Array(image.commandLine[..<end])] ?? []).filter {
            patterns[$0]?.matches(image.commandLine) ?? false
        }
        return others.isEmpty ? named : (named + others).sorted()
    }

    /// Compares what is with what counts. Without an event the difference counts at once.
    private mutating func decide(
        _ place: Int, _ event: (cause: Cause, isMore: Bool)?, at now: MonotonicInstant
    ) {
        guard entries[place].isCounted else { return }
        let process = entries[place].process
        let isQuorum = process.isQuorum(entries[place].count)
        guard let hasQuorum = entries[place].hasQuorum, let event else {
            return set(isQuorum, at: place)
        }
        guard hasQuorum != isQuorum else { return settle(place, nil) }
        // What leads back to a quorum, but not yet to it, does not hasten its loss.
        let leadsBack = !isQuorum && event.isMore == (entries[place].count < process.quorum)
        guard !leadsBack || entries[place].change == nil else { return }
        let delay: Duration
        switch event.cause {
        case .became: delay = .zero
        case .forked: delay = process.forkDelay
        case .ended: delay = process.terminateDelay
        }
        guard delay > .zero else { return set(isQuorum, at: place) }
        // A change that is under way does not start again.
        if entries[place].change.map({ $0.due > now + delay }) ?? true {
            settle(place, (now + delay, event.cause))
        }
    }

    private mutating func set(_ hasQuorum: Bool, at place: Int) {
        if entries[place].hasQuorum != hasQuorum { revision += 1 }
        entries[place].hasQuorum = hasQuorum
        settle(place, nil)
    }

    private mutating func settle(_ place: Int, _ change: (due: MonotonicInstant, cause: Cause)?) {
        entries[place].change = change
        if change == nil { changing.remove(place) } else { changing.insert(place) }
    }
}

/// What is known of a tracked process.
public struct ProcessCount: Equatable, Sendable {
    /// The name of its block.
    public var name: String
    /// How many processes match.
    public var count: Int
    /// Whether they are a quorum that counts; nil: not known yet.
    public var hasQuorum: Bool?
    /// Whether `fork_delay` runs.
    public var waitsForFork: Bool
    /// Whether `terminate_delay` runs.
    public var waitsForEnd: Bool
}

extension ProcessCensus {
    /// What is known, in the order of the configuration.
    public var counts: [ProcessCount] {
        entries.map { entry in
            let cause = entry.change?.cause
            return ProcessCount(
                name: entry.process.name, count: entry.count, hasQuorum: entry.hasQuorum,
                waitsForFork: cause == .forked, waitsForEnd: cause == .ended)
        }
    }

    /// Which trackers have a quorum, by name; those of which nothing is known are left out.
    public var quorums: [String: Bool] {
        var result: [String: Bool] = [:]
        for entry in entries { result[entry.process.name] = entry.hasQuorum }
        return result
    }
}
