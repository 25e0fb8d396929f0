internal import Configuration
internal import Election
package import NetworkState
internal import NetworkTypes
package import Timing

/// What tests compare with a fresh start.
extension VirtualRouting {
    /// The endpoint of each instance, and whether its socket is open.
    package var endpointsOfInstances: [(endpoint: Endpoint?, isOpen: Bool)] {
        runtimes.map { runtime in
            let entry = runtime.endpoint.flatMap { endpoints[$0] }
            return (entry?.endpoint, entry?.state == .open)
        }
    }

    /// The packets that an instance would send with that priority, without identifications.
    package func packets(ofInstance index: Int, priority: UInt8) -> [[UInt8]] {
        guard let source = runtimes[index].source else { return [] }
        var cache = runtimes[index].cache
        let isWhole = model.instances[index].family == .ipv6
        cache.prepare(
            priority: priority, instance: index, of: model.instances[index], source: source,
            election: election)
        return cache.packets.map { packet in
            isWhole ? packet.bytes : Array(packet.bytes[..<4] + packet.bytes[6...])
        }
    }

    /// A script ends as if it had just been run.
    package mutating func scriptEnded(
        _ name: String, succeeded: Bool, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = schedule.entries.firstIndex(where: { $0.script.name == name }) else { return }
        ended(index, .exited(succeeded ? 0 : 1), at: now, into: &acts)
    }

    /// Whether something that happened is not logged yet, because elections are due.
    package var isReportWaiting: Bool { !reports.isEmpty }

    /// Whether an address that is wanted stays away for now: the kernel refuses it, or somebody removes it again and
    /// again.
    package func waits(at place: AddressPlace) -> Bool { addresses.waits(place) }

    /// The changes that would put every address of every master on its interface.
    package var wantedAddresses: [AddressChange] {
        model.instances.indices.filter { election.state(instance: $0) == .master }.flatMap { index in
            model.instances[index].allAddresses.compactMap { virtual in
                guard let place = virtual.place(in: interfaces) else { return nil }
                return wanted(at: place)?.change(.add, on: place.linkIndex)
            }
        }
    }
}
