internal import NetworkTypes

/// Finds the instances with a VRID on an interface without hashing or comparing text.
struct VirtualRouterIndex: Sendable {
    private static let none: Int32 = -1
    /// The row of each (interface, family) in `first`; the first two are for instances on any interface.
    private var rows: [Int32]
    /// 256 heads of chains for each row.
    private var first: [Int32] = []
    /// The next instance with the same VRID, interface and family.
    private var next: [Int32]

    /// The index of `instances`; datagrams name an interface by its place in `interfaces`.
    init(_ instances: [InstanceSettings], interfaces: [String]) {
        rows = Array(repeating: Self.none, count: 2 * (interfaces.count + 1))
        next = Array(repeating: Self.none, count: instances.count)
        var places: [String: Int] = [:]
        for (place, name) in interfaces.enumerated() { places[name] = place }
        for (index, instance) in instances.enumerated().reversed() {
            let place = instance.interface.isEmpty ? nil : places[instance.interface]
            let slot = Self.slot(interface: place, family: instance.family)
            if rows[slot] == Self.none {
                rows[slot] = Int32(first.count / 256)
                first.append(contentsOf: repeatElement(Self.none, count: 256))
            }
            let cell = Int(rows[slot]) * 256 + Int(instance.virtualRouterID)
            next[index] = first[cell]
            first[cell] = Int32(index)
        }
    }

    /// The first instance with that VRID on that interface (nil: on none in particular), or nil.
    func first(interface: Int?, family: AddressFamily, virtualRouterID: UInt8) -> Int? {
        let slot = Self.slot(interface: interface, family: family)
        guard rows.indices.contains(slot), rows[slot] != Self.none else { return nil }
        let index = first[Int(rows[slot]) * 256 + Int(virtualRouterID)]
        return index == Self.none ? nil : Int(index)
    }

    /// The next instance after `index` with the same VRID, interface and family, or nil.
    func next(after index: Int) -> Int? {
        next[index] == Self.none ? nil : Int(next[index])
    }

    private static func slot(interface: Int?, family: AddressFamily) -> Int {
        2 * ((interface ?? -1) + 1) + (family == .ipv4 ? 0 : 1)
    }
}
