public import NetworkTypes

/// Whether an instance can be heard and hear.
public enum EndpointState: Equatable, Sendable {
    /// Its socket is being opened: what runs goes on, what does not waits.
    case opening(source: IPAddress)
    /// It speaks from this address.
    case open(source: IPAddress)
    /// It can neither speak nor hear, which is a FAULT.
    case closed(FaultReason)

    /// The address that advertisements leave from.
    public var source: IPAddress? {
        switch self {
        case .opening(let source), .open(let source): source
        case .closed: nil
        }
    }
}

/// What is known of the surroundings when settings are taken over.
public struct ElectionSurroundings: Sendable {
    /// The endpoint of each instance.
    public var endpoints: [EndpointState]
    /// The interfaces that are up and have carrier.
    public var interfacesUp: Set<String>

    /// Surroundings of these parts.
    public init(endpoints: [EndpointState], interfacesUp: Set<String>) {
        self.endpoints = endpoints
        self.interfacesUp = interfacesUp
    }
}
