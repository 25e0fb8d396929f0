import Netlink
import NetworkLab
import NetworkState
import NetworkTypes
import Testing

extension NetworkLab {
    /// The left end of the cable as netlink shows it.
    func leftLink(_ connection: NetlinkConnection) throws -> Link {
        try #require(try connection.links().first { $0.name == Side.left.interface })
    }
}

/// Addresses of 10.0.0.0/16, counted from 10.0.0.1.
func host(_ number: Int) -> IPAddress {
    .ipv4(IPv4Address(bits: 0x0A00_0001 + UInt32(number)))
}

/// The events that a monitor hears until `count` are there, or for some seconds.
func events(of monitor: NetlinkMonitor, count: Int) throws -> [NetworkReport] {
    var events: [NetworkReport] = []
    while events.count < count, waitReadable(monitor.descriptor, seconds: 2) {
        events += try monitor.receive()
    }
    return events
}
