import Glibc
import Lab
import SystemCalls
import Testing
import Timing

@Suite("This process and its machine")
struct ProcessAndMachineTests {
    @Test("What a daemon sets for itself is what the kernel shows")
    func attributes() throws {
        var spawn = Spawn(words: [try ProbeProcess.path(), "attributes"])
        spawn.standardError = .inherited
        let result = try output(of: spawn)
        #expect(
            result.text.split(separator: "\n") == [
                "a-name-longer-t", "Max open files 256 256 files", "Max realtime timeout 10000 20000 us",
                "Cpus_allowed_list: 0", "Umask: 0177", "nice 5", isSanitized ? "unlocked" : "locked",
            ])
        #expect(result.status == .exited(0))
    }

    @Test("A subreaper takes the status of orphans, and leaves known children to whoever waits for them")
    func orphans() throws {
        let result = try output(of: Spawn(words: [try ProbeProcess.path(), "reap-orphan"]))
        let lines = result.text.split(separator: "\n")
        try #require(lines.count == 4)
        #expect(lines[0] == lines[1])
        #expect(lines[2] == "exited with status 4")
        #expect(lines[3] == "exited with status 0")
    }

    @Test("A process enters a namespace by its name; one that is not there is an error")
    func namespace() throws {
        try #require(geteuid() == 0, "making namespaces needs root")
        let name = "ha-test-\(getpid())"
        #expect(try Spawn(words: ["ip", "netns", "add", name]).start().wait() == .exited(0))
        defer {
            // What is left behind would not disturb another run.
            _ = try? Spawn(words: ["ip", "netns", "delete", name]).start().wait()
        }
        let probe = try ProbeProcess.path()
        let present = try output(of: Spawn(words: ["stat", "-L", "-c", "%i", "/run/netns/" + name]))
        #expect(try output(of: Spawn(words: [probe, "enter-namespace", name])).text == present.text)
        let absent = try output(of: Spawn(words: [probe, "enter-namespace", "ha-test-absent"]))
        #expect(absent.text == "open /run/netns/ha-test-absent: No such file or directory (ENOENT)\n")
        let path = try output(of: Spawn(words: [probe, "enter-namespace", "../netns/" + name]))
        #expect(path.text == "setns ../netns/\(name): Invalid argument (EINVAL)\n")
    }

    @Test("Forwarding of IPv6 is read for each interface")
    func forwarding() throws {
        try Cable.with { lab in
            #expect(try !Machine.forwardsIPv6(on: "left0"))
            try lab.run(.left, "sysctl -qw net.ipv6.conf.left0.forwarding=1")
            #expect(try Machine.forwardsIPv6(on: "left0"))
            #expect(throws: SystemError.self) { _ = try Machine.forwardsIPv6(on: "none0") }
        }
    }

    @Test("The machine's names are those of uname")
    func names() throws {
        let names = try Machine.names()
        let expected = try output(of: Spawn(words: ["uname", "-srvmn"]))
        #expect(
            expected.text
                == "\(names.system) \(names.node) \(names.release) \(names.version) \(names.machine)\n")
        #expect(try Machine.hostName() == names.node)
    }

    @Test("Accounts are known by name, unknown ones are none")
    func accounts() {
        #expect(Accounts.user(named: "root")?.user == 0)
        #expect(Accounts.user(named: "root")?.group == 0)
        #expect(Accounts.group(named: "root") == 0)
        #expect(Accounts.user(named: "no-such-account") == nil)
        #expect(Accounts.group(named: "no-such-group") == nil)
        #expect(Accounts.groups(ofUser: "root", with: 4321).contains(4321))
    }

    @Test("The time since boot is not before the monotonic clock, which leaves out sleep")
    func clocks() {
        let monotonic = MonotonicClock.now()
        let boot = MonotonicClock.sinceBoot()
        #expect(boot.components.seconds >= monotonic.nanoseconds / 1_000_000_000)
        #expect(RealTime.now().seconds > 1_700_000_000)
        #expect((0..<1_000_000_000).contains(RealTime.now().nanoseconds))
    }

    @Test(
        "An error names the call, what it was about, and the C library's text and symbol",
        arguments: [
            (SystemError(call: "bind", errno: ENODEV, object: "eth0"), "bind eth0: No such device (ENODEV)"),
            (SystemError(call: "fork", errno: EAGAIN), "fork: Resource temporarily unavailable (EAGAIN)"),
            (SystemError(call: "x", errno: 99_999), "x: error 99999"),
        ])
    func errors(error: SystemError, text: String) {
        #expect(error.description == text)
    }

    @Test("A wait status tells exit codes from signals")
    func waitStatus() {
        #expect(WaitStatus(waitNumber: 0x0300) == .exited(3))
        #expect(WaitStatus(waitNumber: 0x000F) == .signalled(15))
        #expect(WaitStatus.exited(1).description == "exited with status 1")
        #expect(WaitStatus.signalled(15).description == "terminated by signal 15")
    }
}
