internal import Election
internal import NetworkTypes
internal import Timing

/// One machine: its process, its kernel's sockets and addresses, its links.
public struct Node: Sendable {
    /// What the machine does.
    enum Power: Equatable, Sendable {
        /// The process runs.
        case running
        /// The process is stopped by something outside; the kernel goes on.
        case paused(until: MonotonicInstant)
        /// The process was killed; its addresses are still there.
        case killed
        /// The machine is off, or the process has stopped properly.
        case off
    }

    /// What the kernel keeps for a process that does not read; more is thrown away, as a socket buffer does.
    static let inboxCapacity = 512

    /// The process's decisions.
    var election: Election
    var power = Power.off
    /// The router of each instance.
    var routerOf: [Int]
    /// The routers whose addresses are on the machine.
    var holds: [Bool]
    var isLinkUp: [Bool]
    var inbox: [Delivery] = []
    /// What each instance's transitions have said.
    var reported: [State]
    /// When each instance last processed an advertisement that it has to follow.
    var lastFollowed: [MonotonicInstant?]
    /// The bytes of the last multicast advertisement of each instance.
    var cache: [CachedAdvertisement?]
    /// How late the process wakes, this time.
    var lateness = Duration.zero

    init(_ settings: ElectionSettings, routers: Int, lans: Int) {
        election = Election(settings: settings)
        routerOf = Array(settings.instances.indices)
        holds = Array(repeating: false, count: routers)
        isLinkUp = Array(repeating: true, count: lans)
        reported = Array(repeating: .initialize, count: settings.instances.count)
        lastFollowed = Array(repeating: nil, count: settings.instances.count)
        cache = Array(repeating: nil, count: settings.instances.count)
    }

    var isRunning: Bool { power == .running }

    /// When the process wants to run next.
    var wakeTime: MonotonicInstant? {
        switch power {
        case .running: election.deadline.map { $0 + lateness }
        case .paused(let end): end
        case .killed, .off: nil
        }
    }

    /// The instance of the router, if the node has one.
    func instance(of router: Int) -> Int? { routerOf.firstIndex(of: router) }

    /// Starts to follow what the settings say after a reload or restart.
    mutating func remap(_ routers: [Int]) {
        let old = (routerOf, reported, lastFollowed)
        routerOf = routers
        reported = routers.map { router in old.0.firstIndex(of: router).map { old.1[$0] } ?? .initialize }
        lastFollowed = routers.map { router in old.0.firstIndex(of: router).flatMap { old.2[$0] } }
        cache = Array(repeating: nil, count: routers.count)
    }
}

/// An encoded advertisement, good for one priority.
struct CachedAdvertisement: Sendable {
    var priority: UInt8
    var bytes: [UInt8]
}
