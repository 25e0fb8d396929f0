import Foundation
import Lab

/// Debian's ipvsadm and ours with long tables, in a kernel of their own.
enum IPVSTables {
    /// How `bench` calls itself inside the virtual machine.
    static let guestWord = "ipvs-in-guest"
    private static let tables = [
        (name: "10,000 services x 2 servers", services: 10_000, servers: 2, isListed: true),
        (name: "1 service x 20,000 servers", services: 1, servers: 20_000, isListed: false),
    ]

    /// Boots the machine and prints the rows that come out of it.
    static func run() throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let result = try VirtualMachine.run([own, guestWord], memory: "512M", limit: .seconds(900))
        print(result.output, terminator: "")
        guard result.status == 0 else { throw CommandFailure(description: result.errors) }
    }

    /// Measures, inside the machine.
    static func measure() throws {
        let directory = FileManager.default.temporaryDirectory.path
        let ours = directory + "/ours/ipvsadm"
        try FileManager.default.createDirectory(
            atPath: directory + "/ours", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: ours, withDestinationPath: Implementation.directory + "/ipvs")
        let programs = [try Shell.program("ipvsadm", package: "ipvsadm"), ours]
        try compareStarts(programs)
        for table in tables {
            let input = directory + "/table"
            try text(services: table.services, servers: table.servers)
                .write(toFile: input, atomically: true, encoding: .utf8)
            var runs: [String: [Run]] = [:]
            for program in programs {
                try Namespace.enterNew()
                for words in [["-R"]] + (table.isListed ? [["-Ln"], ["-Sn"]] : []) {
                    runs[words[0], default: []].append(try Run(program, words, input: input))
                }
            }
            for (command, pair) in runs.sorted(by: { $0.key < $1.key }) {
                Bench.row("ipvs \(command), \(table.name)", pair[0].seconds, pair[1].seconds, "s")
                Bench.row("the same: peak memory", pair[0].megabytes, pair[1].megabytes, "MB")
            }
        }
    }

    /// Whole runs of `-Ln` with an empty table, in turns.
    private static func compareStarts(_ programs: [String]) throws {
        try Namespace.enterNew()
        var samples = [Sample(), Sample()]
        for _ in 0..<60 {
            for (index, program) in programs.enumerated() {
                samples[index].add(try Run.seconds(program, ["-Ln"]) * 1000)
            }
        }
        Bench.row("ipvs -Ln, empty table, whole process", samples[0].median, samples[1].median, "ms")
    }

    /// Lines for `-R`; the services differ by address, the servers of a service too.
    private static func text(services: Int, servers: Int) -> String {
        (0..<services).map { service in
            let name = "-t 10.\(service / 65536).\(service / 256 % 256).\(service % 256):80"
            return "-A \(name) -s wrr\n"
                + (0..<servers).map { "-a \(name) -r 10.200.\($0 / 250).\($0 % 250 + 1):80 -m -w 1\n" }
                .joined()
        }.joined()
    }
}

/// A whole run of a program.
private struct Run {
    /// From its start to its end.
    let seconds: Double
    /// The most it had in memory, to within the last 10 ms of its life.
    let megabytes: Double

    /// Runs it and looks at its memory every 10 ms.
    ///
    /// `wait4` would not do: a process starts with the peak of the one that started it.
    init(_ program: String, _ words: [String], input: String) throws {
        let begin = DispatchTime.now().uptimeNanoseconds
        let process = try Self.start(program, words, input: input)
        var kilobytes = 0
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) {
                kilobytes = max(
                    kilobytes, line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            }
            usleep(10_000)
        }
        seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9
        megabytes = Double(kilobytes) / 1024
        guard status == 0 else { throw CommandFailure(description: "\(program) \(words): \(status)") }
    }

    /// The time of a run.
    static func seconds(_ program: String, _ words: [String]) throws -> Double {
        let begin = DispatchTime.now().uptimeNanoseconds
        var status: Int32 = 0
        waitpid(try start(program, words, input: "/dev/null"), &status, 0)
        guard status == 0 else { throw CommandFailure(description: "\(program) \(words): \(status)") }
        return Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9
    }

    private static func start(_ program: String, _ words: [String], input: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var arguments = (["ipvsadm"] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        guard posix_spawn(&process, program, &actions, nil, &arguments, environ) == 0 else {
            throw CommandFailure(description: "\(program) does not start")
        }
        return process
    }
}
