import NetworkTypes

/// A checker and its last verdict.
struct CheckerState: Sendable {
    var settings: SupervisedChecker
    var verdict: Liveness
    /// The amount that it adds to the weight of its server.
    var weightOffset: Int64 = 0

    init(_ settings: SupervisedChecker) {
        self.settings = settings
        verdict = settings.startsDown ? .down : .up
    }
}

/// A server and the state of its checkers.
struct CheckedServer: Sendable {
    static let greatestWeight = Int64(Int32.max)

    /// The description without its checkers.
    var settings: SupervisedServer
    var checkers: [CheckerState]
    /// Whether its last notification was that it is down.
    var isKnownDown = false

    init(_ settings: SupervisedServer) {
        self.settings = settings
        checkers = settings.checkers.map { CheckerState($0) }
        self.settings.checkers = []
    }

    /// The description.
    var description: SupervisedServer {
        var description = settings
        description.checkers = checkers.map(\.settings)
        return description
    }

    var liveness: Liveness { checkers.allSatisfy { $0.verdict == .up } ? .up : .down }

    /// The configured weight plus what the checkers add, within the kernel's bounds.
    var weight: UInt32 {
        let sum = checkers.reduce(Int64(settings.destination.weight)) { $0 + $1.weightOffset }
        return UInt32(min(max(sum, 0), Self.greatestWeight))
    }

    /// Its entry in the table, while its service has its quorum (`serves`) or a sorry server in its place.
    func wanted(serves: Bool) -> Destination? {
        let isWanted = serves && liveness == .up
        guard isWanted || settings.isInhibitedOnFailure else { return nil }
        return settings.destination.weighing(isWanted ? weight : 0)
    }

    /// Adopts the state of the same server in an earlier description. A new checker starts with the server's
    /// state: adding one neither ends a failure nor takes a serving server out of service.
    mutating func adopt(_ old: Self) {
        isKnownDown = old.isKnownDown
        let places = places(
            of: checkers.map(\.settings.definition), in: old.checkers.map(\.settings.definition))
        for (index, place) in places.enumerated() {
            guard let place else {
                checkers[index].verdict = old.liveness
                continue
            }
            checkers[index].verdict = old.checkers[place].verdict
            checkers[index].weightOffset = old.checkers[place].weightOffset
        }
    }
}

extension Destination {
    /// The same server with another weight.
    func weighing(_ weight: UInt32) -> Self {
        var copy = self
        copy.weight = weight
        return copy
    }

    /// The same as a server of one service; nil if it is of another family without a tunnel, which the kernel
    /// refuses.
    ///
    /// Only address translation changes ports; with other methods the port is the service's, and 0 for a
    /// mark.
    public func placed(in service: ServiceID) -> Destination? {
        guard id.address.family == service.family || method == .tunnel else { return nil }
        var copy = self
        if method != .masquerade || id.port == 0 { copy.id.port = service.port }
        return copy
    }
}

/// The index of each key in `old`, or nil; equal keys are matched in order.
func places<Key: Hashable>(of keys: [Key], in old: [Key]) -> [Int?] {
    if keys == old { return Array(keys.indices) }
    var waiting: [Key: [Int]] = [:]
    for (place, key) in old.enumerated().reversed() { waiting[key, default: []].append(place) }
    return keys.map { waiting[$0]?.popLast() }
}
