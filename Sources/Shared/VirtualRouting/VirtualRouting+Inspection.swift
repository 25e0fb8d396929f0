internal import Configuration
internal import Election
package import NetworkState
internal import NetworkTypes
package import Timing

/// State that tests compare with that of a fresh start.
extension VirtualRouting {
    /// The endpoint of each instance, and whether its socket is open.
    package var endpointsOfInstances: [(endpoint: Endpoint?, isOpen: Bool)] {
        runtimes.map { runtime in
            let entry = runtime.endpoint.flatMap { endpoints[$0] }
            return (entry?.endpoint, entry?.state == .open)
        }
    }

    /// The packets that an instance would send with that priority, without their identifications.
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

    /// Handles the end of a script as if it had just been run.
    package mutating func scriptEnded(
        _ name: String, succeeded: Bool, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = schedule.entries.firstIndex(where: { $0.script.name == name }) else { return }
        ended(index, .exited(succeeded ? 0 : 1), at: now, into: &acts)
    }

    /// Whether an event is still to be logged, because elections are due.
    package var isReportWaiting: Bool { !reports.isEmpty }

    /// Whether a wanted address is missing for now, because the kernel refuses it or another program keeps removing it.
    package func waits(at place: AddressPlace) -> Bool { addresses.waits(place) }

    /// The changes that would add every address of every master.
    package var wantedAddresses: [AddressChange] {
        model.instances.indices.filter { election.state(instance: $0) == .master }.flatMap { index in
            model.instances[index].allAddresses.compactMap { virtual in
                guard let place = virtual.place(in: interfaces) else { return nil }
                return wanted(at: place)?.change(.add, on: place.linkIndex)
            }
        }
    }
}
