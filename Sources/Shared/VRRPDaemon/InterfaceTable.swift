import Netlink
import NetworkTypes

/// What the kernel last said about its interfaces and their addresses.
struct InterfaceTable {
    private(set) var links: [Int32: Link] = [:]
    private var indices: [String: Int32] = [:]
    /// In the order in which the kernel lists them: the first address of an interface is its primary one.
    private var addresses: [Int32: [InterfaceAddress]] = [:]

    init() {}

    init(links: [Link], addresses: [InterfaceAddress]) {
        for link in links { update(link) }
        for address in addresses { add(address) }
    }

    subscript(name: String) -> Link? { indices[name].flatMap { links[$0] } }

    subscript(index: Int32) -> Link? { links[index] }

    /// Whether the interface exists, is administratively up and has carrier.
    func isUp(_ name: String) -> Bool { self[name].map { $0.isUp && $0.isRunning } ?? false }

    func addresses(on name: String) -> [InterfaceAddress] { indices[name].flatMap { addresses[$0] } ?? [] }

    /// Whether any interface carries the address.
    func hasAddress(_ address: IPAddress) -> Bool {
        addresses.values.contains { list in list.contains { $0.address == address } }
    }

    func has(_ key: AddressKeeper.Key) -> Bool {
        addresses[key.linkIndex]?.contains { AddressKeeper.Key($0) == key } ?? false
    }

    mutating func update(_ link: Link) {
        if let old = links[link.index], old.name != link.name { indices[old.name] = nil }
        links[link.index] = link
        indices[link.name] = link.index
    }

    mutating func remove(linkIndex: Int32) {
        if let link = links.removeValue(forKey: linkIndex), indices[link.name] == linkIndex {
            indices[link.name] = nil
        }
        addresses[linkIndex] = nil
    }

    mutating func add(_ address: InterfaceAddress) {
        var list = addresses[address.linkIndex] ?? []
        let key = AddressKeeper.Key(address)
        if let index = list.firstIndex(where: { AddressKeeper.Key($0) == key }) {
            list[index] = address
        } else {
            list.append(address)
        }
        addresses[address.linkIndex] = list
    }

    mutating func remove(_ key: AddressKeeper.Key) {
        addresses[key.linkIndex]?.removeAll { AddressKeeper.Key($0) == key }
    }
}
