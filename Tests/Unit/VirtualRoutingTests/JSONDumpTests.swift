import Configuration
import Election
import Testing
import Timing

@testable import VirtualRouting

@Suite("keepalived.json")
struct JSONDumpTests {
    private let clock = DumpClock(offsetNanoseconds: 0) { _ in "" }

    private func text(_ change: (inout Model) -> Void = { _ in }) -> String? {
        var model = Model()
        var instance = VRRPInstance(name: "VI_1")
        instance.election.advertisementInterval = .milliseconds(250)
        instance.election.preemptDelay = .milliseconds(2500)
        instance.authentication = .password(Array("secret".utf8))
        model.instances = [instance]
        change(&model)
        let status = InstanceStatus(
            name: "VI_1", state: .backup, wantedState: .backup, faultReasons: [], source: nil,
            masterAddress: nil, masterPriority: 200, masterInterval: .seconds(1), effectivePriority: 100,
            lastTransition: MonotonicInstant(nanoseconds: 1_500_000_000), deadline: nil,
            masterDownInterval: .seconds(3), addressesSet: [], statistics: InstanceStatistics())
        return JSONDump(model, Status(instances: [status], groups: [], scripts: []), clock: clock).text
    }

    @Test("Whole seconds are integers, and what keepalived writes with a fraction keeps it")
    func numbers() {
        let text = text() ?? ""
        for member in [
            #""garp_delay":5,"#, #""adver_int":0.25,"#, #""master_adver_int":1,"#, #""preempt_delay":2,"#,
            #""last_transition":1.500000,"#, #""master_priority":200,"#, #""wantstate":1,"#,
            #""auth_type":1,"auth_data":"********"}"#,
        ] { #expect(text.contains(member), "\(member)") }
        #expect(!text.contains("secret"))
    }

    @Test("Version 1 is an array, version 2 an object, each with a line feed at the end")
    func versions() {
        #expect((text() ?? "").hasPrefix(#"[{"data":{"iname":"VI_1","#))
        let second = text { $0.global.jsonVersion = 2 } ?? ""
        #expect(second.hasPrefix(#"{"vrrp":[{"data":{"#))
        #expect(second.hasSuffix("}}]}\n"))
    }

    @Test("Without an instance there is no file")
    func none() { #expect(text { $0.instances = [] } == nil) }
}
