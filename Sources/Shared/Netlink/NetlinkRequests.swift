import CLinux
import CNetlink
import Glibc
package import SystemCalls

/// Sends requests to the kernel over one socket, and matches its answers to them.
package final class NetlinkRequests {
    private static let dumpAttempts = 5
    /// The most reads for one answer: more than the largest tables need.
    private static let readLimit = 65_536
    /// The kernel answers within the system call; this time-out only keeps a fault from blocking the process.
    private static let timeoutSeconds = 2

    let socket: NetlinkSocket
    private var batch = MessageBatch()

    /// Opens a socket of a netlink protocol (`NETLINK_ROUTE`) in the current network namespace.
    package init(protocol number: Int32) throws(SystemError) {
        socket = try NetlinkSocket(protocol: number)
        try socket.setTimeout(seconds: Self.timeoutSeconds)
    }

    /// The netlink port of this socket.
    package var portID: UInt32 { socket.portID }

    /// Sends one request and returns what `decode` makes of the messages in the answer.
    ///
    /// With `NLM_F_DUMP` the request is repeated a few times if the table changed during the answer, and then
    /// fails with `EINTR`; without it, the kernel acknowledges the request.
    package func ask<Element>(
        type: Int32, flags: Int32, _ fill: (borrowing RequestMessage) -> Void,
        decode: (borrowing ReceivedMessage) -> Element?
    ) throws(SystemError) -> [Element] {
        try ask(
            { sequence, batch in
                batch.append(type: type, flags: Int32(NLM_F_REQUEST) | flags, sequence: sequence, fill)
            }, decode: decode)
    }

    /// The same for a request that `append` writes.
    func ask<Element>(
        _ append: (_ sequence: UInt32, _ batch: inout MessageBatch) -> Void,
        decode: (borrowing ReceivedMessage) -> Element?
    ) throws(SystemError) -> [Element] {
        for _ in 0..<Self.dumpAttempts {
            let sequence = socket.takeSequenceNumbers()
            batch.removeAll()
            append(sequence, &batch)
            try socket.send(batch.bytes)
            if let elements = try collect(sequence, decode) { return elements }
        }
        throw SystemError(call: "netlink dump", errno: EINTR)
    }

    /// The parts of an answer, or nil if the table changed during it.
    private func collect<Element>(
        _ sequence: UInt32, _ decode: (borrowing ReceivedMessage) -> Element?
    ) throws(SystemError) -> [Element]? {
        var elements: [Element] = []
        var isConsistent = true
        var end: Int32?
        for _ in 0..<Self.readLimit where end == nil {
            switch try socket.receive(.waiting) {
            case .nothing: continue
            case .overrun: return nil
            case .messages:
                socket.forEachMessage { message in
                    guard message.sequence == sequence else { return }
                    if message.flags & Int32(NLM_F_DUMP_INTR) != 0 { isConsistent = false }
                    switch message.type {
                    case NLMSG_DONE: end = message.acknowledgement?.error ?? 0
                    case NLMSG_ERROR: end = message.acknowledgement?.error ?? EPROTO
                    default: if let element = decode(message) { elements.append(element) }
                    }
                }
            }
        }
        guard let end else { throw SystemError(call: "netlink dump", errno: EOVERFLOW) }
        guard end == 0 else { throw SystemError(call: "netlink dump", errno: end) }
        return isConsistent ? elements : nil
    }

    /// Sends `count` requests with one system call, and returns the answer to each.
    ///
    /// `encode` appends the request of an index with a sequence number and flags. The kernel processes them
    /// in order within the call, and answers those that fail and the last one. A failed request does not stop
    /// the following ones. `sent` is called when the kernel has processed them, before their answers are read.
    package func exchange(
        _ count: Int,
        encode: (_ index: Int, _ sequence: UInt32, _ flags: Int32, _ batch: inout MessageBatch) -> Void,
        sent: () -> Void = {}
    ) -> [Result<Acknowledgement, SystemError>] {
        guard count > 0 else { return [] }
        let first = socket.takeSequenceNumbers(count)
        batch.removeAll()
        for index in 0..<count {
            let flags = index == count - 1 ? NLM_F_REQUEST | NLM_F_ACK : NLM_F_REQUEST
            encode(index, first + UInt32(index), flags, &batch)
        }
        var answers: [Acknowledgement?] = Array(repeating: nil, count: count)
        do throws(SystemError) {
            try socket.send(batch.bytes)
            sent()
            try collect(from: first, into: &answers)
        } catch {
            return answers.map { answer in answer.map { .success($0) } ?? .failure(error) }
        }
        return answers.map { .success($0 ?? Acknowledgement(error: 0, text: nil)) }
    }

    /// Reads until the last one of the requests, the first of which has the number `first`, is answered.
    private func collect(from first: UInt32, into answers: inout [Acknowledgement?]) throws(SystemError) {
        let last = answers.count - 1
        for _ in 0..<Self.readLimit where answers[last] == nil {
            switch try socket.receive(.waiting) {
            case .messages: break
            case .nothing: continue
            case .overrun: throw SystemError(call: "recvmmsg", errno: ENOBUFS, object: "netlink")
            }
            socket.forEachMessage { message in
                guard message.type == NLMSG_ERROR, message.sequence >= first,
                    let answer = message.acknowledgement
                else { return }
                let offset = Int(message.sequence - first)
                guard offset < answers.count, answers[offset] == nil else { return }
                answers[offset] = answer
            }
        }
        if answers[last] == nil { throw SystemError(call: "recvmmsg", errno: EOVERFLOW, object: "netlink") }
    }
}
