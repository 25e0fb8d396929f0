import Foundation

/// Two network namespaces of their own, joined by a cable: `left0` in one, `right0` in the other.
///
/// The calling thread enters them and comes back; nothing of them remains. Needs root.
public final class Cable {
    /// One of the two namespaces.
    public enum Side: String, CaseIterable, Sendable {
        /// The one with `left0`.
        case left
        /// The one with `right0`.
        case right

        /// The name of this side's end of the cable.
        public var interface: String { rawValue + "0" }
    }

    private let left: Namespace
    private let right: Namespace
    private var present = Side.left

    /// Lays a cable, calls `body` in the left namespace, and brings the thread home.
    public static func with(_ body: (Cable) throws -> Void) throws {
        guard geteuid() == 0 else {
            throw CommandFailure(description: "network namespaces need root: these tests did not run")
        }
        let home = try Namespace.present()
        defer { try? home.enter() }
        let cable = try Cable()
        try cable.lay()
        try body(cable)
    }

    private init() throws {
        left = try Namespace.enterNew()
        right = try Namespace.enterNew()
    }

    /// Calls `body` in one namespace, and goes back to the present one.
    public func inside<Result>(_ side: Side, _ body: () throws -> Result) rethrows -> Result {
        let former = present
        enter(side)
        defer { enter(former) }
        return try body()
    }

    private func enter(_ side: Side) {
        do {
            try (side == .left ? left : right).enter()
        } catch {
            preconditionFailure("\(error)")
        }
        present = side
    }

    /// Runs a command in one namespace, and waits for its success.
    public func run(_ side: Side, _ command: String) throws {
        try inside(side) { _ = try Shell.require(command.split(separator: " ").map { String($0) }) }
    }

    /// The number of this side's end of the cable.
    public func index(of side: Side) -> Int32 { inside(side) { Int32(if_nametoindex(side.interface)) } }

    /// The name and number of this side's end of the cable.
    public func interface(_ side: Side) -> (name: String, index: Int32) {
        (name: side.interface, index: index(of: side))
    }

    private func lay() throws {
        enter(.left)
        for side in Side.allCases {
            // Addresses are of use at once, and none appears by itself.
            for kind in ["all", "default"] {
                try run(
                    side,
                    "sysctl -qw net.ipv6.conf.\(kind).accept_dad=0 net.ipv6.conf.\(kind).addr_gen_mode=1")
            }
        }
        // Of ends with different numbers the kernel tells the carrier at once, of others once a second.
        try run(
            .left, "ip link add left0 index 11 type veth peer name right0 index 12 netns \(right.path)")
        for side in Side.allCases { try run(side, "ip link set \(side.interface) up") }
        // The kernel connects the queues of a cable some time after both ends are up; until then it drops frames.
        for side in Side.allCases {
            guard eventually(within: .seconds(5), { inside(side) { Self.isRunning(side.interface) } }) else {
                throw CommandFailure(description: "\(side.interface) has no carrier")
            }
        }
    }

    private static func isRunning(_ interface: String) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        var request = ifreq()
        withUnsafeMutableBytes(of: &request.ifr_ifrn.ifrn_name) { $0.copyBytes(from: interface.utf8) }
        guard ioctl(socket, UInt(SIOCGIFFLAGS), &request) == 0 else { return false }
        return request.ifr_ifru.ifru_flags & Int16(IFF_RUNNING) != 0
    }
}
