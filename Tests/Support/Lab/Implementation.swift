import Foundation

/// Which keepalived runs on a host.
public enum Implementation: String, CaseIterable, Sendable {
    /// This project's.
    case ours
    /// Debian's.
    case debian

    /// The other one.
    public var other: Implementation { self == .ours ? .debian : .ours }

    /// The program's path.
    public func program() throws -> String {
        switch self {
        case .ours:
            let path = Self.directory + "/keepalived"
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw CommandFailure(description: "\(path) is missing: run 'make build'")
            }
            return path
        case .debian:
            return try Shell.program("keepalived", package: "keepalived")
        }
    }

    /// Where `make build` puts our programs, or what HA_PROGRAMS says.
    public static var directory: String {
        if let directory = ProcessInfo.processInfo.environment["HA_PROGRAMS"] { return directory }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appendingPathComponent(".build/release").path
    }

    /// Starts it on a host in the foreground, logging everything.
    public func start(on host: LabHost, configuration: String, options: [String] = []) throws -> Daemon {
        let path = try host.write(configuration, to: "\(rawValue).conf")
        // keepalived takes the number of a crashed child that nobody has waited for yet for a running daemon.
        for name in ["", "-vrrp", "-checkers", "-bfd"] {
            try? FileManager.default.removeItem(atPath: host.directory.path + "/\(rawValue)\(name).pid")
        }
        return try host.start(
            [
                try program(), "-n", "-l", "-D", "-G", "-f", path, "-p",
                host.directory.path + "/\(rawValue).pid",
                "-r", host.directory.path + "/\(rawValue)-vrrp.pid",
                "-c", host.directory.path + "/\(rawValue)-checkers.pid",
                "-b", host.directory.path + "/\(rawValue)-bfd.pid",
            ] + options)
    }

    /// Writes another configuration for a running daemon and has it read.
    public func reload(_ daemon: Daemon, on host: LabHost, configuration: String) throws {
        _ = try host.write(configuration, to: "\(rawValue).conf")
        daemon.signal(SIGHUP)
    }
}

/// A `vrrp_instance` for tests, as text.
public struct InstanceText: Sendable {
    /// The block's name.
    public var name = "VI_1"
    /// `virtual_router_id`
    public var virtualRouterID = 51
    /// `version`
    public var version = 3
    /// `advert_int`
    public var interval = "0.1"
    /// `state`
    public var state = "BACKUP"
    /// `priority`
    public var priority = 100
    /// `interface`
    public var interface = "eth0"
    /// Lines of `virtual_ipaddress`.
    public var addresses = ["10.99.0.100/24"]
    /// Further lines of the block.
    public var lines: [String] = []

    /// An instance of VRRPv3 at 100 ms.
    public init() {}

    /// One with this priority and these further lines.
    public init(priority: Int, lines: [String] = []) {
        self.priority = priority
        self.lines = lines
    }

    /// The block.
    public var text: String {
        """
        vrrp_instance \(name) {
            state \(state)
            interface \(interface)
            virtual_router_id \(virtualRouterID)
            version \(version)
            priority \(priority)
            advert_int \(interval)
            virtual_ipaddress {
        \(addresses.map { "        \($0)" }.joined(separator: "\n"))
            }
        \(lines.map { "    \($0)" }.joined(separator: "\n"))
        }

        """
    }
}
