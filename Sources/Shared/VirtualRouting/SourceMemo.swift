internal import NetworkTypes

/// Remembers, during one event, the source addresses of instances that have none configured, so that an interface with
/// hundreds of instances and addresses is searched once.
struct SourceMemo: Sendable {
    /// What the source address depends on.
    struct Key: Hashable, Sendable {
        var interface: String
        var family: AddressFamily
    }

    private var found: [Key: IPAddress?] = [:]
    /// How many times an interface was searched. For tests.
    private(set) var searches = 0

    /// The result of a search: nil if there was none, an inner nil if no address was found.
    subscript(key: Key) -> IPAddress?? { found[key] }

    /// Records the result of a search.
    mutating func keep(_ address: IPAddress?, for key: Key) {
        found[key] = .some(address)
        searches += 1
    }

    /// Forgets everything, as addresses may have changed.
    mutating func forget() { found = [:] }
}
