import Configuration
import EventLoop
import Netlink
import NetworkState
import NetworkTypes
import SystemCalls

/// Which addresses this host has, for services whose checks rest while it lacks theirs (`ha_suspend`).
final class AddressPresence {
    private let connection: NetlinkConnection
    private let monitor: NetlinkMonitor
    private var watch: EventSource?
    private var present: Set<IPAddress> = []
    private let onChange: () -> Void

    /// Reads all addresses; `onChange` is called after every change.
    init(loop: EventLoop, onChange: @escaping () -> Void) throws(SystemError) {
        self.onChange = onChange
        connection = try NetlinkConnection()
        monitor = try NetlinkMonitor()
        try read()
        watch = try loop.onReadable(monitor.descriptor) { [unowned self] in receive() }
    }

    /// Whether this host has one of the addresses of the services. Marks have none, and count as present.
    func has(anyOf services: [ServiceAddress]) -> Bool {
        services.contains { service in
            switch service {
            case .mark: true
            case .address(let address): present.contains(address)
            }
        }
    }

    private func read() throws(SystemError) {
        present = Set(try connection.addresses().map(\.address))
    }

    private func receive() {
        // Any change may be one of many: all addresses are few, and reading them again is always right.
        do throws(SystemError) {
            guard try !monitor.receive().isEmpty else { return }
            try read()
        } catch {
            return
        }
        onChange()
    }
}

/// What of a service is looked for on this host.
enum ServiceAddress {
    case address(IPAddress)
    case mark
}
