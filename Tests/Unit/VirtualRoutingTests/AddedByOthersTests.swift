import Configuration
import NetworkState
import NetworkTypes
import Testing
import Timing

@testable import VirtualRouting

@Suite("Virtual addresses that somebody else has put on") struct AddedByOthersTests {
    @Test("A master that finds its address there takes it away when it is master no longer")
    func mastership() throws {
        let now = MonotonicInstant(nanoseconds: 0)
        let address = try Samples.interfaceAddress("10.0.0.9", 24, on: 2)
        let interfaces = InterfaceTable(links: [Samples.link("eth0", 2)], addresses: [address])
        let virtual = VirtualAddress(address: address.address, prefixLength: 24, interface: "eth0")
        var addresses = AddressReconciliation()
        addresses.mark(address.place)
        let asBackup = addresses.changes(in: interfaces, at: now) { _ in nil }
        #expect(asBackup.isEmpty)
        addresses.begin(address.place)
        let asMaster = addresses.changes(in: interfaces, at: now) { _ in virtual }
        #expect(asMaster.isEmpty)
        addresses.mark(address.place)
        let asBackupAgain = addresses.changes(in: interfaces, at: now) { _ in nil }
        #expect(asBackupAgain.map(\.action) == [.remove])
        #expect(asBackupAgain.map(\.place) == [address.place])
    }
}
