import Foundation
import Lab

/// Shows a failover: two routers and a client on a LAN of network namespaces, the configuration of a walk-through,
/// and what the client notices of a crash, a clean stop and two returns.
@main
struct Demo {
    static let address = "192.168.0.100"

    static func main() {
        do {
            let lost = try run()
            exit(lost == nil ? 1 : 0)
        } catch {
            print("demo: \(error)")
            exit(1)
        }
    }

    /// The configuration of a published walk-through, with its comments.
    static func configuration(state: String, priority: Int) -> String {
        """
        # 定义虚拟路由器实例
        vrrp_instance VI_1 {
          state \(state)                 # 定义当前实例的状态, 可以是MASTER或BACKUP
          interface eth0               # 定义监控的网卡接口
          virtual_router_id 51         # 定义虚拟路由器的ID(分组)
          priority \(priority)                 # 定义当前节点的优先级, 高优先级的节点将成为MASTER
          advert_int 1                 # 定义VRRP通告的时间间隔(1s心跳)

          authentication {             # 可选: 定义认证信息
            auth_type PASS
            auth_pass 123456
          }

          virtual_ipaddress {          # 定义虚拟IP地址列表
            \(address)
          }

          track_interface {            # 可选: 定义要跟踪的网卡接口
            eth0
          }
        }

        """
    }

    static func run() throws -> Int? {
        let network = try Network(["node1", "node2", "client"], addressPrefix: "192.168.0")
        let timeline = Timeline()
        timeline.say(
            "three hosts on a LAN: node1 (priority 100), node2 (priority 99), a client that pings \(address)")
        let first = configuration(state: "MASTER", priority: 100)
        let second = configuration(state: "BACKUP", priority: 99)
        var daemons = [
            "node1": try Implementation.ours.start(on: network["node1"], configuration: first),
            "node2": try Implementation.ours.start(on: network["node2"], configuration: second),
        ]
        try timeline.wait("node1 has the address", within: 8) { try network["node1"].has(address) }
        let pings = try Pings(from: network["client"], to: address)

        timeline.say("node1 loses its power: processes and cable are gone at once")
        daemons["node1"]?.crash()
        try network.setCable(of: network["node1"], isPlugged: false)
        try timeline.wait("node2 has the address", within: 8) { try network["node2"].has(address) }
        try timeline.wait("the client is answered again", within: 4) { pings.isAnsweredNow }

        timeline.say("node1 returns")
        try network.setCable(of: network["node1"], isPlugged: true)
        daemons["node1"] = try Implementation.ours.start(on: network["node1"], configuration: first)
        try timeline.wait("node1 has the address again", within: 8) {
            try network["node1"].has(address) && !network["node2"].has(address)
        }
        sleep(1)

        timeline.say("node1 is stopped cleanly: it hands over with priority 0")
        daemons["node1"]?.signal(SIGTERM)
        try timeline.wait("node2 has the address", within: 8) { try network["node2"].has(address) }
        sleep(1)
        daemons["node1"] = try Implementation.ours.start(on: network["node1"], configuration: first)
        timeline.say("node1 is started again")
        try timeline.wait("node1 has the address again", within: 8) {
            try network["node1"].has(address) && !network["node2"].has(address)
        }
        sleep(1)
        let report = pings.stop()
        print("")
        print("The client sent a ping every 100 ms, \(report.sent) in all, and lost \(report.lost).")
        for gap in report.gaps {
            print("  no answer for \(gap.milliseconds) ms, from \(timeline.text(gap.start))")
        }
        return report.lost
    }
}

/// What happened when, in milliseconds since the start.
final class Timeline {
    private let start = Date()

    func text(_ date: Date) -> String {
        String(format: "%6d ms", Int(date.timeIntervalSince(start) * 1000))
    }

    func say(_ event: String) {
        print("\(text(Date()))  \(event)")
        fflush(nil)
    }

    func wait(_ event: String, within seconds: Int, _ condition: () throws -> Bool) throws {
        let begin = Date()
        guard try eventually(within: .seconds(seconds), condition) else {
            throw CommandFailure(description: "not within \(seconds) s: \(event)")
        }
        say("\(event) (after \(Int(Date().timeIntervalSince(begin) * 1000)) ms)")
    }
}

/// A ping every 100 ms, and which of them were answered.
final class Pings {
    struct Report {
        var sent: Int
        var lost: Int
        var gaps: [(start: Date, milliseconds: Int)]
    }

    private let daemon: Daemon

    init(from host: LabHost, to address: String) throws {
        daemon = try host.start([
            try Shell.program("ping", package: "iputils-ping"), "-D", "-O", "-i", "0.1", "-W", "1", address,
        ])
    }

    /// Whether the last line that ping wrote is an answer.
    var isAnsweredNow: Bool { daemon.log.split(separator: "\n").last?.contains("bytes from") ?? false }

    func stop() -> Report {
        daemon.signal(SIGTERM)
        _ = eventually(within: .seconds(3)) { !daemon.isRunning }
        var answered: [(sequence: Int, time: Double)] = []
        for line in daemon.log.split(separator: "\n") where line.contains("bytes from") {
            guard let time = Double(line.dropFirst().prefix { $0 != "]" }),
                let word = line.split(separator: " ").first(where: { $0.hasPrefix("icmp_seq=") }),
                let sequence = Int(word.dropFirst(9))
            else { continue }
            answered.append((sequence, time))
        }
        var gaps: [(start: Date, milliseconds: Int)] = []
        for (previous, next) in zip(answered, answered.dropFirst())
        where next.sequence > previous.sequence + 1 {
            gaps.append(
                (Date(timeIntervalSince1970: previous.time), Int((next.time - previous.time) * 1000)))
        }
        let sent = answered.last?.sequence ?? 0
        return Report(sent: sent, lost: sent - answered.count, gaps: gaps)
    }
}
