import NetworkTypes
import Testing
import Timing

@testable import CheckDaemon

@Suite("The addresses of this host")
struct KnownAddressesTests {
    private static let begin = MonotonicInstant(nanoseconds: 0)
    private static let address = IPAddress.ipv4(IPv4Address(192, 0, 2, 1))

    @Test("Until they are read every address counts as present, and they are due at once")
    func unknown() {
        let known = KnownAddresses(at: Self.begin)
        #expect(known.deadline == Self.begin)
        #expect(known.has(anyOf: [.address(Self.address)]))
    }

    @Test("A change whose reading fails is read again, later each time, until it can be read")
    func failure() {
        var known = KnownAddresses(at: Self.begin)
        let wasFailing = known.read([Self.address])
        #expect(!wasFailing)
        #expect(known.deadline == nil)
        known.changed(at: Self.begin)
        var now = Self.begin
        var delays: [Duration] = []
        for attempt in 0..<12 {
            let isFirst = known.failed(at: now)
            #expect(isFirst == (attempt == 0))
            let deadline = known.deadline ?? now
            delays.append(deadline - now)
            now = deadline
        }
        #expect(delays.first == .milliseconds(100) && delays[3] == .milliseconds(800))
        #expect(delays.last == .seconds(30) && delays.max() == .seconds(30))
        // What was known counts meanwhile.
        #expect(known.has(anyOf: [.address(Self.address)]))
        let hasRecovered = known.read([])
        #expect(hasRecovered)
        #expect(known.deadline == nil && !known.has(anyOf: [.address(Self.address)]))
        #expect(known.has(anyOf: [.address(Self.address), .mark]))
        known.changed(at: now)
        let isFirst = known.failed(at: now)
        #expect(isFirst && known.deadline == now + .milliseconds(100))
    }
}
