internal import Configuration
internal import NetworkState
internal import NetworkTypes
internal import Timing

/// Brings the addresses of the kernel to those that are wanted, a place at a time.
///
/// What is wanted at a place is asked of the caller, and is a function of the configuration and of who is master. What
/// is there is in the interface table. This knows the rest: which of the addresses there are ours, and which are not to
/// be put back, or not yet.
struct AddressReconciliation: Sendable {
    /// Removals of one address by somebody else that are mended at once within `window`; after that it waits.
    static let restorationLimit = 10
    static let window: Duration = .seconds(10)
    /// How long an address waits that somebody removes again and again, or that the kernel refuses.
    static let wait: Duration = .seconds(1)
    static let refusalWaitLimit: Duration = .seconds(30)

    /// Why an address is put on although its master was master before.
    enum Restoration: Equatable {
        /// The process behind this netlink port removed it.
        case removed(by: UInt32)
        /// The kernel removed it with the first address of its network.
        case wentAlong
        /// It was missing: its interface came back, reports were lost, or the kernel had refused it.
        case missing
    }

    /// What is known of an address besides whether it is there.
    private struct Memory {
        /// We have put it there, as this; the host's own addresses have none.
        var ours: VirtualAddress?
        /// Removals by us that the kernel has still to report. Until then its reports of this place are of the past.
        var unreportedRemovals = 0
        /// It is with the kernel now; `changed` follows.
        var isBeingChanged = false
        /// It is put on with the removal of the first address of its network, which takes it along.
        var isTakenAlong = false
        /// As what it is being added; nil for the host's own.
        var added: VirtualAddress?
        /// Why it is to be put back.
        var restoration: Restoration?
        /// When it was put back, newest last; at most `restorationLimit`.
        var restorations: [MonotonicInstant] = []
        /// Not before this is it put on.
        var notBefore: MonotonicInstant?
        /// Why the kernel refuses it, and how often it has.
        var refusal: String?
        var refusals = 0
        /// Somebody removed it, and the configuration says `no_track`: it stays away until the next mastership.
        var isAbandoned = false
        /// The host's own, claimed by an owner (priority 255): it is left as it is.
        var isAdopted = false

        /// Nobody wants it any more, and it is not there.
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
    /// The places that are put on later.
    private var waiting: Set<AddressPlace> = []
    /// Places that may be other than wanted, in the order in which they came up.
    private var stale: [AddressPlace] = []
    private var isStale: Set<AddressPlace> = []
    /// When `timeout` is due next.
    private(set) var deadline: MonotonicInstant?

    private subscript(place: AddressPlace) -> Memory {
        get { memories[place] ?? Memory() }
        set {
            memories[place] = newValue.isEmpty ? nil : newValue
            if newValue.notBefore != nil { waiting.insert(place) } else { waiting.remove(place) }
        }
    }

    // MARK: what is known

    var hasStale: Bool { !stale.isEmpty }

    func isOurs(_ place: AddressPlace) -> Bool { memories[place]?.ours != nil }
    /// The places where the host's own addresses are claimed by owners.
    var adopted: [AddressPlace] { memories.filter(\.value.isAdopted).keys.sorted() }
    func isAdopted(_ place: AddressPlace) -> Bool { memories[place]?.isAdopted ?? false }
    /// Whether a change of the place is under way.
    func isBeingChanged(_ place: AddressPlace) -> Bool { memories[place]?.isBeingChanged ?? false }

    /// Whether the place is left as it is for now.
    func waits(_ place: AddressPlace) -> Bool {
        memories[place].map { $0.notBefore != nil || $0.isAbandoned } ?? false
    }
    /// The places where we have put addresses.
    var places: [AddressPlace] { memories.filter { $0.value.ours != nil }.keys.sorted() }

    /// The place may be other than wanted.
    mutating func mark(_ place: AddressPlace) {
        if isStale.insert(place).inserted { stale.append(place) }
    }

    /// An address that was there before us counts as ours, for an earlier run left it: it goes, unless it is wanted.
    mutating func takeOver(_ virtual: VirtualAddress, at place: AddressPlace) {
        self[place].ours = virtual
        mark(place)
    }

    /// The host's own address is claimed by an owner, or is no longer.
    mutating func setAdopted(_ isAdopted: Bool, at place: AddressPlace) { self[place].isAdopted = isAdopted }

    /// Whoever claims the place has become master: what kept the address away counts no more.
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

    /// An address that is wanted may be gone for that reason: if it is, it is put back.
    mutating func restore(_ place: AddressPlace, _ restoration: Restoration) {
        self[place].restoration = restoration
        mark(place)
    }

    /// The interface is gone, and its addresses with it.
    mutating func forget(linkIndex: Int32) {
        memories = memories.filter { $0.key.linkIndex != linkIndex }
        waiting = waiting.filter { $0.linkIndex != linkIndex }
        stale.removeAll { $0.linkIndex == linkIndex }
        isStale = Set(stale)
        updateDeadline()
    }

    /// Reports were lost: what is there was read again, and every place of ours may be other than wanted.
    mutating func readAgain() {
        for place in memories.keys.sorted() {
            self[place].unreportedRemovals = 0
            if memories[place]?.ours != nil { mark(place) }
        }
    }

    // MARK: reports

    /// The kernel reports that an address is there; false if that is of the past.
    func isNews(_ place: AddressPlace) -> Bool { memories[place]?.unreportedRemovals ?? 0 == 0 }

    /// The kernel reports that an address is gone; false if we did that ourselves, and know it.
    mutating func reportedRemoval(of place: AddressPlace) -> Bool {
        guard isNews(place) else {
            self[place].unreportedRemovals -= 1
            return false
        }
        return true
    }

    /// Somebody else, behind this netlink port, removed an address that is wanted: it is put back now, later, or not at
    /// all.
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

    /// The deadline has come: addresses that had to wait have their turn.
    mutating func timeout(at now: MonotonicInstant) {
        guard let deadline, deadline <= now else { return }
        for place in waiting.sorted() {
            guard let due = memories[place]?.notBefore, due <= now else { continue }
            self[place].notBefore = nil
            mark(place)
        }
        updateDeadline()
    }

    // MARK: changes

    /// The changes that bring all places that were marked to what is wanted there: first what goes, then what comes, and
    /// with it what the kernel takes along when the first address of a network goes.
    mutating func changes(
        in interfaces: InterfaceTable, at now: MonotonicInstant, wanted: (AddressPlace) -> VirtualAddress?
    ) -> [AddressChange] {
        var removals: [AddressChange] = []
        var additions: [AddressChange] = []
        for place in stale {
            let (want, memory) = (wanted(place), self[place])
            let isThere = interfaces.address(at: place) != nil
            // What is put back later goes at once.
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
                // Whoever put it there: a master has it, and takes it off when it is none any more.
                guard let ours = memory.ours else {
                    self[place].ours = want
                    continue
                }
                guard ours != want else { continue }
                // With other properties than before.
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

    /// The kernel removes the other addresses of a network with the first one (unless `promote_secondaries` is set):
    /// the changes that put them back at once, the host's own among them.
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
                && !going.contains(other.place)
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

    /// What a change leaves to be said.
    enum News {
        /// The kernel refuses it, for another reason than before.
        case refused(String)
        /// The address is there again.
        case restored(Restoration)
    }

    /// What became of a change.
    mutating func changed(
        _ change: AddressChange, _ outcome: ChangeOutcome, at now: MonotonicInstant
    ) -> News? {
        var memory = self[change.place]
        var news: News?
        memory.isBeingChanged = false
        // The kernel reports its removal, before the addition that has just undone it. Promotion leaves it where it is.
        if memory.isTakenAlong, outcome == .made { memory.unreportedRemovals += 1 }
        memory.isTakenAlong = false
        switch (change.action, outcome) {
        case (.add, .made), (.add, .needless):
            if outcome == .made, let restoration = memory.restoration { news = .restored(restoration) }
            memory.restoration = nil
            // Its master may be none any more: then it goes again.
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
            // Once it is there it is announced, which was in vain before.
            if change.action == .add, memory.restoration == nil { memory.restoration = .missing }
            memory.added = nil
            memory.refusal = why
            memory.notBefore = now + min(Self.wait * (1 << min(memory.refusals, 5)), Self.refusalWaitLimit)
            memory.refusals += 1
        }
        self[change.place] = memory
        // Meanwhile something else may be wanted.
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
    /// Whether an IPv4 address of that prefix length belongs to the same network, as the kernel groups them.
    func isInNetwork(of other: IPAddress, _ otherLength: UInt8) -> Bool {
        guard prefixLength == otherLength, case .ipv4(let left) = address, case .ipv4(let right) = other
        else { return false }
        return prefixLength == 0 || (left.bits ^ right.bits) >> UInt32(32 - min(prefixLength, 32)) == 0
    }
}
