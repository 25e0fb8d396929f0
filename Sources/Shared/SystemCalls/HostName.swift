import CLinux
import Glibc
public import NetworkTypes

/// A name that has no address.
public struct ResolutionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name.
    public let name: String
    /// Why, in the words of `gai_strerror(3)`.
    public let reason: String

    /// An error for this name and reason.
    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    /// The name and the reason.
    public var description: String { "\(name): \(reason)" }
}

/// Host names.
public enum HostName {
    /// The addresses of a host for TCP, in the order to try them; waits for the name service.
    ///
    /// The C function is `getaddrinfo(3)`.
    public static func addresses(of name: String) throws(ResolutionError) -> [IPAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        guard code == 0 else {
            throw ResolutionError(name: name, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            // The list owns the address; it is as long as its family says.
            unsafe entry.pointee.ai_addr?.withMemoryRebound(to: sockaddr_storage.self, capacity: 1) {
                if let address = unsafe SocketAddress.read($0) { addresses.append(address) }
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// The same with a time limit, rounded up to seconds: after it, the process exits with status 1 and a
    /// message, because `getaddrinfo(3)` cannot be interrupted. The C function is `alarm(2)`.
    public static func addresses(
        of name: String, endingProcessAfter limit: Duration
    ) throws(ResolutionError) -> [IPAddress] {
        _ = signal(SIGALRM) { _ in
            let message: StaticString = "the name service did not answer in time\n"
            _ = unsafe write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
            _exit(1)
        }
        _ = alarm(UInt32(clamping: limit.components.seconds + (limit.components.attoseconds > 0 ? 1 : 0)))
        defer { _ = alarm(0) }
        return try addresses(of: name)
    }
}
