import Foundation
import Lab

/// One director, and a host with servers at 10.9.0.101 to .103 and .150; it writes down what is seen and heard.
///
/// What is written after each event is the same for programs that do the same: the kernel's services in order, the
/// lines of the FIFO, and the arguments with which scripts were called.
final class Stage {
    /// The servers at port 80, by the last number of their address.
    let servers: [String: PageServer]
    /// The director.
    let host: LabHost
    /// How many states were not reached.
    private(set) var failures = 0
    private let network: Network
    private let kernel: KernelListing
    private let program: String
    private let fifo: Int32
    private let fifoPath: String
    private let marks: String
    private let mark: String
    private var director: Director?
    private var scene = ""
    private var heard = ""
    /// Zero bytes among it.
    private var zeros = 0

    init(program: String) throws {
        self.program = program
        network = try Network(["director", "servers"], addressPrefix: "10.9.0")
        host = network["director"]
        kernel = try KernelListing(of: host)
        let numbers = ["101", "102", "103", "150"]
        for number in numbers {
            try network["servers"].ip("address", "add", "10.9.0.\(number)/24", "dev", "eth0")
        }
        let namespace = try Namespace(of: network["servers"])
        servers = try Dictionary(
            uniqueKeysWithValues: numbers.map {
                ($0, try PageServer([:], otherwise: .page(""), at: "10.9.0.\($0)", port: 80, in: namespace))
            })
        for server in servers.values { server.stop() }
        fifoPath = host.directory.path + "/fifo"
        // Open for both, it never ends for lack of a writer.
        guard mkfifo(fifoPath, 0o600) == 0 else { throw CommandFailure(description: "mkfifo: \(errno)") }
        fifo = open(fifoPath, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        marks = host.directory.path + "/marks"
        mark = try host.write("#!/bin/sh\necho \"$*\" >> \(marks)\n", to: "mark", mode: 0o755)
    }

    /// Starts a scene with this configuration. `MARK` in it is a script that writes down its arguments.
    func begin(_ scene: String, _ configuration: String, options: [String] = [], isClean: Bool = true) throws
    {
        self.scene = scene
        if isClean {
            try host.run("ipvsadm", "-C")
            _ = read()
        }
        director = try Director(on: host, program: program, configuration: complete(configuration))
        try director?.start(options)
    }

    /// Has the daemon read another configuration.
    func reload(_ configuration: String) throws {
        _ = try host.write(complete(configuration), to: "keepalived.conf")
        director?.reload()
    }

    /// Stops the daemon and writes down how it ended.
    func end() throws {
        director?.terminate()
        if !(eventually(within: .seconds(15)) { director?.exitStatus != nil }) { director?.crash() }
        try write(
            "stop", try table(), ["status \(director?.exitStatus.map { "\($0)" } ?? "none: it did not end")"])
    }

    /// Writes down how the lines of the FIFO have ended until now.
    func describeLineEnds() {
        print("== \(scene): line ends: fifo\n\(zeros == 0 ? "line feed" : "line feed and zero byte")")
    }

    /// Waits until the table has these texts and lacks those, the FIFO has said its text, and nothing more happens;
    /// then writes all down.
    ///
    /// With `byName` what the FIFO says is sorted by service and server: the order of independent events is chance.
    func state(
        _ label: String, has: [String] = [], lacks: [String] = [], says: String = "", byName: Bool = false,
        within seconds: Double = 20
    ) throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var seen = try table()
        func isReached() -> Bool {
            (says.isEmpty || heard.contains(says)) && has.allSatisfy(seen.contains)
                && !lacks.contains(where: seen.contains)
        }
        while !isReached(), clock.now < end {
            usleep(100_000)
            listen()
            seen = try table()
        }
        var last = (seen, heard, "")
        // 1.5 s is more than a period of the checkers.
        var quiet = clock.now
        while clock.now - quiet < .milliseconds(1500), clock.now < end + .seconds(10) {
            usleep(200_000)
            listen()
            let now = (try table(), heard, contents(marks))
            if now != last { (last, quiet) = (now, clock.now) }
        }
        seen = last.0
        var remarks: [String] = []
        if !isReached() {
            failures += 1
            remarks.append("NOT REACHED within \(seconds) s: has \(has), lacks \(lacks), \(says)")
            print(director?.account ?? "")
        }
        try write(label, seen, remarks, byName: byName)
    }

    /// Services and servers, each in order, with what `-Sn` does not tell.
    func table() throws -> String {
        var blocks: [[String]] = []
        for line in try kernel.text().split(separator: "\n").map(String.init) {
            if line.hasPrefix("-A") { blocks.append([line]) } else { blocks[blocks.count - 1].append(line) }
        }
        return blocks.map { [$0[0]] + $0.dropFirst().sorted() }.sorted { $0[0] < $1[0] }.joined()
            .joined(separator: "\n")
    }

    /// Lines of `-Ln --thresholds` with a threshold.
    func thresholds() throws -> [String] {
        try host.run("ipvsadm", "-Ln", "--thresholds").split(separator: "\n").dropFirst(3).compactMap {
            let words = $0.split(separator: " ")
            guard words.first == "->", words[2] != "0" || words[3] != "0" else { return nil }
            return words[1...3].joined(separator: " ")
        }.sorted()
    }

    private func complete(_ configuration: String) -> String {
        """
        global_defs {
            router_id director
            script_user root
            lvs_notify_fifo \(fifoPath)
        }

        """ + configuration.replacingOccurrences(of: "MARK", with: mark)
    }

    private func write(_ label: String, _ table: String, _ remarks: [String] = [], byName: Bool = false)
        throws
    {
        let (lines, calls) = read()
        var parts: [(String, [String])] = [
            ("table", table.split(separator: "\n").map(String.init)),
            ("limits", try thresholds()),
            ("fifo", byName ? Self.sortedByName(lines) : lines),
            // Scripts are not waited for: the order in which two of them write is chance.
            ("script", calls.sorted()),
        ]
        parts.append(("daemon", remarks))
        for (kind, lines) in parts where !lines.isEmpty {
            print("== \(scene): \(label): \(kind)")
            for line in lines { print(line) }
        }
        fflush(nil)
    }

    /// The last word is the state; what is before says of whom.
    private static func sortedByName(_ lines: [String]) -> [String] {
        let named = lines.enumerated().map {
            (name: $1.split(separator: " ").dropLast().joined(), place: $0, line: $1)
        }
        return named.sorted { ($0.name, $0.place) < ($1.name, $1.place) }.map(\.line)
    }

    /// What has come since the last time.
    private func read() -> (fifo: [String], scripts: [String]) {
        listen()
        let lines = heard.split(separator: "\n").map(String.init)
        heard = ""
        let calls = contents(marks).split(separator: "\n").map(String.init)
        unlink(marks)
        return (lines, calls)
    }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(fifo, &buffer, buffer.count)
            guard count > 0 else { return }
            let bytes = buffer[..<count]
            zeros += bytes.count { $0 == 0 }
            heard += String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
        }
    }

    private func contents(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}

extension Reply {
    /// A page with this status.
    static func page(_ text: String, status: Int = 200) -> Reply {
        Reply("HTTP/1.0 \(status) Status\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
    }
}
