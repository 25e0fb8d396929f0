import Foundation

/// A LAN of hosts, each a network namespace, on one bridge; made by a test and gone with it.
///
/// LabHost number n (from 1) has `eth0` with 10.99.0.n/24, fd00:99::n/64 and a link-local address. Nothing leads out.
public final class Network {
    /// The hosts in the order they were asked for.
    public let hosts: [LabHost]
    private let bridge: String

    /// Makes a LAN with a host for each name, and with these numbers instead of 1, 2, ... Needs root.
    public init(
        _ names: [String], numbers: [Int]? = nil, interface: String = "eth0",
        addressPrefix: String = "10.99.0"
    ) throws {
        guard getuid() == 0 else { throw CommandFailure(description: "network namespaces need root") }
        let prefix = "ha\(getpid())-\(Self.nextNumber())"
        bridge = "\(prefix)-lan"
        var made: [LabHost] = []
        // The objects exist before the commands run, so that a failure half-way is cleaned up too.
        for (index, name) in names.enumerated() {
            made.append(
                try LabHost(
                    name: name, namespace: "\(prefix)-\(name)", interface: interface,
                    number: numbers?[index] ?? index + 1,
                    addressPrefix: addressPrefix))
        }
        hosts = made
        do {
            try build()
        } catch {
            remove()
            throw error
        }
    }

    deinit { remove() }

    /// The host with that name.
    public subscript(name: String) -> LabHost {
        guard let host = hosts.first(where: { $0.name == name }) else {
            preconditionFailure("no host \(name)")
        }
        return host
    }

    /// Cuts the host's cable, or mends it.
    public func setCable(of host: LabHost, isPlugged: Bool) throws {
        try Shell.require("ip", "-n", bridge, "link", "set", host.port, isPlugged ? "up" : "down")
    }

    /// Lets nothing through between these two hosts' ports, although both have link: a switch that broke.
    public func setIsolation(of host: LabHost, isIsolated: Bool) throws {
        try Shell.require(
            "ip", "-n", bridge, "link", "set", host.port, "type", "bridge_slave", "isolated",
            isIsolated ? "on" : "off")
    }

    private func build() throws {
        try Shell.require("ip", "netns", "add", bridge)
        try Shell.require("ip", "-n", bridge, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        try Shell.require("ip", "-n", bridge, "link", "set", "br0", "up")
        for host in hosts { try host.build(bridge: bridge) }
    }

    private func remove() {
        for host in hosts { host.stopAll() }
        // Names that were never made are no trouble here.
        for namespace in hosts.map(\.namespace) + [bridge] {
            _ = try? Shell.run(["ip", "netns", "del", namespace])
        }
    }

    private static let counter = Counter()

    private static func nextNumber() -> Int { counter.next() }
}
