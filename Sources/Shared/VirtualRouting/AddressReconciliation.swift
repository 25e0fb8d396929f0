internal import Configuration
internal import NetworkState
internal import NetworkTypes
internal import Timing

/// Brings the kernel's addresses to the wanted ones, place by place.
///
/// The caller says what is wanted at a place, which is a function of the configuration and of which instances are
/// master. The interface table has what is there. This keeps the rest: which of the addresses there are ours, and
/// which must not be restored, or not yet.
struct AddressReconciliation: Sendable {
    /// How many removals of one address by others are repaired at once within `window`; after that, the address waits.
    static let restorationLimit = 10
    static let window: Duration = .seconds(10)
    /// How long an address waits that others keep removing, or that the kernel refuses.
    static let wait: Duration = .seconds(1)
    static let refusalWaitLimit: Duration = .seconds(30)

    /// Why an address is added although its master was master before.
    enum Restoration: Equatable {
        /// The process behind this netlink port removed it.
        case removed(by: UInt32)
        /// The kernel removed it with the first address of its network.
        case wentAlong
        /// It was missing: its interface came back, reports were lost, or the kernel had refused it.
        case missing
    }

    /// What is known of an address, apart from whether it exists.
    private struct Memory {
        /// What we added there; nil for the host's own addresses.
        var ours: VirtualAddress?
        /// The number of our removals that the kernel has still to report. Until then, its reports of this place are
        /// outdated.
        var unreportedRemovals = 0
        /// Whether a change is under way; `changed` follows.
        var isBeingChanged = false
        /// Whether it is being restored in the batch that removes the first address of its network, and this one with
        /// it.
        var isTakenAlong = false
        /// What is being added; nil for the host's own address.
        var added: VirtualAddress?
        /// Why it is to be restored.
        var restoration: Restoration?
        /// When it was restored, newest last; at most `restorationLimit` times.
        var restorations: [MonotonicInstant] = []
        /// The earliest time to add it.
        var notBefore: MonotonicInstant?
        /// Why the kernel refuses it, and how many times it has.
        var refusal: String?
        var refusals = 0
        /// Whether it stays away until the next mastership: another program removed it, and it has `no_track`.
        var isAbandoned = false
        /// Whether it is the host's own and claimed by an owner (priority 255), and so left alone.
        var isAdopted = false

        /// Forgets what matters only for a wanted address, when it is neither wanted nor there.
        mutating func endWish() {
            ours = nil
            restoration = nil
            refusal = nil
            refusals = 0
        }

        var isEmpty: Bool {
            ours == nil && unreportedRemovals == 0 && restorations.isEmpty && notBefore == nil
                && refusal == nil && !isAbandoned && !isAdopted && !isBeingChanged && restoration == nil
        }
    }

    private var memories: [AddressPlace: Memory] = [:]
    /// The places whose addresses are added later.
    private var waiting: Set<AddressPlace> = []
    /// The marked places, which may differ from what is wanted, in the order of marking.
    private var stale: [AddressPlace] = []
    private var isStale: Set<AddressPlace> = []
    /// When `timeout` is due next; nil while no place waits.
    private(set) var deadline: MonotonicInstant?

    private subscript(place: AddressPlace) -> Memory {
        get { memories[place] ?? Memory() }
        set {
            memories[place] = newValue.isEmpty ? nil : newValue
            if newValue.notBefore != nil { waiting.insert(place) } else { waiting.remove(place) }
        }
    }

    // MARK: - Knowledge

    var hasStale: Bool { !stale.isEmpty }

    func isOurs(_ place: AddressPlace) -> Bool { memories[place]?.ours != nil }
    /// The places where the host's own addresses are claimed by owners.
    var adopted: [AddressPlace] { memories.filter(\.value.isAdopted).keys.sorted() }
    func isAdopted(_ place: AddressPlace) -> Bool { memories[place]?.isAdopted ?? false }
    /// Whether a change of the place is under way.
    func isBeingChanged(_ place: AddressPlace) -> Bool { memories[place]?.isBeingChanged ?? false }

    /// Whether the place is left alone for now.
    func waits(_ place: AddressPlace) -> Bool {
        memories[place].map { $0.notBefore != nil || $0.isAbandoned } ?? false
    }
    /// The places of the addresses that we added.
    var places: [AddressPlace] { memories.filter { $0.value.ours != nil }.keys.sorted() }

    /// Marks a place that may differ from what is wanted.
    mutating func mark(_ place: AddressPlace) {
        if isStale.insert(place).inserted { stale.append(place) }
    }

    /// Takes over an address that an earlier run left: it counts as ours, and is removed unless it is wanted.
    mutating func takeOver(_ virtual: VirtualAddress, at place: AddressPlace) {
        self[place].ours = virtual
        mark(place)
    }

    /// Notes whether an owner claims the host's own address at the place.
    mutating func setAdopted(_ isAdopted: Bool, at place: AddressPlace) { self[place].isAdopted = isAdopted }

    /// Notes that an instance with a claim to the place has become master: earlier reasons to wait no longer count.
    mutating func begin(_ place: AddressPlace) {
        if var memory = memories[place] {
            memory.isAbandoned = false
            memory.restoration = nil
            memory.restorations = []
            memory.notBefore = nil
            self[place] = memory
        }
        mark(place)
    }

    /// Notes that a wanted address may be missing, for this reason: it is restored if it is.
    mutating func restore(_ place: AddressPlace, _ restoration: Restoration) {
        self[place].restoration = restoration
        mark(place)
    }

    /// Forgets the addresses of an interface that no longer exists.
    mutating func forget(linkIndex: Int32) {
        memories = memories.filter { $0.key.linkIndex != linkIndex }
        waiting = waiting.filter { $0.linkIndex != linkIndex }
        stale.removeAll { $0.linkIndex == linkIndex }
        isStale = Set(stale)
        updateDeadline()
    }

    /// Marks all our places after reports were lost and everything was read again.
    mutating func readAgain() {
        for place in memories.keys.sorted() {
            self[place].unreportedRemovals = 0
            if memories[place]?.ours != nil { mark(place) }
        }
    }

    // MARK: - Reports

    /// Handles the report of an address; false if the report is outdated.
    func isNews(_ place: AddressPlace) -> Bool { memories[place]?.unreportedRemovals ?? 0 == 0 }

    /// Handles the report of a removal; false if it was our own.
    mutating func reportedRemoval(of place: AddressPlace) -> Bool {
        guard isNews(place) else {
            self[place].unreportedRemovals -= 1
            return false
        }
        return true
    }

    /// Handles a removal of a wanted address by another program, behind this netlink port: the address is restored at
    /// once, later, or not at all.
    mutating func removed(_ place: AddressPlace, by portID: UInt32, isTracked: Bool, at now: MonotonicInstant)
    {
        var memory = self[place]
        memory.restoration = .removed(by: portID)
        memory.restorations.removeAll { now - $0 > Self.window }
        if !isTracked {
            memory.isAbandoned = true
        } else if memory.restorations.count < Self.restorationLimit {
            memory.restorations.append(now)
        } else if memory.notBefore ?? now <= now {
            memory.notBefore = now + Self.wait
        }
        self[place] = memory
        mark(place)
        updateDeadline()
    }

    /// Handles the deadline: addresses that had to wait are due.
    mutating func timeout(at now: MonotonicInstant) {
        guard let deadline, deadline <= now else { return }
        for place in waiting.sorted() {
            guard let due = memories[place]?.notBefore, due <= now else { continue }
            self[place].notBefore = nil
            mark(place)
        }
        updateDeadline()
    }

    // MARK: - Changes

    /// The changes that bring all marked places to what is wanted: removals first, then additions, and with them the
    /// addresses that the kernel removes together with the first one of their network.
    mutating func changes(
        in interfaces: InterfaceTable, at now: MonotonicInstant, wanted: (AddressPlace) -> VirtualAddress?
    ) -> [AddressChange] {
        var removals: [AddressChange] = []
        var additions: [AddressChange] = []
        for place in stale {
            let (want, memory) = (wanted(place), self[place])
            let isThere = interfaces.address(at: place) != nil
            // An address that must wait is removed at once, but added later.
            let mustWait =
                memory.notBefore.map { $0 > now } ?? false && (want != nil || memory.refusal != nil)
            guard !memory.isBeingChanged, !mustWait else { continue }
            switch want {
            case nil where isThere && memory.ours != nil:
                removals.append(AddressChange(removing: place))
            case nil:
                guard memories[place] != nil else { continue }
                var memory = memory
                memory.endWish()
                self[place] = memory
            case let want? where !isThere:
                guard !memory.isAbandoned else { continue }
                additions.append(want.change(.add, on: place.linkIndex))
            case let want?:
                if memory.restoration != nil { self[place].restoration = nil }
                // Whoever added it: a master has the address, and removes it when it is master no longer.
                guard let ours = memory.ours else {
                    self[place].ours = want
                    continue
                }
                guard ours != want else { continue }
                // Its properties have changed.
                removals.append(AddressChange(removing: place))
                additions.append(want.change(.add, on: place.linkIndex))
            }
        }
        stale.removeAll(keepingCapacity: true)
        isStale.removeAll(keepingCapacity: true)
        guard !removals.isEmpty || !additions.isEmpty else { return [] }
        let changes = removals + takenAlong(by: removals, in: interfaces, beside: additions) + additions
        for change in changes { self[change.place].isBeingChanged = true }
        for place in additions.map(\.place) { self[place].added = wanted(place) }
        return changes
    }

    /// The changes that restore the other addresses of a network, the host's own among them, when its first address is
    /// removed: the kernel removes them as well, unless `promote_secondaries` is set.
    private mutating func takenAlong(
        by removals: [AddressChange], in interfaces: InterfaceTable, beside additions: [AddressChange]
    ) -> [AddressChange] {
        let going = Set(removals.map(\.place))
        var known = Set(additions.map(\.place))
        var result: [AddressChange] = []
        for removal in removals where removal.address.family == .ipv4 {
            guard let first = interfaces.address(at: removal.place), !first.traits.contains(.isSecondary)
            else { continue }
            for other in interfaces.addresses(on: removal.linkIndex)
            where other.traits.contains([.isSecondary, .isPermanent])
                && other.isInNetwork(of: first.address, first.prefixLength)
                && !going.contains(other.place) && !isBeingChanged(other.place)
            {
                guard known.insert(other.place).inserted else { continue }
                let ours = memories[other.place]?.ours
                self[other.place].restoration = .wentAlong
                self[other.place].isTakenAlong = true
                result.append(ours?.change(.add, on: other.linkIndex) ?? AddressChange(restoring: other))
            }
        }
        return result
    }

    /// What is to be logged about a change.
    enum News {
        /// The kernel refused it, for a reason not logged yet.
        case refused(String)
        /// The address has been restored.
        case restored(Restoration)
    }

    /// Handles the outcome of a change.
    mutating func changed(
        _ change: AddressChange, _ outcome: ChangeOutcome, at now: MonotonicInstant
    ) -> News? {
        var memory = self[change.place]
        var news: News?
        memory.isBeingChanged = false
        // The kernel reports its removal before the addition that has just undone it. With promotion it was never
        // removed.
        if memory.isTakenAlong, outcome == .made { memory.unreportedRemovals += 1 }
        memory.isTakenAlong = false
        switch (change.action, outcome) {
        case (.add, .made), (.add, .needless):
            if outcome == .made, let restoration = memory.restoration { news = .restored(restoration) }
            memory.restoration = nil
            // Its instance may no longer be master: then the address is removed again.
            memory.ours = memory.added ?? memory.ours
            memory.added = nil
            memory.refusal = nil
            memory.refusals = 0
        case (.remove, .made):
            memory.ours = nil
            memory.unreportedRemovals += 1
        case (.remove, .needless):
            memory.ours = nil
        case (_, .refused(let why)):
            if memory.refusal != why { news = .refused(why) }
            // It is announced when it has been added; an announcement before that was in vain.
            if change.action == .add, memory.restoration == nil { memory.restoration = .missing }
            memory.added = nil
            memory.refusal = why
            memory.notBefore = now + min(Self.wait * (1 << min(memory.refusals, 5)), Self.refusalWaitLimit)
            memory.refusals += 1
        }
        self[change.place] = memory
        // What is wanted may have changed meanwhile.
        mark(change.place)
        updateDeadline()
        return news
    }

    private mutating func updateDeadline() {
        deadline = nil
        for place in waiting {
            guard let due = memories[place]?.notBefore else { continue }
            deadline = min(deadline ?? due, due)
        }
    }
}

extension AddressChange {
    fileprivate init(removing place: AddressPlace) {
        self.init(
            .remove, address: place.address, prefixLength: place.prefixLength, linkIndex: place.linkIndex)
    }
}

extension InterfaceAddress {
    /// Whether an IPv4 address with that prefix length belongs to the same network, by the kernel's rule.
    func isInNetwork(of other: IPAddress, _ otherLength: UInt8) -> Bool {
        guard prefixLength == otherLength, case .ipv4(let left) = address, case .ipv4(let right) = other
        else { return false }
        return prefixLength == 0 || (left.bits ^ right.bits) >> UInt32(32 - min(prefixLength, 32)) == 0
    }
}
