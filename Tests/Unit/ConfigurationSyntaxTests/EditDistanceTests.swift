import ConfigurationSyntax
import Testing

@Suite("Edit distance")
struct EditDistanceTests {
    static let pairs: [(String, String, Int?)] = [
        ("priority", "prioritty", 1), ("connetc_port", "connect_port", 1), ("vvrp_script", "vrrp_script", 1),
        ("smtp_connect_time", "smtp_connect_timeout", 3), ("abc", "xyz", nil), ("", "ab", 2),
    ]

    @Test("The distance counts insertions, deletions, replacements and swaps", arguments: pairs)
    func distance(_ left: String, _ right: String, _ distance: Int?) {
        #expect(
            EditDistance.between(Array(left.utf8), Array(right.utf8), limit: 3 - (distance == nil ? 1 : 0))
                == distance)
    }

    @Test("The nearest word is found, unless all are far")
    func nearest() {
        let words = ["interface", "priority", "state"]
        #expect(EditDistance.nearest(to: Array("intrface".utf8), among: words) == "interface")
        #expect(EditDistance.nearest(to: Array("foo".utf8), among: words) == nil)
    }
}
