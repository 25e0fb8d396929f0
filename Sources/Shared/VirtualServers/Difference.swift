/// The changes that turn the table `have` into the table `want`; none if they are the same.
///
/// The order is safe at every step: a service gets its new servers, and more of its kept ones, before any server loses
/// weight or goes, so that it never lacks a server that it had and keeps. Unwanted services go last. Nothing that is
/// kept is removed and added again, so its connections stay.
///
/// - Precondition: no two services of a table, and no two servers of a service, have the same `id`.
public func diff(have: [VirtualServer], want: [VirtualServer]) -> [Change] {
    var changes: [Change] = []
    let present = Dictionary(uniqueKeysWithValues: have.map { ($0.service.id, $0) })
    for wanted in want {
        if let old = present[wanted.service.id] {
            changes += diff(have: old, want: wanted)
        } else {
            changes.append(.addService(wanted.service))
            changes += wanted.destinations.map { .addDestination(wanted.service.id, $0) }
        }
    }
    let kept = Set(want.map(\.service.id))
    changes += have.filter { !kept.contains($0.service.id) }.map { .deleteService($0.service.id) }
    return changes
}

/// The changes within one service.
private func diff(have: VirtualServer, want: VirtualServer) -> [Change] {
    let id = want.service.id
    var changes: [Change] = have.service == want.service ? [] : [.editService(want.service)]
    guard have.destinations != want.destinations else { return changes }
    let present = Dictionary(uniqueKeysWithValues: have.destinations.map { ($0.id, $0) })
    var gaining: [Change] = []
    var losing: [Change] = []
    for wanted in want.destinations {
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
    let kept = Set(want.destinations.map(\.id))
    let removed = have.destinations.filter { !kept.contains($0.id) }
    return changes + gaining + losing + removed.map { .deleteDestination(id, $0.id) }
}

extension Destination {
    /// Whether the kernel would be no different after an edit to `other`.
    fileprivate func isEffectively(_ other: Destination) -> Bool {
        var other = other
        // For one of this host's own addresses the kernel chooses the method, whatever was asked.
        if method == .local { other.method = .local }
        if other.method != .tunnel { other.tunnel = tunnel }
        return self == other
    }
}
