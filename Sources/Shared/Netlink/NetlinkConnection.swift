import CLinux
import CNetlink
import Glibc
public import SystemCalls

/// Asks the kernel for links and addresses, and changes addresses.
public final class NetlinkConnection {
    /// The most changes that go to the kernel with one system call.
    public static let changesPerCall = 200

    private static let dumpAttempts = 5
    /// The most reads for one answer: more than the largest tables need.
    private static let readLimit = 65_536
    /// The kernel answers within the call that asks; this only keeps a fault from stopping the process.
    private static let timeoutSeconds = 2

    private let socket: NetlinkSocket
    private var batch = MessageBatch()

    /// Opens a connection in the present network namespace.
    public init() throws(SystemError) {
        socket = try NetlinkSocket()
        try socket.setTimeout(seconds: Self.timeoutSeconds)
    }

    /// The number by which `NetlinkMonitor` knows what this connection has done.
    public var portID: UInt32 { socket.portID }

    /// All links, in the kernel's order.
    public func links() throws(SystemError) -> [Link] {
        unsafe try dump(Int32(RTM_GETLINK), family: AF_UNSPEC) { message in
            unsafe message.pointee.nlmsg_type == UInt16(RTM_NEWLINK) ? unsafe Link(message) : nil
        }
    }

    /// All IPv4 and IPv6 addresses, in the kernel's order.
    public func addresses() throws(SystemError) -> [InterfaceAddress] {
        unsafe try dump(Int32(RTM_GETADDR), family: AF_UNSPEC) { message in
            unsafe message.pointee.nlmsg_type == UInt16(RTM_NEWADDR) ? unsafe InterfaceAddress(message) : nil
        }
    }

    /// Makes the changes in their order, and returns for each why it failed, or nil.
    ///
    /// A change that fails does not keep the next ones back. Adding what is there is `EEXIST`, removing what is not
    /// there `EADDRNOTAVAIL`.
    public func apply(_ changes: [AddressChange]) -> [SystemError?] {
        var results: [SystemError?] = []
        results.reserveCapacity(changes.count)
        var next = 0
        while next < changes.count {
            let end = min(next + Self.changesPerCall, changes.count)
            results += exchange(changes[next..<end])
            next = end
        }
        return results
    }

    private func dump<Element>(
        _ type: Int32, family: Int32, _ decode: (UnsafeMutablePointer<nlmsghdr>) -> Element?
    ) throws(SystemError) -> [Element] {
        for _ in 0..<Self.dumpAttempts {
            let sequence = socket.takeSequenceNumbers()
            batch.removeAll()
            batch.append(type: type, flags: Int32(NLM_F_REQUEST | NLM_F_DUMP), sequence: sequence) {
                message in
                var header = rtgenmsg()
                header.rtgen_family = UInt8(family)
                message.append(header)
            }
            try socket.send(batch.bytes)
            if let elements = unsafe try collect(sequence, decode) { return elements }
        }
        throw SystemError(call: "netlink dump", errno: EINTR)
    }

    /// The parts of a dump, or nil if the tables changed in the middle of it.
    private func collect<Element>(
        _ sequence: UInt32, _ decode: (UnsafeMutablePointer<nlmsghdr>) -> Element?
    ) throws(SystemError) -> [Element]? {
        var elements: [Element] = []
        var isConsistent = true
        var end: Int32?
        for _ in 0..<Self.readLimit where end == nil {
            switch try socket.receive(.waiting) {
            case .nothing: continue
            case .overrun: return nil
            case .messages(let length):
                unsafe socket.forEachMessage(in: length) { message in
                    let header = unsafe message.pointee
                    guard header.nlmsg_seq == sequence else { return }
                    if header.nlmsg_flags & UInt16(NLM_F_DUMP_INTR) != 0 { isConsistent = false }
                    switch Int32(header.nlmsg_type) {
                    case NLMSG_DONE: end = unsafe Acknowledgement(message)?.error ?? 0
                    case NLMSG_ERROR: end = unsafe Acknowledgement(message)?.error ?? EPROTO
                    default: if let element = unsafe decode(message) { elements.append(element) }
                    }
                }
            }
        }
        guard let end else { throw SystemError(call: "netlink dump", errno: EOVERFLOW) }
        guard end == 0 else { throw SystemError(call: "netlink dump", errno: end) }
        return isConsistent ? elements : nil
    }

    /// Sends up to `changesPerCall` changes at once and matches the answers to them.
    private func exchange(_ changes: ArraySlice<AddressChange>) -> [SystemError?] {
        let first = socket.takeSequenceNumbers(changes.count)
        batch.removeAll()
        for (offset, change) in changes.enumerated() {
            change.encode(sequence: first + UInt32(offset), into: &batch)
        }
        var answers: [Acknowledgement?] = Array(repeating: nil, count: changes.count)
        var missingCount = changes.count
        var failure: SystemError?
        do throws(SystemError) {
            try socket.send(batch.bytes)
            for _ in 0..<Self.readLimit where missingCount > 0 {
                let length: Int
                switch try socket.receive(.waiting) {
                case .messages(let count): length = count
                case .nothing: continue
                case .overrun: throw SystemError(call: "recvfrom", errno: ENOBUFS, object: "netlink")
                }
                unsafe socket.forEachMessage(in: length) { message in
                    let header = unsafe message.pointee
                    guard Int32(header.nlmsg_type) == NLMSG_ERROR, header.nlmsg_seq >= first,
                        let answer = unsafe Acknowledgement(message)
                    else { return }
                    let offset = Int(header.nlmsg_seq - first)
                    guard offset < answers.count, answers[offset] == nil else { return }
                    answers[offset] = answer
                    missingCount -= 1
                }
            }
        } catch {
            failure = error
        }
        return zip(changes, answers).map { change, answer in
            guard let answer else { return failure ?? SystemError(call: "recvfrom", errno: EOVERFLOW) }
            return answer.error == 0 ? nil : change.error(answer)
        }
    }
}

/// The kernel's answer to one request.
struct Acknowledgement: Equatable {
    /// The error number, 0 for success.
    let error: Int32
    /// What else the kernel says about it.
    let text: String?

    /// Reads an `NLMSG_ERROR` or `NLMSG_DONE` message; nil if it is cut short.
    init?(_ message: UnsafeMutablePointer<nlmsghdr>) {
        guard unsafe nlmsg_datalen(message) >= 4, let content = unsafe nlmsg_data(message) else { return nil }
        error = unsafe -content.load(as: Int32.self)
        let header = unsafe message.pointee
        let offset = MemoryLayout<nlmsgerr>.size
        // With NETLINK_CAP_ACK only the header of the request comes back, and the attributes follow it.
        guard Int32(header.nlmsg_type) == NLMSG_ERROR, header.nlmsg_flags & UInt16(NLM_F_ACK_TLVS) != 0,
            let head = unsafe nlmsg_attrdata(message, Int32(offset)),
            let attribute = unsafe nla_find(
                head, nlmsg_attrlen(message, Int32(offset)), Int32(NLMSGERR_ATTR_MSG.rawValue)),
            let start = unsafe nla_data(attribute)
        else {
            text = nil
            return
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(nla_len(attribute)))
        text = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension AddressChange {
    /// The failure of this change.
    func error(_ answer: Acknowledgement) -> SystemError {
        let place = "\(address)/\(prefixLength) on interface \(linkIndex)"
        return SystemError(
            call: action == .add ? "RTM_NEWADDR" : "RTM_DELADDR", errno: answer.error,
            object: answer.text.map { "\(place) (\($0))" } ?? place)
    }
}
