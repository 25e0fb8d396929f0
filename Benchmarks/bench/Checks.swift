import Foundation
import Lab

/// Whole runs of check against those of monitoring-plugins (in the column of Debian's): time and memory.
enum Checks {
    private static let plugins = "/usr/lib/nagios/plugins"

    static func measure() throws {
        let server = try PageServer(["/": Reply("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")])
        let program = try Implementation.own("check")
        let port = "\(server.port)"
        try measure(
            "tcp", [.ours: [program, "tcp", "127.0.0.1", port], .debian: plugin("check_tcp", port)])
        try measure(
            "http",
            [.ours: [program, "http", "http://127.0.0.1:\(port)/"], .debian: plugin("check_http", port)])
    }

    private static func plugin(_ name: String, _ port: String) throws -> [String] {
        let path = "\(plugins)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(description: "\(path) is missing: apt-get install monitoring-plugins-basic")
        }
        return [path, "-H", "127.0.0.1", "-p", port]
    }

    private static func measure(_ what: String, _ commands: [Implementation: [String]]) throws {
        var times: [Implementation: Sample] = [:]
        var memory: [Implementation: Sample] = [:]
        for round in 0..<200 {
            for kind in Bench.kinds {
                let words = commands[kind] ?? []
                times[kind, default: Sample()].add(try Pages.seconds(words) * 1000)
                guard round < 5 else { continue }
                memory[kind, default: Sample()].add(try Pages.megabytes(words))
            }
        }
        for (what, sample, unit) in [
            ("check \(what), median of 200", times, "ms"), ("the same: peak memory", memory, "MB"),
        ] {
            Bench.row(what, sample[.debian]?.median ?? .nan, sample[.ours]?.median ?? .nan, unit)
        }
    }
}
