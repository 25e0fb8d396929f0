public import NetworkState
internal import NetworkTypes

/// The kernel's interfaces and their addresses, as last reported.
public struct InterfaceTable: Sendable {
    /// All links by number.
    public private(set) var links: [Int32: Link] = [:]
    private var indices: [String: Int32] = [:]
    /// The addresses of each interface in the kernel's order: the first one is primary.
    private var addresses: [Int32: [InterfaceAddress]] = [:]
    /// The same by place, because a takeover looks up hundreds of addresses.
    private var places: [AddressPlace: InterfaceAddress] = [:]
    /// The number of interfaces that have each address.
    private var counts: [IPAddress: Int] = [:]

    /// A table without interfaces.
    public init() {}

    /// The links and addresses as the kernel lists them.
    public init(links: [Link], addresses: [InterfaceAddress]) {
        for link in links { update(link) }
        for address in addresses { add(address) }
    }

    /// The link of that name.
    public subscript(name: String) -> Link? { indices[name].flatMap { links[$0] } }

    /// The link with that number.
    public subscript(index: Int32) -> Link? { links[index] }

    /// Whether the interface exists, is set up and has carrier.
    public func isUp(_ name: String) -> Bool { self[name]?.canCarry ?? false }

    /// The names of the interfaces that are up.
    var namesUp: Set<String> { Set(links.values.filter(\.canCarry).map(\.name)) }

    /// The addresses of an interface, the primary one first.
    public func addresses(on name: String) -> [InterfaceAddress] {
        indices[name].flatMap { addresses[$0] } ?? []
    }

    func addresses(on linkIndex: Int32) -> [InterfaceAddress] { addresses[linkIndex] ?? [] }

    /// Whether any interface has the address.
    func hasAddress(_ address: IPAddress) -> Bool { counts[address] != nil }

    func address(at place: AddressPlace) -> InterfaceAddress? { places[place] }

    mutating func update(_ link: Link) {
        if let old = links[link.index], old.name != link.name, indices[old.name] == link.index {
            indices[old.name] = nil
        }
        links[link.index] = link
        indices[link.name] = link.index
    }

    mutating func remove(linkIndex: Int32) {
        if let link = links.removeValue(forKey: linkIndex), indices[link.name] == linkIndex {
            indices[link.name] = nil
        }
        for address in addresses.removeValue(forKey: linkIndex) ?? [] {
            places[address.place] = nil
            count(address.address, -1)
        }
    }

    mutating func add(_ address: InterfaceAddress) {
        if places.updateValue(address, forKey: address.place) == nil {
            addresses[address.linkIndex, default: []].append(address)
            count(address.address, 1)
        } else if let index = addresses[address.linkIndex]?.firstIndex(where: { $0.place == address.place }) {
            addresses[address.linkIndex]?[index] = address
        }
    }

    mutating func remove(_ place: AddressPlace) {
        guard places.removeValue(forKey: place) != nil,
            let index = addresses[place.linkIndex]?.firstIndex(where: { $0.place == place })
        else { return }
        addresses[place.linkIndex]?.remove(at: index)
        count(place.address, -1)
    }

    private mutating func count(_ address: IPAddress, _ change: Int) {
        let sum = counts[address, default: 0] + change
        counts[address] = sum == 0 ? nil : sum
    }
}
