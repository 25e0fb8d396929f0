import CLinux
import Glibc
import Netlink
import SystemCalls
public import VirtualServers

/// The IPVS tables of the network namespace in which it was opened. Needs CAP_NET_ADMIN.
public final class IPVSConnection {
    /// The most requests that are sent with one system call.
    public static let requestsPerCall = 256

    private let requests: NetlinkRequests
    private let family: Int32

    /// Opens a connection to IPVS.
    ///
    /// The error is `ENOENT` if the kernel has no IPVS, for example because its module is not loaded.
    public init() throws(IPVSError) {
        do throws(SystemError) {
            requests = try NetlinkRequests(protocol: NETLINK_GENERIC)
            family = try requests.genericFamily(IPVS_GENL_NAME)
        } catch {
            throw IPVSError(.connect, errno: error.errno)
        }
    }

    /// The version of IPVS.
    public func version() throws(IPVSError) -> IPVSVersion {
        try one(.readVersion, IPVS_CMD_GET_INFO) { _ in
        } decode: { message in
            IPVSVersion(message)
        }
    }

    /// All services, in the kernel's order.
    public func services() throws(IPVSError) -> [ObservedService] {
        try list(.listServices, IPVS_CMD_GET_SERVICE) { _ in
        } decode: { message in
            ObservedService(message)
        }
    }

    /// One service.
    public func service(_ id: ServiceID) throws(IPVSError) -> ObservedService {
        try one(.readService(id), IPVS_CMD_GET_SERVICE) { message in
            id.encode(to: message)
        } decode: { message in
            ObservedService(message)
        }
    }

    /// The servers of a service, in the kernel's order; empty if the service does not exist.
    public func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination] {
        try list(.listDestinations(id), IPVS_CMD_GET_DEST) { message in
            id.encode(to: message)
        } decode: { message in
            ObservedDestination(message, family: id.family)
        }
    }

    /// The time-outs of idle connections.
    public func timeouts() throws(IPVSError) -> ConnectionTimeouts {
        try one(.readTimeouts, IPVS_CMD_GET_CONFIG) { _ in
        } decode: { message in
            ConnectionTimeouts(message)
        }
    }

    /// The running synchronization daemons: none, or one for one or both roles.
    public func daemons() throws(IPVSError) -> [SynchronizationDaemon] {
        try list(.listDaemons, IPVS_CMD_GET_DAEMON) { _ in
        } decode: { message in
            SynchronizationDaemon(message)
        }
    }

    /// Carries out requests in order, many with one system call, and returns the error of each, or nil.
    ///
    /// A request that fails does not stop the following ones.
    public func perform(_ requests: [IPVSRequest]) -> [IPVSError?] {
        var results: [IPVSError?] = []
        results.reserveCapacity(requests.count)
        while results.count < requests.count {
            let part = requests[results.count...].prefix(Self.requestsPerCall)
            let answers = self.requests.exchange(part.count) { index, sequence, flags, batch in
                let request = part[part.startIndex + index]
                request.encode(family: family, sequence: sequence, flags: flags, into: &batch)
            }
            results += zip(part, answers).map { request, answer in
                switch answer {
                case .success(let answer):
                    answer.error == 0 ? nil : IPVSError(.request(request), errno: answer.error)
                case .failure(let error): IPVSError(.request(request), errno: error.errno)
                }
            }
        }
        return results
    }

    private func list<Element>(
        _ operation: IPVSError.Operation, _ command: some BinaryInteger,
        _ fill: (borrowing RequestMessage) -> Void, decode: (borrowing ReceivedMessage) -> Element?
    ) throws(IPVSError) -> [Element] {
        try ask(operation, command, flags: NLM_F_DUMP, fill, decode: decode)
    }

    private func one<Element>(
        _ operation: IPVSError.Operation, _ command: some BinaryInteger,
        _ fill: (borrowing RequestMessage) -> Void, decode: (borrowing ReceivedMessage) -> Element?
    ) throws(IPVSError) -> Element {
        let elements = try ask(operation, command, flags: NLM_F_ACK, fill, decode: decode)
        guard let element = elements.first else { throw IPVSError(operation, errno: EBADMSG) }
        return element
    }

    /// Sends a question. Fails with `EBADMSG` if a message of the answer is malformed, because an incomplete list
    /// would be mistaken for a complete one.
    private func ask<Element>(
        _ operation: IPVSError.Operation, _ command: some BinaryInteger, flags: Int32,
        _ fill: (borrowing RequestMessage) -> Void, decode: (borrowing ReceivedMessage) -> Element?
    ) throws(IPVSError) -> [Element] {
        var isUnderstood = true
        do throws(SystemError) {
            let elements = try requests.ask(GenericCommand(family, command), flags: flags, fill) { message in
                let element = decode(message)
                if element == nil { isUnderstood = false }
                return element
            }
            guard isUnderstood else { throw SystemError(call: "recvfrom", errno: EBADMSG) }
            return elements
        } catch {
            throw IPVSError(operation, errno: error.errno)
        }
    }
}
