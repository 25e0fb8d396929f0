import Foundation
import Lab
import Testing

@Suite("The daemon beside hostile servers", .serialized)
struct HostileServersTests {
    private static let healthyCount = 50

    /// A virtual server with these real servers.
    private static func virtualServer(_ number: Int, _ realServers: [String]) -> String {
        """
        virtual_server 192.0.2.\(number) 80 {
            delay_loop 1
            connect_timeout 5
            delay_before_retry 1
            protocol TCP
            lvs_method NAT
            lvs_sched rr
        \(realServers.joined())
        }

        """
    }

    private static func realServer(_ port: UInt16, _ checker: String) -> String {
        "    real_server 127.0.0.1 \(port) {\n        \(checker)\n    }\n"
    }

    private static func page(_ words: String = "") -> String {
        "HTTP_GET {\n url {\n path /\n \(words)\n }\n }"
    }

    private static let global = "global_defs {\n script_user root\n enable_script_security\n}\n"
    private static let securePage = "SSL_GET {\n url {\n path /\n }\n }"
    private static let digest = "digest 00000000000000000000000000000000"

    /// Servers that hang, each in its way, with what checks them.
    private static let hostile: [(conduct: ServerFarm.Conduct, checker: String)] = {
        let record: [UInt8] = [0x16, 0x03, 0x03, 0x40, 0x00, 0x02]
        let head = Array("HTTP/1.0 200 OK\r\nX: y".utf8)
        let tenfold: [(ServerFarm.Conduct, String)] = [
            (.silent, securePage), (.dripping(record), securePage), (.dripping(head), page()),
            (.silent, "SMTP_CHECK { }"),
        ]
        let gigabyte = 1 << 30
        let floods: [(ServerFarm.Conduct, String)] = [
            (.flooding(bytes: gigabyte), page(digest)), (.flooding(bytes: gigabyte), page("regex b+c")),
        ]
        return (0..<10).flatMap { _ in tenfold } + floods + floods
    }()

    private static let scripts = (0..<10).map { number in
        realServer(
            UInt16(9000 + number),
            "MISC_CHECK {\n misc_path \"/bin/sleep 77.\(number)\"\n misc_timeout 3\n }")
    }

    private static func count(_ text: String, in dump: String) -> Int {
        dump.split(separator: "\n").filter { $0.contains(text) }.count
    }

    @Test("Checks keep their rhythm, memory its bounds, and commands are obeyed, while 50 others hang")
    func rhythm() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let conducts = [ServerFarm.Conduct](repeating: .healthy, count: Self.healthyCount)
        let farm = try ServerFarm(on: host, conducts + Self.hostile.map(\.conduct))
        defer { farm.end() }
        let healthy = farm.ports.prefix(Self.healthyCount).enumerated().map { number, port in
            Self.realServer(port, number % 2 == 0 ? "TCP_CHECK { }" : Self.page("regex ^ok$"))
        }
        let hostile = zip(farm.ports.dropFirst(Self.healthyCount), Self.hostile).map {
            Self.realServer($0, $1.checker)
        }
        let good = Self.global + Self.virtualServer(1, healthy)
        let all = good + Self.virtualServer(2, hostile + Self.scripts)
        let daemon = try host.startCheckers(all)
        let checker = try host.checker(of: daemon)
        sleep(4)
        farm.forget()
        sleep(15)
        let rhythm = Rhythm(farm.arrivalTimes, interval: 1)
        print("Lateness of \(rhythm.count) checks: \(rhythm)")
        #expect(rhythm.count > Self.healthyCount * 8)
        #expect(rhythm.worst < 1)
        #expect(try Processes.peakMegabytes(of: checker) < 100)

        let dump = try host.dump(of: daemon)
        #expect(Self.count("Last result = success", in: dump) == Self.healthyCount, "\(dump)")
        for wait in ["TLS handshake within", "header after", "banner within", "end of the command"] {
            #expect(dump.contains("no \(wait)"), "\(dump)")
        }
        // What runs for servers that are gone ends with them.
        #expect(try Shell.run(["pgrep", "-f", "sleep 77[.]"]).output != "")
        try Implementation.ours.reload(daemon, on: host, configuration: good)
        let areGone = try eventually(within: .seconds(8)) {
            let isReloaded = try !host.dump(of: daemon).contains("SSL_GET")
            return try isReloaded && Shell.run(["pgrep", "-f", "sleep 77[.]"]).output == ""
        }
        let left = try Shell.run(["pgrep", "-af", "sleep 77[.]"]).output
        #expect(areGone, "\(left)\(daemon.log)")
        farm.forget()
        sleep(2)
        #expect(farm.arrivalTimes.count == Self.healthyCount)
        // Reloads and the end come in the middle of everything.
        for configuration in [all, good, all, all] {
            try Implementation.ours.reload(daemon, on: host, configuration: configuration)
            usleep(300_000)
        }
        sleep(1)
        #expect(try host.checker(of: daemon) == checker, "\(daemon.log)")
        // Nothing is loaded again and again while all checks wait.
        #expect(Self.count("modprobe: ", in: daemon.log) <= 1)
        let begin = ContinuousClock.now
        #expect(daemon.stop() == 0)
        #expect(ContinuousClock.now - begin < .seconds(5))
        #expect(try Shell.run(["pgrep", "-f", "sleep 77[.]"]).output == "")
    }

    @Test("64 descriptors for 200 servers: each has its turn, none is down for it, and commands are obeyed")
    func fewDescriptors() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let farm = try ServerFarm(
            on: host,
            Array(repeating: .healthy, count: 100) + Array(repeating: .silent, count: 100))
        defer { farm.end() }
        let healthy = farm.ports.prefix(100).map { Self.realServer($0, Self.page("regex ^ok$")) }
        let silent = farm.ports.dropFirst(100).map {
            Self.realServer($0, "SMTP_CHECK {\n connect_timeout 1\n }")
        }
        let limited = ["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"]
        let daemon = try host.startCheckers(
            Self.global + Self.virtualServer(1, healthy) + Self.virtualServer(2, silent),
            prefix: Self.withoutResources + limited)
        sleep(10)
        // What cannot be checked now is checked later, and no worse for it.
        let dump = try host.dump(of: daemon)
        #expect(Self.count("Last result = success", in: dump) == 100, "\(dump)")
        #expect(Self.count("no banner within", in: dump) > 50, "\(dump)")
        #expect(daemon.log.contains("At most 32 of 200 checks run at a time"))
        #expect(daemon.log.contains("cannot be checked and keeps its state"))
        #expect(daemon.stop() == 0)
    }

    @Test("A reload with many more servers gets more descriptors, without rights to raise what was lowered")
    func moreDescriptors() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let servers = (1...400).map { Self.realServer($0, "TCP_CHECK { }") }
        let daemon = try host.startCheckers(
            Self.global + Self.virtualServer(1, Array(servers.prefix(10))), prefix: Self.withoutResources)
        try Implementation.ours.reload(
            daemon, on: host, configuration: Self.global + Self.virtualServer(1, servers))
        #expect(eventually(within: .seconds(10)) { daemon.log.contains("Reload complete") }, "\(daemon.log)")
        #expect(!daemon.log.contains("checks run at a time"), "\(daemon.log)")
        #expect(!daemon.log.contains("lack descriptors"), "\(daemon.log)")
        #expect(daemon.stop() == 0)
    }

    @Test("A reload reads certificates again, which are renewed under their names")
    func renewal() throws {
        let network = try Network(["a"])
        let host = network["a"]
        let server = try WebServer(prefix: ["ip", "netns", "exec", host.namespace])
        let stranger = try Certificates()
        let authorities = host.directory.path + "/authorities.pem"
        try FileManager.default.copyItem(atPath: stranger.certificate, toPath: authorities)
        let checker = "SSL_GET {\n verify_peer\n warmup 0\n url {\n path /\n }\n }"
        let configuration =
            Self.global + "SSL {\n ca \(authorities)\n}\n"
            + Self.virtualServer(1, [Self.realServer(server.port, checker)])
        let daemon = try host.startCheckers(configuration)
        #expect(try eventually(within: .seconds(5)) { try host.dump(of: daemon).contains("not trusted") })
        try FileManager.default.removeItem(atPath: authorities)
        try FileManager.default.copyItem(atPath: server.certificate, toPath: authorities)
        daemon.signal(SIGHUP)
        #expect(
            try eventually(within: .seconds(5)) {
                try host.dump(of: daemon).contains("Last result = success")
            })
        #expect(daemon.stop() == 0)
    }

    private static let withoutResources = ["setpriv", "--bounding-set", "-sys_resource"]
}

/// How late checks come.
struct Rhythm: CustomStringConvertible {
    private let lateness: [Double]

    /// Of servers that are asked at these times, `interval` seconds after the last check has ended.
    init(_ arrivals: [[Double]], interval: Double) {
        lateness = arrivals.flatMap { times in
            zip(times, times.dropFirst()).map { $1 - $0 - interval }
        }.sorted()
    }

    var count: Int { lateness.count }
    /// In seconds.
    var worst: Double { lateness.last ?? .infinity }

    var description: String {
        func milliseconds(_ part: Double) -> String {
            let value = lateness[Int(Double(lateness.count - 1) * part)] * 1000
            return "\((value * 10).rounded() / 10) ms"
        }
        guard !lateness.isEmpty else { return "none" }
        return "median \(milliseconds(0.5)), 99 of 100 \(milliseconds(0.99)), worst \(milliseconds(1))"
    }
}

extension LabHost {
    /// Starts ours with checkers only.
    func startCheckers(_ configuration: String, prefix: [String] = []) throws -> Daemon {
        let path = try write(configuration, to: "ours.conf")
        let daemon = try start(
            prefix + [
                try Implementation.ours.program(), "-n", "-l", "-D", "-C", "-f", path,
                "-p", directory.path + "/ours.pid", "-c", directory.path + "/checkers.pid",
            ])
        guard eventually(within: .seconds(20), { daemon.log.contains("Startup complete") }) else {
            throw CommandFailure(description: "the daemon does not start: \(daemon.log)")
        }
        return daemon
    }

    /// The process of the daemon that checks.
    func checker(of daemon: Daemon) throws -> Int32 {
        let found = daemon.tree.first { process in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
            return path?.hasSuffix("/check-daemon") ?? false
        }
        guard let found else { throw CommandFailure(description: "no check-daemon: \(daemon.log)") }
        return found
    }

    /// What the daemon writes about its checks, of now.
    func dump(of daemon: Daemon) throws -> String {
        let path = directory.path + "/keepalived_check.data"
        try? FileManager.default.removeItem(atPath: path)
        daemon.signal(SIGUSR1)
        let isThere = eventually(within: .seconds(5)) {
            ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").contains("Health checkers")
        }
        guard isThere else { throw CommandFailure(description: "no dump: \(daemon.log)") }
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// What the system knows of processes.
enum Processes {
    /// The most memory that a process ever had.
    static func peakMegabytes(of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.split { !$0.isNumber }.first ?? "") ?? .max) / 1024
    }
}
