import Configuration
import Election
import Netlink
import NetworkTypes
import SystemCalls
import Timing

extension VRRPDaemon {
    /// After a change of state and this long without another, `rehearse` is due. The second block of announcements has
    /// gone out by then.
    static let quietTime: Duration = .seconds(6)

    /// Forgets what the start, or a change of state, needed and prepares what a takeover needs.
    ///
    /// A copy of the election lives through the death of every master, so that the packets are encoded, the frames
    /// built and the code is in memory when a real one dies: a takeover is then a few system calls.
    func rehearse() {
        quietAt = nil
        StartupMemory.release()
        var rehearsal = election
        var scratch: [Effect] = []
        let later = MonotonicClock.now() + .seconds(3600)
        // Masters that a sync group holds back need a second round.
        for _ in 0..<2 { rehearsal.timeout(at: later, into: &scratch) }
        for effect in scratch {
            switch effect {
            case .advertise(let index, let priority): prepareAdvertisement(of: index, priority: priority)
            case .addAddresses(let index): prepareAnnouncements(of: index)
            default: break
            }
        }
        // Nothing is queued: this only has the way to the sockets in memory.
        perform()
        for channel in runtimes.compactMap(\.channel) { _ = transport.flush(on: channel) }
        // The kernel's answer is that there is no such address.
        guard let link = model.instances.first.flatMap({ interfaces[$0.interface] }) else { return }
        apply([
            AddressChange(
                .remove, address: .ipv4(IPv4Address(bits: 0)), prefixLength: 32, linkIndex: link.index)
        ])
    }
}
