import Configuration
import Notifications
import Testing

@Suite("Which scripts of an instance or group run after a change, and with which words")
struct RouterScriptTests {
    private var numbers = RunNumbers()

    private static func command(_ words: String..., credentials: UserAndGroup? = nil) -> Command {
        Command(words: words, text: words.joined(separator: " "), credentials: credentials)
    }

    private static let all: NotificationScripts = {
        var scripts = NotificationScripts()
        scripts.master = command("/master", "one word")
        scripts.backup = command("/backup")
        scripts.fault = command("/fault")
        scripts.stop = command("/stop")
        scripts.deleted = command("/deleted")
        scripts.masterReceivedLowerPriority = command("/lower")
        scripts.any = command("/any", "x")
        return scripts
    }()

    private mutating func requests(
        _ notification: Notification, _ scripts: NotificationScripts = Self.all
    ) -> [RunRequest] {
        notification.requests(scripts.commands(for: notification), numbers: &numbers)
    }

    @Test(
        "The state's own script comes first, then the general one with four more words",
        arguments: [
            (RoutingState.master, ["/master", "one word"], "MASTER"), (.backup, ["/backup"], "BACKUP"),
            (.fault, ["/fault"], "FAULT"), (.stop, ["/stop"], "STOP"), (.deleted, ["/deleted"], "DELETED"),
        ])
    mutating func words(_ state: RoutingState, _ own: [String], _ name: String) {
        let requests = requests(.instance("VI_1", state, priority: 150))
        #expect(requests.map(\.words) == [own, ["/any", "x", "INSTANCE", "VI_1", name, "150"]])
        #expect(requests.map(\.id) == [1, 2])
    }

    @Test("A lower priority heard by a master is for its own script only")
    mutating func lowerPriority() {
        let requests = requests(.instance("VI_1", .masterReceivedLowerPriority, priority: 150))
        #expect(requests.map(\.words) == [["/lower"]])
    }

    @Test("A group says GROUP and is a lane of its own")
    mutating func group() {
        let requests = requests(.group("VI_1", .master))
        #expect(requests.last?.words == ["/any", "x", "GROUP", "VI_1", "MASTER", "0"])
        #expect(requests.map(\.lane) == ["GROUP VI_1", "GROUP VI_1"])
        #expect(requests.map(\.policy) == [.queue, .queue])
        #expect(requests.map(\.timeoutMilliseconds) == [0, 0])
    }

    @Test("Without scripts nothing is asked for")
    mutating func none() {
        #expect(requests(.instance("VI_1", .master, priority: 1), NotificationScripts()) == [])
    }

    @Test("A command runs as the user that the configuration names")
    mutating func credentials() {
        let user = UserAndGroup(userID: 1, groupID: 2, supplementaryGroupIDs: [3])
        var scripts = NotificationScripts()
        scripts.master = Self.command("/m", credentials: user)
        #expect(
            requests(.instance("VI_1", .master, priority: 1), scripts).map(\.credentials) == [user])
    }

    @Test("A tracked script is limited in time and skipped while it runs")
    func tracker() {
        var script = VRRPScript(name: "check", command: Self.command("/check"))
        script.timeout = .milliseconds(1500)
        let request = RunRequest(tracking: script, 7)
        #expect(request.id == 7)
        #expect(request.lane == "SCRIPT check")
        #expect(request.policy == .skipIfBusy)
        #expect(request.timeoutMilliseconds == 1500)
        #expect(request.words == ["/check"])
    }

    @Test("A limit below a millisecond is not taken for none, and a huge one is the greatest")
    func limits() {
        let command = Self.command("/x")
        func milliseconds(_ limit: Duration?) -> UInt32 {
            RunRequest(1, command, lane: "x", policy: .queue, limit: limit).timeoutMilliseconds
        }
        #expect(milliseconds(.microseconds(1)) == 1)
        #expect(milliseconds(.seconds(5_000_000)) == .max)
        #expect(milliseconds(nil) == 0)
    }
}
