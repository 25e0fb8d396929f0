import Foundation
import Lab

/// Whole runs of genhash against one server: time and memory for a small page, throughput for a large one.
enum Pages {
    private static let largeBytes = 100_000_000

    static func measure() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: largeBytes)
        let server = try PageServer([
            "/small": Reply("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
            "/large": Reply(head: "Content-Length: \(largeBytes)\r\n", page: large),
        ])
        var small: [Implementation: Sample] = [:]
        var memory: [Implementation: Sample] = [:]
        var throughput: [Implementation: Sample] = [:]
        for round in 0..<200 {
            for kind in Bench.kinds {
                let words = [try kind.genhash(), "-s", "127.0.0.1", "-p", "\(server.port)", "-u"]
                small[kind, default: Sample()].add(try seconds(words + ["/small"]) * 1000)
                guard round < 5 else { continue }
                throughput[kind, default: Sample()].add(100 / (try seconds(words + ["/large"])))
                memory[kind, default: Sample()].add(try megabytes(words + ["/small"]))
            }
        }
        for (what, sample, unit) in [
            ("genhash, small page, median of 200", small, "ms"), ("the same: peak memory", memory, "MB"),
            ("genhash, 100 MB, median of 5", throughput, "MB/s"),
        ] {
            Bench.row(what, sample[.debian]?.median ?? .nan, sample[.ours]?.median ?? .nan, unit)
        }
    }

    /// The most memory that a program has, by time(1), which is small: what a child has in common with its parent
    /// before exec counts for it, too.
    static func megabytes(_ words: [String]) throws -> Double {
        let result = try Shell.run([try Shell.program("time", package: "time"), "-f", "%M"] + words)
        return (Double(result.errors.dropLast()) ?? .nan) / 1024
    }

    /// How long a program runs, from posix_spawn(3) to waitpid(2); its output goes nowhere.
    static func seconds(_ words: [String]) throws -> Double {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let clock = ContinuousClock()
        let begin = clock.now
        var process: pid_t = 0
        let problem = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
        guard problem == 0 else { throw CommandFailure(description: "\(words[0]): errno \(problem)") }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        guard status == 0 else { throw CommandFailure(description: "\(words): status \(status)") }
        return (clock.now - begin) / .seconds(1)
    }
}
