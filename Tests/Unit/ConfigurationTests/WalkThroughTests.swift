import Configuration
import ConfigurationSyntax
import Election
import NetworkTypes
import Testing

/// Published example configurations of operators, and what `-t` says to them.
@Suite("Walk-through configurations")
struct WalkThroughTests {
    static let interfaces = ["eth0", "ens33", "ens160"]

    static func text(_ name: String) throws -> [UInt8] {
        try Fixture.bytes(named: name + ".conf")
    }

    @Test(
        "Working examples draw at most warnings",
        arguments: [
            "dual-master", "logging", "lvs-dr-master", "lvs-dr-backup", "overview-master", "overview-slave",
        ])
    func accepted(_ name: String) throws {
        var machine = FakeMachine(interfaces: Self.interfaces)
        let result = machine.load(try Self.text(name))
        #expect(result.errors.map(\.description) == [])
        #expect(result.testStatus == 0)
    }

    @Test("nopreempt with state MASTER is the one error of deploy-master")
    func deployMaster() throws {
        var machine = FakeMachine(interfaces: Self.interfaces)
        let result = machine.load(try Self.text("deploy-master"))
        #expect(
            result.errors.map(\.message) == ["'nopreempt' cannot be used with 'state MASTER' and is ignored"])
        #expect(result.testStatus == 5)
    }

    @Test("Scripts that run as root without script security give status 6")
    func lessonHTTPD() throws {
        var machine = FakeMachine(interfaces: Self.interfaces)
        let result = machine.load(try Self.text("lesson-httpd"))
        #expect(result.errors.map(\.category) == [.security])
        #expect(result.testStatus == 6)
    }

    @Test(
        "An undefined parameter, what follows from it and nopreempt are the errors of script-weight-unicast",
        arguments: [true, false])
    func scriptWeightUnicast(hasScript: Bool) throws {
        var machine = FakeMachine(interfaces: Self.interfaces)
        if hasScript { machine.addProgram("/etc/keepalived/check_port.sh") }
        let result = machine.load(try Self.text("script-weight-unicast"))
        #expect(
            result.errors.map(\.message) == [
                "the parameter 'script_user' is not defined",
                "'nopreempt' cannot be used with 'state MASTER' and is ignored",
                "the script 'chk_nginx' never runs, as the script_user does not exist: its weight never counts",
            ])
        #expect(result.testStatus == 5)
        #expect(result.model.scripts.first?.disabledBecause == "the script_user does not exist")
    }

    @Test("The model of dual-master holds what the file says")
    func dualMaster() throws {
        var machine = FakeMachine(interfaces: Self.interfaces)
        let model = machine.load(try Self.text("dual-master")).model
        let instance = try #require(model.instances.last)
        #expect(model.global.routerID == "LVS_DEVEL")
        #expect(instance.name == "VI_2")
        #expect(instance.election.virtualRouterID == 52)
        #expect(instance.election.basePriority == 101)
        #expect(instance.election.startsAsMaster)
        #expect(instance.authentication == .password(Array("1111".utf8)))
        #expect(instance.addresses.map(\.label) == ["eth0:3", "eth0:4"])
        #expect(instance.addresses.map(\.prefixLength) == [24, 24])
        #expect(instance.addresses.map { "\($0.address)" } == ["192.168.1.5", "192.168.1.6"])
    }
}
