import ProcessMessages
import Testing

@Suite("How a supervisor starts a process")
struct ChildOptionsTests {
    @Test("The words it writes are read as it meant them")
    func roundTrip() {
        var options = ChildOptions()
        options.channel = 5
        options.configurationFile = "/etc/keep alived/x=y.conf"
        #expect(ChildOptions(options.arguments) == options)
        options.configurationID = "node-a"
        options.detailLevel = 2
        options.syslogFacility = 19
        options.pidFile = "/run/x.pid"
        options.keepsAddressesAtStop = true
        options.keepsServicesAtStop = true
        options.isSuccessor = true
        options.logsAddressChanges = true
        options.ignoresInterrupt = true
        #expect(ChildOptions(options.arguments) == options)
    }

    @Test("They travel in one variable of the environment, whatever paths contain")
    func environment() {
        var options = ChildOptions()
        options.channel = 5
        options.configurationFile = "/etc/keep alived/x=y,z;\n.conf"
        let (name, value) = options.environment(for: "bfd")
        let child = ChildOptions.child { $0 == name ? value : nil }
        #expect(child?.word == "bfd")
        #expect(child.flatMap { ChildOptions($0.arguments) } == options)
        #expect(ChildOptions.child { _ in nil } == nil)
    }

    @Test(
        "Words without a channel, or that nobody writes, are refused",
        arguments: [
            [], ["--use-file=/x"], ["--supervised=x"], ["--supervised=-1"], ["--supervised=3", "--frob"],
        ])
    func refused(_ words: [String]) {
        #expect(ChildOptions(words) == nil)
    }
}
