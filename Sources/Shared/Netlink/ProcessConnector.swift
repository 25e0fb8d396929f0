import CLinux
import CNetlink
public import SystemCalls

/// What happened to a process.
public enum ProcessReport: Equatable, Sendable {
    /// It has been forked.
    case forked(Int32)
    /// It has executed a program or changed its name.
    case became(Int32)
    /// It has ended.
    case ended(Int32)
    /// The kernel has accepted (0) or refused the request for reports, with this error number.
    case answered(Int32)
}

/// The kernel's reports of processes: its process connector.
///
/// The kernel has it in the initial network namespace only, and reports to processes of the initial process namespace only.
public final class ProcessConnector {
    /// The most reads in one `receive`; the descriptor stays readable if there is more.
    private static let readsPerCall = 32

    private let socket: NetlinkSocket

    /// Asks for reports from now on. `ECONNREFUSED`: there are none in this network namespace.
    public convenience init() throws(SystemError) {
        try self.init(bufferBytes: NetlinkSocket.socketBufferBytes)
    }

    package init(bufferBytes: Int32) throws(SystemError) {
        socket = try NetlinkSocket(protocol: NETLINK_CONNECTOR, bufferBytes: bufferBytes)
        try socket.join(CN_IDX_PROC)
        try socket.send(Self.request)
    }

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { socket.descriptor }

    /// The waiting reports, in order; nil: some were lost, and the others are thrown away.
    public func receive() throws(SystemError) -> [ProcessReport]? {
        var reports: [ProcessReport] = []
        let isComplete = try socket.receive(atMost: Self.readsPerCall) { message in
            if let report = ProcessReport(message) { reports.append(report) }
        }
        return isComplete ? reports : nil
    }

    private static var request: [UInt8] {
        var batch = MessageBatch()
        batch.append(type: NLMSG_DONE, flags: 0, sequence: 0) { $0.append(ProcessRequest()) }
        return batch.bytes
    }
}

/// A `struct cn_msg` with an operation of the process connector. The C structure ends in an array of no length, which cannot
/// be copied.
private struct ProcessRequest: BitwiseCopyable {
    var index = UInt32(CN_IDX_PROC)
    var value = UInt32(CN_VAL_PROC)
    var sequence: UInt32 = 0
    var acknowledgement: UInt32 = 0
    var length = UInt16(MemoryLayout<UInt32>.size)
    var flags: UInt16 = 0
    var operation = PROC_CN_MCAST_LISTEN.rawValue
}

/// The beginning of a `struct proc_event` behind its `struct cn_msg`; the kernel aligns neither to 8 bytes.
private struct ProcessEvent: BitwiseCopyable {
    var index: UInt32
    var value: UInt32
    var sequence: UInt32
    var acknowledgement: UInt32
    var lengths: UInt32
    var what: UInt32
    var processor: UInt32
    var timestamp: (UInt32, UInt32)
    /// What follows depends on `what`: the error number, or numbers of threads and processes.
    var numbers: (Int32, Int32, Int32, Int32)
}

extension ProcessReport {
    /// The report in a message; nil if it is about a thread, or about something else.
    init?(_ message: borrowing ReceivedMessage) {
        guard message.type == NLMSG_DONE, let event = message.header(as: ProcessEvent.self),
            event.index == UInt32(CN_IDX_PROC), event.value == UInt32(CN_VAL_PROC)
        else { return nil }
        let numbers = event.numbers
        switch event.what {
        case PROC_EVENT_NONE.rawValue: self = .answered(numbers.0)
        case PROC_EVENT_FORK.rawValue:
            // The thread and process that forked, then the new ones.
            guard numbers.2 == numbers.3 else { return nil }
            self = .forked(numbers.3)
        case PROC_EVENT_EXEC.rawValue, PROC_EVENT_COMM.rawValue:
            guard numbers.0 == numbers.1 else { return nil }
            self = .became(numbers.1)
        case PROC_EVENT_EXIT.rawValue:
            guard numbers.0 == numbers.1 else { return nil }
            self = .ended(numbers.1)
        default: return nil
        }
    }
}
