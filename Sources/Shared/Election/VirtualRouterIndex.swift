internal import NetworkTypes

/// Finds the instances with a VRID on an interface without hashing or comparing text.
struct VirtualRouterIndex: Sendable {
    private static let none: Int32 = -1
    /// The row of each (interface, family) in `first`; the first two are for instances on any interface.
    private var rows: [Int32]
    /// 256 heads of chains for each row.
    private var first: [Int32]
    /// The next instance with the same VRID, interface and family.
    private var next: [Int32]

    init(_ settings: ElectionSettings) {
        rows = Array(repeating: Self.none, count: 2 * (settings.interfaces.count + 1))
        first = []
        next = Array(repeating: Self.none, count: settings.instances.count)
        for (index, instance) in settings.instances.enumerated().reversed() {
            let slot = Self.slot(interface: instance.interface, family: instance.family)
            precondition(rows.indices.contains(slot), "no interface \(instance.interface)")
            if rows[slot] == Self.none {
                rows[slot] = Int32(first.count / 256)
                first.append(contentsOf: repeatElement(Self.none, count: 256))
            }
            let cell = Int(rows[slot]) * 256 + Int(instance.virtualRouterID)
            next[index] = first[cell]
            first[cell] = Int32(index)
        }
    }

    /// The first instance with that VRID on that interface, or nil.
    func first(interface: Int, family: AddressFamily, virtualRouterID: UInt8) -> Int? {
        let slot = Self.slot(interface: interface, family: family)
        guard rows.indices.contains(slot), rows[slot] != Self.none else { return nil }
        let index = first[Int(rows[slot]) * 256 + Int(virtualRouterID)]
        return index == Self.none ? nil : Int(index)
    }

    /// The instance after `index` with the same VRID, interface and family, or nil.
    func next(after index: Int) -> Int? {
        next[index] == Self.none ? nil : Int(next[index])
    }

    private static func slot(interface: Int, family: AddressFamily) -> Int {
        2 * (interface + 1) + (family == .ipv4 ? 0 : 1)
    }
}
