import NetworkTypes
import Timing

/// The addresses of this host, and when to read them again.
///
/// Pure: the shell reads them when they are due and reports the result. No change is lost: a reading that fails is
/// repeated after a delay that doubles up to a limit, until one succeeds.
struct KnownAddresses {
    /// The addresses; nil until they have been read.
    private(set) var addresses: Set<IPAddress>?
    /// When to read them; nil while they are up to date.
    private(set) var deadline: MonotonicInstant?
    private var delay = firstDelay
    private(set) var isFailing = false

    static let firstDelay: Duration = .milliseconds(100)
    static let longestDelay: Duration = .seconds(30)

    /// Nothing is known yet, and a reading is due.
    init(at now: MonotonicInstant) { deadline = now }

    /// Handles a change, or a possible one.
    mutating func changed(at now: MonotonicInstant) { deadline = now }

    /// Takes the addresses.
    ///
    /// - Returns: Whether the reading before this one had failed.
    mutating func read(_ addresses: Set<IPAddress>) -> Bool {
        self.addresses = addresses
        deadline = nil
        delay = Self.firstDelay
        defer { isFailing = false }
        return isFailing
    }

    /// Schedules another reading after a failure.
    ///
    /// - Returns: Whether this is the first failure in a row.
    mutating func failed(at now: MonotonicInstant) -> Bool {
        deadline = now + delay
        delay = min(delay * 2, Self.longestDelay)
        defer { isFailing = true }
        return !isFailing
    }

    /// Whether this host has an address of one of the services. A firewall mark has no address and counts as present;
    /// everything does until the addresses have been read.
    func has(anyOf services: [ServiceAddress]) -> Bool {
        services.contains { service in
            switch service {
            case .mark: true
            case .address(let address): addresses?.contains(address) ?? true
            }
        }
    }
}

/// The address of a service that is looked for on this host.
enum ServiceAddress {
    case address(IPAddress)
    case mark
}
