import Foundation
import Lab
import Testing

/// Which side runs on the preferred host `a`; the other one runs on `b`.
struct Roles: Sendable, CustomTestStringConvertible {
    var a: Implementation
    var b: Implementation

    var testDescription: String { "\(a.rawValue) preferred, \(b.rawValue) second" }

    /// Each side in each role.
    static let mixed = [Roles(a: .ours, b: .debian), Roles(a: .debian, b: .ours)]
    /// The mixed ones, and ours alone.
    static let all = mixed + [Roles(a: .ours, b: .ours)]
}

/// Two routers on a LAN with a client.
final class Pair {
    let network: Network
    let roles: Roles
    private(set) var daemons: [String: Daemon] = [:]

    init(
        _ roles: Roles, interface: String = "eth0", addressPrefix: String = "10.99.0",
        hosts: [String] = ["a", "b", "client"]
    ) throws {
        self.roles = roles
        network = try Network(hosts, interface: interface, addressPrefix: addressPrefix)
    }

    var a: LabHost { network["a"] }
    var b: LabHost { network["b"] }
    var client: LabHost { network["client"] }

    func implementation(of name: String) -> Implementation { name == "a" ? roles.a : roles.b }

    @discardableResult
    func start(_ name: String, _ configuration: String) throws -> Daemon {
        let daemon = try implementation(of: name).start(on: network[name], configuration: configuration)
        daemons[name] = daemon
        return daemon
    }

    func reload(_ name: String, _ configuration: String) throws {
        guard let daemon = daemons[name] else { throw CommandFailure(description: "\(name) does not run") }
        try implementation(of: name).reload(daemon, on: network[name], configuration: configuration)
    }

    /// The power of the host goes: its daemon is gone and its cable dead.
    func crash(_ name: String) throws {
        // In this order: a daemon that sees its cable go gives its addresses up before it dies.
        daemons[name]?.crash()
        try network.setCable(of: network[name], isPlugged: false)
    }

    /// The power returns; addresses that were left on the interface are still there.
    func repair(_ name: String) throws { try network.setCable(of: network[name], isPlugged: true) }

    /// Requires that exactly the named hosts come to have the address.
    func expect(
        _ address: String = "10.99.0.100", on owners: Set<String>, within limit: Duration = .seconds(6),
        _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let holds = try eventually(within: limit) {
            try Set(["a", "b"].filter { try network[$0].has(address) }) == owners
        }
        guard !holds else { return }
        for name in daemons.keys.sorted() { print("---- log of \(name)\n\(daemons[name]?.log ?? "")") }
        let present = try ["a", "b"].filter { try network[$0].has(address) }
        Issue.record(
            "\(comment?.rawValue ?? "") \(address) is on \(present), not on \(owners.sorted()), \(roles.testDescription)",
            sourceLocation: sourceLocation)
        throw CommandFailure(description: "\(address) is not where it should be")
    }

    /// Requires that it stays like that for a while.
    func expectSteady(
        _ address: String = "10.99.0.100", on owners: Set<String>, for time: Duration,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let moved = try eventually(within: time) {
            try Set(["a", "b"].filter { try network[$0].has(address) }) != owners
        }
        #expect(
            !moved, "\(address) left \(owners.sorted()), \(roles.testDescription)",
            sourceLocation: sourceLocation)
    }

    func log(of name: String) -> String { daemons[name]?.log ?? "" }
}
