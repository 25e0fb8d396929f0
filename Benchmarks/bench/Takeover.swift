import Foundation
import Lab

/// How much later than the protocol's own limit a backup speaks and announces after its master died.
struct Takeover {
    var toAdvertisement = Sample()
    var toAnnouncement = Sample()

    /// One death of a master of `count` instances.
    mutating func measure(_ implementation: Implementation, count: Int, interval: Int) throws {
        let fleet = try Fleet(implementation, count: count, interval: interval)
        defer { fleet.end() }
        let (masterPriority, backupPriority) = (150, 100)
        try fleet.start("a", priority: masterPriority)
        try fleet.waitForMaster("a")
        try fleet.start("b", priority: backupPriority)
        // The backup has to hear every instance, and its preparations have to be over.
        usleep(UInt32(1_500_000 + 6 * interval / 1000))
        let capture = try Capture(on: fleet.network["client"], filter: "ip proto 112 or arp")
        usleep(UInt32(7 * interval / 1000))
        fleet.daemons[0].crash()
        usleep(UInt32(1_000_000 + 4 * interval / 1000))
        let frames = capture.stop()
        let limit = 3 * interval + (256 - backupPriority) * interval / 256
        var lastOfMaster: [UInt8: Int64] = [:]
        var firstOfBackup: [UInt8: Int64] = [:]
        var firstAnnouncement: [String: Int64] = [:]
        let master = fleet.network["a"].address
        for frame in frames {
            if let advertisement = CapturedAdvertisement(frame) {
                let id = advertisement.virtualRouterID
                if advertisement.source == master {
                    lastOfMaster[id] = advertisement.time
                } else if firstOfBackup[id] == nil {
                    firstOfBackup[id] = advertisement.time
                }
            } else if let announcement = CapturedAnnouncement(frame),
                firstAnnouncement[announcement.address] == nil
            {
                firstAnnouncement[announcement.address] = announcement.time
            }
        }
        for number in 1...count {
            guard let last = lastOfMaster[UInt8(number)], let first = firstOfBackup[UInt8(number)],
                let announced = firstAnnouncement["10.99.1.\(number)"]
            else {
                let seen =
                    "last \(lastOfMaster[UInt8(number)] ?? 0), first \(firstOfBackup[UInt8(number)] ?? 0)"
                throw CommandFailure(
                    description:
                        "\(implementation): instance \(number) was not taken over or announced: \(seen), "
                        + "\(firstOfBackup.count) adverts, \(firstAnnouncement.count) announcements of \(count)"
                )
            }
            toAdvertisement.add(Double(first - last - Int64(limit)) / 1e6)
            toAnnouncement.add(Double(announced - last - Int64(limit)) / 1e6)
        }
    }
}
