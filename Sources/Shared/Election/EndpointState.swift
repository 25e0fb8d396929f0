public import NetworkTypes

/// Whether an instance can send and receive.
public enum EndpointState: Equatable, Sendable {
    /// Its socket is being opened: a running instance continues, another waits.
    case opening(source: IPAddress)
    /// It sends from this address.
    case open(source: IPAddress)
    /// It can neither send nor receive, which is a FAULT.
    case closed(FaultReason)

    /// The source address of advertisements.
    public var source: IPAddress? {
        switch self {
        case .opening(let source), .open(let source): source
        case .closed: nil
        }
    }
}

/// What is known about the surroundings when settings take effect.
public struct ElectionSurroundings: Sendable {
    /// The endpoint of each instance.
    public var endpoints: [EndpointState]
    /// The interfaces that are up and have carrier.
    public var interfacesUp: Set<String>
    /// The numbers in tracked files, by the name of the `track_file`; 0 if there is none.
    public var fileNumbers: [String: Int]
    /// The BFD sessions that are up; nil: nothing is known of any.
    public var sessionsUp: Set<String>?
    /// Whether there is a quorum of tracked processes, by the name of the `vrrp_track_process`, as far as it is known.
    public var quorums: [String: Bool]

    /// Surroundings with these endpoints, interfaces, files, sessions and processes.
    public init(
        endpoints: [EndpointState], interfacesUp: Set<String>, fileNumbers: [String: Int] = [:],
        sessionsUp: Set<String>? = nil, quorums: [String: Bool] = [:]
    ) {
        self.endpoints = endpoints
        self.interfacesUp = interfacesUp
        self.fileNumbers = fileNumbers
        self.sessionsUp = sessionsUp
        self.quorums = quorums
    }
}
