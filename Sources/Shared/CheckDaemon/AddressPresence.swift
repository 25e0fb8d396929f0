import EventLoop
import Logging
import Netlink
import NetworkState
import SystemCalls
import Timing

/// Tracks the addresses of this host for services whose checks are suspended while the host lacks their address
/// (`ha_suspend`).
final class AddressPresence {
    private let connection: NetlinkConnection
    private let monitor: NetlinkMonitor
    private var watch: EventSource?
    private(set) var known = KnownAddresses(at: MonotonicClock.now())
    private let log: (LogLevel, String) -> Void
    private let onReading: () -> Void

    /// Reads all addresses now and after each reported change. `onReading` is called after every later reading; the
    /// caller then calls `read` when `known.deadline` passes.
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

    /// Reads all addresses immediately.
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
                "The addresses of this host cannot be read; ha_suspend uses the last known ones: \(error)")
        }
    }

    private func receive() {
        // One change is often one of many, and reports may have been lost. There are few addresses, so reading all of
        // them again is always right.
        let hasNews = (try? !monitor.receive().isEmpty) ?? true
        guard hasNews else { return }
        known.changed(at: MonotonicClock.now())
        read()
    }
}
