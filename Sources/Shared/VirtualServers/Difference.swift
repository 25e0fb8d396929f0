/// The changes that turn the table `have` into the table `want`; none if they are the same.
///
/// The order is safe at every step: a service gets new servers, and higher weights of kept ones, before any
/// server loses weight or is removed, so that it never lacks a server that it had and keeps. Unwanted
/// services are removed last. Nothing that is kept is removed and added again, so its connections stay.
///
/// If several services, or several servers of a service, have the same `id`, the first one counts: the listing of a
/// table that changes meanwhile may repeat entries.
public func diff(have: [VirtualServer], want: [VirtualServer]) -> [Change] {
    var changes: [Change] = []
    let present = Dictionary(have.map { ($0.service.id, $0) }, uniquingKeysWith: { first, _ in first })
    var done: Set<ServiceID> = []
    for wanted in want where done.insert(wanted.service.id).inserted {
        if let old = present[wanted.service.id] {
            changes += diff(have: old, want: wanted)
        } else {
            changes.append(.addService(wanted.service))
            changes += diff(have: VirtualServer(wanted.service), want: wanted)
        }
    }
    let removed = have.filter { done.insert($0.service.id).inserted }
    return changes + removed.map { .deleteService($0.service.id) }
}

/// The changes within one service.
private func diff(have: VirtualServer, want: VirtualServer) -> [Change] {
    let id = want.service.id
    var changes: [Change] = have.service == want.service ? [] : [.editService(want.service)]
    guard have.destinations != want.destinations else { return changes }
    let present = Dictionary(have.destinations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var gaining: [Change] = []
    var losing: [Change] = []
    var done: Set<DestinationID> = []
    for wanted in want.destinations where done.insert(wanted.id).inserted {
        guard let old = present[wanted.id] else {
            changes.append(.addDestination(id, wanted))
            continue
        }
        guard !old.isEffectively(wanted) else { continue }
        if wanted.weight >= old.weight {
            gaining.append(.editDestination(id, wanted))
        } else {
            losing.append(.editDestination(id, wanted))
        }
    }
    let removed = have.destinations.filter { done.insert($0.id).inserted }
    return changes + gaining + losing + removed.map { .deleteDestination(id, $0.id) }
}

extension Destination {
    /// Whether changing it to `other` would change nothing in the kernel.
    fileprivate func isEffectively(_ other: Destination) -> Bool {
        var other = other
        // For one of this host's own addresses the kernel chooses the method itself.
        if method == .local { other.method = .local }
        if other.method != .tunnel { other.tunnel = tunnel }
        return self == other
    }
}
