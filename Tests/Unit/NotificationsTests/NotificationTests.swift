import Configuration
import NetworkTypes
import Notifications
import Testing
import VirtualServers

@Suite("Notifications and their FIFO lines")
struct NotificationTests {
    private static let web = ServiceName.service(
        .address(.tcp, .ipv4(IPv4Address(10, 9, 9, 200)), port: 80))
    private static let server = ServerName(
        DestinationID(.ipv4(IPv4Address(127, 0, 0, 1)), port: 18092), of: web)

    @Test(
        "A line of the FIFO has keepalived's bytes",
        arguments: [
            (Notification.instance("VI_1", .master, priority: 150), "INSTANCE \"VI_1\" MASTER 150"),
            (
                .instance("VI_1", .masterReceivedLowerPriority, priority: 9),
                "INSTANCE \"VI_1\" MASTER_RX_LOWER_PRI 9"
            ),
            (.instance("VI_1", .masterPriority, priority: 90), "INSTANCE \"VI_1\" MASTER_PRIORITY 90"),
            (.instance("VI_1", .backupPriority, priority: 1), "INSTANCE \"VI_1\" BACKUP_PRIORITY 1"),
            (.instance("VI_1", .deleted, priority: 1), "INSTANCE \"VI_1\" DELETED 1"),
            (.instance("VI_1", .fault, priority: 1), "INSTANCE \"VI_1\" FAULT 1"),
            (.group("G1", .stop), "GROUP \"G1\" STOP 0"),
            (.group("G1", .backup), "GROUP \"G1\" BACKUP 0"),
            (.virtualServer(web, .down), "VS [10.9.9.200]:tcp:80 DOWN"),
            (.realServer(server, .up), "RS [127.0.0.1]:tcp:18092 [10.9.9.200]:tcp:80 UP"),
        ])
    func lines(_ notification: Notification, _ line: String) {
        #expect(notification.fifoLine == line)
    }

    @Test("Priorities and lower ones that were received do not run the general script")
    func generalScript() {
        var scripts = NotificationScripts()
        scripts.any = Command(words: ["/any"], text: "/any")
        let states = RoutingState.allCases.filter {
            !scripts.commands(for: .instance("I", $0, priority: 1)).isEmpty
        }
        #expect(states == [.master, .backup, .fault, .stop, .deleted])
    }

    @Test("VyOS can read every line of an instance and a group")
    func clients() throws {
        // ^(\w+) "([\w-]+)" (\w+) (\d+)$
        let word = { (text: Substring) in
            !text.isEmpty && text.allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
        }
        for state in RoutingState.allCases {
            for notification in [Notification.instance("VI_1-a", state, priority: 7), .group("G", state)] {
                let parts = notification.fifoLine.split(separator: " ", omittingEmptySubsequences: false)
                try #require(parts.count == 4)
                #expect(word(parts[0]) && word(parts[2]) && UInt8(parts[3]) != nil)
                #expect(parts[1].first == "\"" && parts[1].last == "\"")
            }
        }
    }

    @Test("Of the effects of a supervision those of servers and quorums are notifications")
    func effects() {
        let count = QuorumCount(quorum: 1, hysteresis: 0, weight: 1)
        #expect(
            Notification(.server(Self.server, .down, because: .stop, isInhibited: false))
                == .realServer(Self.server, .down))
        #expect(
            Notification(.quorum(Self.web, .up, because: .start, count)) == .virtualServer(Self.web, .up))
        #expect(Notification(.checksSuspended(Self.web)) == nil)
    }

    @Test("Each state of a server and of a quorum has its own command")
    func commands() {
        var virtual = VirtualServerDefinition(
            .service(.address(.tcp, .ipv4(IPv4Address(10, 9, 9, 200)), port: 80)), family: .ipv4)
        virtual.quorumUp = Command(words: ["/qu"], text: "/qu")
        virtual.quorumDown = Command(words: ["/qd"], text: "/qd")
        var real = RealServerDefinition(Destination(Self.server.server))
        real.notifyUp = Command(words: ["/ru"], text: "/ru")
        virtual.realServers = [real]
        #expect(virtual.commands(for: .virtualServer(Self.web, .up)).map(\.words) == [["/qu"]])
        #expect(virtual.commands(for: .virtualServer(Self.web, .down)).map(\.words) == [["/qd"]])
        #expect(virtual.commands(for: .realServer(Self.server, .up)).map(\.words) == [["/ru"]])
        #expect(virtual.commands(for: .realServer(Self.server, .down)) == [])
        var numbers = RunNumbers()
        let notification = Notification.realServer(Self.server, .up)
        let requests = notification.requests(virtual.commands(for: notification), numbers: &numbers)
        #expect(requests.map(\.lane) == ["RS [127.0.0.1]:tcp:18092 [10.9.9.200]:tcp:80"])
        #expect(requests.map(\.policy) == [.queue])
    }
}
