import EventLoop
import Logging
import Netlink
import NetworkState
import SystemCalls
import Timing

/// Keeps up with the addresses of this host, for services whose checks rest while it lacks theirs (`ha_suspend`).
final class AddressPresence {
    private let connection: NetlinkConnection
    private let monitor: NetlinkMonitor
    private var watch: EventSource?
    private(set) var known = KnownAddresses(at: MonotonicClock.now())
    private let log: (LogLevel, String) -> Void
    private let onReading: () -> Void

    /// Reads all addresses now and whenever some change; after each later reading `onReading` is called, and then
    /// `known.deadline` says when `read` is to be called.
    init(
        loop: EventLoop, log: @escaping (LogLevel, String) -> Void, onReading: @escaping () -> Void
    ) throws(SystemError) {
        self.log = log
        self.onReading = onReading
        connection = try NetlinkConnection()
        monitor = try NetlinkMonitor()
        watch = try loop.onReadable(monitor.descriptor) { [unowned self] in receive() }
        readAll()
    }

    /// Reads all addresses, whether they are due or not.
    func read() {
        readAll()
        onReading()
    }

    private func readAll() {
        do throws(SystemError) {
            if known.read(Set(try connection.addresses().map(\.address))) {
                log(.info, "The addresses of this host can be read again")
            }
        } catch {
            guard known.failed(at: MonotonicClock.now()) else { return }
            log(
                .warning,
                "The addresses of this host cannot be read; ha_suspend uses those last read: \(error)")
        }
    }

    private func receive() {
        // Any change may be one of many, and so may be what could not be received: all addresses are few, and reading
        // them again is always right.
        let hasNews = (try? !monitor.receive().isEmpty) ?? true
        guard hasNews else { return }
        known.changed(at: MonotonicClock.now())
        read()
    }
}
