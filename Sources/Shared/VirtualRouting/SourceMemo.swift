internal import NetworkTypes

/// The addresses that instances without a configured source send from, as long as one event lasts: an interface with
/// hundreds of instances and addresses is looked through once.
struct SourceMemo: Sendable {
    /// What the address depends on.
    struct Key: Hashable, Sendable {
        var interface: String
        var family: AddressFamily
    }

    private var found: [Key: IPAddress?] = [:]
    /// How often an interface was looked through, for tests.
    private(set) var searches = 0

    /// What was found: nil before it was looked for, an inner nil if there is no such address.
    subscript(key: Key) -> IPAddress?? { found[key] }

    /// Keeps what was found.
    mutating func keep(_ address: IPAddress?, for key: Key) {
        found[key] = .some(address)
        searches += 1
    }

    /// Addresses may have changed.
    mutating func forget() { found = [:] }
}
