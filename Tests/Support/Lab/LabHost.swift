import Foundation

/// One host of a `Network`.
public final class LabHost {
    /// Its name in the test.
    public let name: String
    /// Its network namespace.
    public let namespace: String
    /// Its only interface.
    public let interface: String
    /// Its IPv4 address on the LAN.
    public let address: String
    /// Its global IPv6 address on the LAN.
    public let address6: String
    /// The name of its end at the bridge.
    let port: String
    /// A directory of its own, removed with it.
    public let directory: URL
    private var daemons: [Daemon] = []

    init(name: String, namespace: String, interface: String, number: Int, addressPrefix: String) throws {
        self.name = name
        self.namespace = namespace
        self.interface = interface
        address = "\(addressPrefix).\(number)"
        address6 = "fd00:99::\(number)"
        port = "p\(number)"
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(namespace)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func build(bridge: String) throws {
        try Shell.require("ip", "netns", "add", namespace)
        // Duplicate address detection would hold every IPv6 address back for a second or two.
        try run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0")
        try Shell.require(
            "ip", "-n", namespace, "link", "add", interface, "type", "veth", "peer", "name", port, "netns",
            bridge)
        try Shell.require("ip", "-n", bridge, "link", "set", port, "master", "br0", "up")
        try ip("link", "set", "lo", "up")
        try ip("link", "set", interface, "up")
        try ip("address", "add", "\(address)/24", "dev", interface)
        try ip("address", "add", "\(address6)/64", "dev", interface, "nodad")
    }

    /// Runs `ip` in the host.
    @discardableResult
    public func ip(_ words: String...) throws -> String {
        try Shell.require(["ip", "-n", namespace] + words)
    }

    /// Runs a command in the host; it must end with status 0.
    @discardableResult
    public func run(_ words: String...) throws -> String {
        try Shell.require(["ip", "netns", "exec", namespace] + words)
    }

    /// Whether the host has the address on its interface.
    public func has(_ address: String) throws -> Bool {
        try ip("-o", "address", "show", "dev", interface).contains(" \(address)/")
    }

    /// Starts a program in the host, its output going to a log.
    public func start(_ words: [String], environment: [String: String] = [:]) throws -> Daemon {
        let log = directory.appendingPathComponent("log-\(daemons.count)")
        let daemon = try Daemon(
            ["ip", "netns", "exec", namespace] + words, log: log,
            environment: environment.merging(["TMPDIR": directory.path]) { $1 })
        daemons.append(daemon)
        return daemon
    }

    /// Writes a file in the host's directory; its path.
    public func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        let path = directory.appendingPathComponent(name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    func stopAll() {
        for daemon in daemons { daemon.crash() }
        daemons = []
    }
}
