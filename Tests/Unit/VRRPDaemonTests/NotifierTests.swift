import Configuration
import Election
import ProcessMessages
import Testing

@testable import VRRPDaemon

@Suite("Which scripts are told of a change, and with which words")
struct NotifierTests {
    private var notifier = Notifier()

    private static func command(_ words: String..., credentials: Credentials? = nil) -> Command {
        Command(words: words, text: words.joined(separator: " "), credentials: credentials)
    }

    private static let all: Notifications = {
        var scripts = Notifications()
        scripts.master = command("/master", "one word")
        scripts.backup = command("/backup")
        scripts.fault = command("/fault")
        scripts.stop = command("/stop")
        scripts.deleted = command("/deleted")
        scripts.masterReceivedLowerPriority = command("/lower")
        scripts.any = command("/any", "x")
        return scripts
    }()

    @Test(
        "The state's own script comes first, then the general one with four more words",
        arguments: [
            (Notifier.NotifiedState.master, ["/master", "one word"], "MASTER"),
            (.backup, ["/backup"], "BACKUP"), (.fault, ["/fault"], "FAULT"), (.stop, ["/stop"], "STOP"),
            (.deleted, ["/deleted"], "DELETED"),
        ])
    mutating func words(_ state: Notifier.NotifiedState, _ own: [String], _ name: String) {
        let requests = notifier.requests(.instance, name: "VI_1", state, priority: 150, scripts: Self.all)
        #expect(requests.map(\.words) == [own, ["/any", "x", "INSTANCE", "VI_1", name, "150"]])
        #expect(requests.map(\.id) == [1, 2])
    }

    @Test("A lower priority heard by a master is for its own script only")
    mutating func lowerPriority() {
        let requests = notifier.requests(
            .instance, name: "VI_1", .masterReceivedLowerPriority, priority: 150, scripts: Self.all)
        #expect(requests.map(\.words) == [["/lower"]])
    }

    @Test("A group says GROUP and is a lane of its own")
    mutating func group() {
        let requests = notifier.requests(.group, name: "VI_1", .master, priority: 0, scripts: Self.all)
        #expect(requests.last?.words == ["/any", "x", "GROUP", "VI_1", "MASTER", "0"])
        #expect(requests.map(\.lane) == ["GROUP VI_1", "GROUP VI_1"])
        #expect(requests.map(\.policy) == [.queue, .queue])
        #expect(requests.map(\.timeoutMilliseconds) == [0, 0])
    }

    @Test("Without scripts nothing is asked for")
    mutating func none() {
        let requests = notifier.requests(
            .instance, name: "VI_1", .master, priority: 1, scripts: Notifications())
        #expect(requests == [])
    }

    @Test("A shell line gets the four words quoted at its end")
    mutating func shellLine() {
        var scripts = Notifications()
        scripts.any = Self.command("/bin/sh", "-c", "echo $@ | logger")
        let requests = notifier.requests(
            .instance, name: "it's $HOME", .master, priority: 1, scripts: scripts)
        #expect(
            requests.map(\.words) == [
                ["/bin/sh", "-c", "echo $@ | logger 'INSTANCE' 'it'\\''s $HOME' 'MASTER' '1'"]
            ])
    }

    @Test("A command runs as the user that the configuration names")
    mutating func credentials() {
        var scripts = Notifications()
        scripts.master = Self.command(
            "/m", credentials: Credentials(userID: 1, groupID: 2, supplementaryGroupIDs: [3]))
        let requests = notifier.requests(.instance, name: "VI_1", .master, priority: 1, scripts: scripts)
        #expect(
            requests.map(\.identity) == [.init(userID: 1, groupID: 2, supplementaryGroupIDs: [3])])
    }

    @Test("A tracked script is limited in time and skipped while it runs")
    mutating func tracker() {
        var script = VRRPScript(name: "check", command: Self.command("/check"))
        script.timeout = .milliseconds(1500)
        let request = notifier.request(tracking: script)
        #expect(request.lane == "SCRIPT check")
        #expect(request.policy == .skipIfBusy)
        #expect(request.timeoutMilliseconds == 1500)
        #expect(request.words == ["/check"])
    }

    @Test("The states that scripts hear of are those of a running instance")
    func states() {
        #expect(Notifier.NotifiedState(.master) == .master)
        #expect(Notifier.NotifiedState(.backup) == .backup)
        #expect(Notifier.NotifiedState(.fault) == .fault)
        #expect(Notifier.NotifiedState(.initialize) == nil)
    }
}
