public import NetworkTypes

/// An address with its prefix length on an interface: the kernel has each at most once.
public struct AddressPlace: Hashable, Sendable, Comparable {
    /// The interface's number.
    public var linkIndex: Int32
    /// The address.
    public var address: IPAddress
    /// The length of its prefix in bits.
    public var prefixLength: UInt8

    /// An address on the interface `linkIndex`.
    public init(linkIndex: Int32, address: IPAddress, prefixLength: UInt8) {
        self.linkIndex = linkIndex
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Orders by interface, address and prefix length.
    public static func < (left: Self, right: Self) -> Bool {
        (left.linkIndex, left.address, left.prefixLength) < (
            right.linkIndex, right.address, right.prefixLength
        )
    }
}

extension InterfaceAddress {
    /// Where it is.
    public var place: AddressPlace {
        AddressPlace(linkIndex: linkIndex, address: address, prefixLength: prefixLength)
    }
}

extension AddressChange {
    /// What it changes.
    public var place: AddressPlace {
        AddressPlace(linkIndex: linkIndex, address: address, prefixLength: prefixLength)
    }
}
