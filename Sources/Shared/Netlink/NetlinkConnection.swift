import CLinux
import CNetlink
public import NetworkState
public import SystemCalls

/// Reads links and addresses from the kernel, and changes addresses.
public final class NetlinkConnection {
    /// The most changes that go to the kernel with one system call.
    public static let changesPerCall = 200

    let requests: NetlinkRequests

    /// Opens a connection in the current network namespace.
    public init() throws(SystemError) {
        requests = try NetlinkRequests(protocol: NETLINK_ROUTE)
    }

    /// The port that identifies this connection's changes in the reports of `NetlinkMonitor`.
    public var portID: UInt32 { requests.portID }

    /// All links, in the kernel's order.
    public func links() throws(SystemError) -> [Link] {
        try dump(Int32(RTM_GETLINK)) { message in
            message.type == Int32(RTM_NEWLINK) ? Link(message) : nil
        }
    }

    /// All IPv4 and IPv6 addresses, in the kernel's order.
    public func addresses() throws(SystemError) -> [InterfaceAddress] {
        try dump(Int32(RTM_GETADDR)) { message in
            message.type == Int32(RTM_NEWADDR) ? InterfaceAddress(message) : nil
        }
    }

    /// Makes the changes in order; returns for each why it failed, or nil.
    ///
    /// A failed change does not stop the following ones. Adding an existing address is `EEXIST`, removing a
    /// missing one `EADDRNOTAVAIL`. `made` is called as soon as the kernel has processed all, before its answers
    /// are read.
    public func apply(_ changes: [AddressChange], made: () -> Void = {}) -> [SystemError?] {
        var results: [SystemError?] = []
        results.reserveCapacity(changes.count)
        while results.count < changes.count {
            let part = changes[results.count...].prefix(Self.changesPerCall)
            let isLast = part.endIndex == changes.endIndex
            let answers = requests.exchange(part.count) { index, sequence, flags, batch in
                part[part.startIndex + index].encode(sequence: sequence, flags: flags, into: &batch)
            } sent: {
                if isLast { made() }
            }
            results += zip(part, answers).map { change, answer in change.failure(answer) }
        }
        return results
    }

    private func dump<Element>(
        _ type: Int32, _ decode: (borrowing ReceivedMessage) -> Element?
    ) throws(SystemError) -> [Element] {
        try requests.ask(
            type: type, flags: Int32(NLM_F_DUMP), { $0.append(rtgenmsg(rtgen_family: UInt8(AF_UNSPEC))) },
            decode: decode)
    }
}

extension AddressChange {
    /// Why this change failed; nil if it did not.
    fileprivate func failure(_ answer: Result<Acknowledgement, SystemError>) -> SystemError? {
        switch answer {
        case .failure(let error): return error
        case .success(let answer):
            guard answer.error != 0 else { return nil }
            let place = "\(address)/\(prefixLength) on interface \(linkIndex)"
            return SystemError(
                call: action == .add ? "RTM_NEWADDR" : "RTM_DELADDR", errno: answer.error,
                object: answer.text.map { "\(place) (\($0))" } ?? place)
        }
    }
}
