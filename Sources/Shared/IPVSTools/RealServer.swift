import Netlink
import NetworkState
import NetworkTypes
import SystemCalls

/// This host as a server of direct routing: it accepts packets for the virtual addresses without answering ARP for
/// them.
struct RealServer {
    /// A kernel setting, and the values that keep the host from announcing its virtual addresses.
    struct Quietness {
        var path: String
        /// The value that `start` sets.
        var value: String
        /// Other values that serve as well.
        var others: [String]
    }

    /// Answer only for addresses of the interface that receives the request (1; 2 and 8 are stricter), and use only
    /// such an address in requests (2). The kernel uses the greater of `all` and the interface's own value.
    static let settings = ["all", "lo"].flatMap { interface in
        [
            Quietness(
                path: "/proc/sys/net/ipv4/conf/\(interface)/arp_ignore", value: "1", others: ["2", "8"]),
            Quietness(path: "/proc/sys/net/ipv4/conf/\(interface)/arp_announce", value: "2", others: []),
        ]
    }

    private static let settingLimitBytes = 64

    private let kernel: NetlinkConnection
    private let loopback: Link

    init() throws(ToolFailure) {
        do throws(SystemError) {
            kernel = try NetlinkConnection()
            let links = try kernel.links()
            guard let link = links.first(where: { $0.traits.contains(.isLoopback) }) else {
                throw SystemError(call: "RTM_GETLINK", errno: 19, object: "lo")
            }
            loopback = link
        } catch {
            throw .kernel("\(error)")
        }
        guard loopback.traits.contains(.isUp) else { throw .kernel("lo is down: 'ip link set lo up'") }
    }

    /// Sets up these addresses. What is already in place is left alone.
    func start(_ addresses: [IPAddress]) throws(ToolFailure) {
        do throws(SystemError) {
            var record = try RealServerRecord.read()
            // ARP first: an address that the network learns of diverts the service from its director.
            if addresses.contains(where: { $0.family == .ipv4 }) { try quieten(&record) }
            for address in addresses where !(try isPresent(address)) {
                record.addresses.append(address)
                try record.write()
                try change(.add, address)
            }
        } catch {
            throw .kernel("\(error)")
        }
        for address in addresses {
            let missing = try missing(for: address)
            guard missing.isEmpty else { throw .kernel("\(address): \(missing.joined(separator: ", "))") }
        }
    }

    /// Undoes what `start` did for these addresses; after the last one, its changes to kernel settings as well.
    func stop(_ addresses: [IPAddress]) throws(ToolFailure) {
        do throws(SystemError) {
            var record = try RealServerRecord.read()
            for address in addresses where record.addresses.contains(address) {
                if try isPresent(address) { try change(.remove, address) }
                record.addresses.removeAll { $0 == address }
                try record.write()
            }
            guard !record.addresses.contains(where: { $0.family == .ipv4 }) else { return }
            for setting in record.settings { try Self.write(setting.value, to: setting.path) }
            record.settings = []
            try record.write()
        } catch {
            throw .kernel("\(error)")
        }
    }

    /// What is missing for an address; empty if it is completely set up.
    func missing(for address: IPAddress) throws(ToolFailure) -> [String] {
        do throws(SystemError) {
            var missing: [String] = []
            if try !isPresent(address) { missing.append("not on lo") }
            if try !kernel.isLocal(address) { missing.append("no local route") }
            guard address.family == .ipv4 else { return missing }
            for setting in Self.settings {
                let value = try Self.read(setting.path)
                if !setting.isMet(by: value) {
                    missing.append(
                        "\(setting.path.dropFirst("/proc/sys/".count)) is \(value), not \(setting.value)")
                }
            }
            return missing
        } catch {
            throw .kernel("\(error)")
        }
    }

    /// The addresses that `start` has set up and `stop` has not removed.
    func recorded() throws(ToolFailure) -> [IPAddress] {
        do throws(SystemError) { return try RealServerRecord.read().addresses } catch {
            throw .kernel("\(error)")
        }
    }

    private func quieten(_ record: inout RealServerRecord) throws(SystemError) {
        for setting in Self.settings {
            let old = try Self.read(setting.path)
            if setting.isMet(by: old) { continue }
            if !record.settings.contains(where: { $0.path == setting.path }) {
                record.settings.append(.init(path: setting.path, value: old))
                try record.write()
            }
            try Self.write(setting.value, to: setting.path)
        }
    }

    private func isPresent(_ address: IPAddress) throws(SystemError) -> Bool {
        try kernel.addresses().contains { $0.linkIndex == loopback.index && $0.address == address }
    }

    private func change(_ action: AddressChange.Action, _ address: IPAddress) throws(SystemError) {
        let change = AddressChange(
            action, address: address, prefixLength: address.family.hostPrefixLength, linkIndex: loopback.index
        )
        if let error = kernel.apply([change]).compactMap({ $0 }).first { throw error }
    }

    private static func read(_ path: String) throws(SystemError) -> String {
        let text = String(decoding: try Files.read(path, limitBytes: settingLimitBytes), as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }

    private static func write(_ value: String, to path: String) throws(SystemError) {
        try Files.overwrite(path, with: Array(value.utf8))
    }
}

extension RealServer.Quietness {
    fileprivate func isMet(by value: String) -> Bool { value == self.value || others.contains(value) }
}
