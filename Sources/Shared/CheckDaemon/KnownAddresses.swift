import NetworkTypes
import Timing

/// Which addresses this host has, and when they are to be read.
///
/// Pure: the shell reads them when they are due, and tells whether it could. A change is never forgotten: what cannot be
/// read is read again, after a delay that doubles up to a limit, until it can.
struct KnownAddresses {
    /// Nil before they were read for the first time.
    private(set) var addresses: Set<IPAddress>?
    /// When they are to be read; nil while they are up to date.
    private(set) var deadline: MonotonicInstant?
    private var delay = firstDelay
    private(set) var isFailing = false

    static let firstDelay: Duration = .milliseconds(100)
    static let longestDelay: Duration = .seconds(30)

    /// Nothing is known, and they are due.
    init(at now: MonotonicInstant) { deadline = now }

    /// Some have changed, or may have.
    mutating func changed(at now: MonotonicInstant) { deadline = now }

    /// They were read; whether reading had failed before.
    mutating func read(_ addresses: Set<IPAddress>) -> Bool {
        self.addresses = addresses
        deadline = nil
        delay = Self.firstDelay
        defer { isFailing = false }
        return isFailing
    }

    /// They could not be read; whether this is the first failure.
    mutating func failed(at now: MonotonicInstant) -> Bool {
        deadline = now + delay
        delay = min(delay * 2, Self.longestDelay)
        defer { isFailing = true }
        return !isFailing
    }

    /// Whether this host has one of the addresses of the services; that of a mark is nobody's, and counts as present, and
    /// so does every one while nothing is known.
    func has(anyOf services: [ServiceAddress]) -> Bool {
        services.contains { service in
            switch service {
            case .mark: true
            case .address(let address): addresses?.contains(address) ?? true
            }
        }
    }
}

/// What of a service is looked for on this host.
enum ServiceAddress {
    case address(IPAddress)
    case mark
}
