/// A deterministic generator (Steele, Lea and Flood's SplitMix64): the same seed gives the same run on every
/// machine.
public struct SplitMix64: Sendable {
    private var state: UInt64

    /// The generator of this seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in the range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// True in `percent` of 100 cases.
    public mutating func chance(_ percent: Int) -> Bool {
        number(1...100) <= percent
    }

    /// A duration in the range, in steps of a microsecond.
    public mutating func duration(_ range: ClosedRange<Duration>) -> Duration {
        let low = Int(range.lowerBound / .microseconds(1))
        let high = Int(range.upperBound / .microseconds(1))
        return .microseconds(number(low...high))
    }

    /// One of the elements.
    ///
    /// - Precondition: there is one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }
}
