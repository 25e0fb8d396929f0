import Configuration
import Glibc
import SupervisedChild
import SystemCalls
import Testing
import Timing

@Suite("The pipes of a process")
struct NotificationPipesTests {
    private let now = MonotonicInstant(nanoseconds: 0)

    private static func withPaths(_ count: Int, _ body: ([String]) throws -> Void) throws {
        let paths = (0..<count).map { "/tmp/ha-pipes-\(getpid())-\(UInt32.random(in: 0...UInt32.max))-\($0)" }
        defer { for path in paths { unsafe unlink(path) } }
        try body(paths)
    }

    private static func contents(of path: String) throws -> String {
        contents(try Files.open(path, O_RDONLY | O_NONBLOCK))
    }

    private static func contents(_ pipe: borrowing FileDescriptor) -> String {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe read(pipe.number, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("A process writes each line to the pipes of its subjects, and to no others")
    func subjects() throws {
        try Self.withPaths(3) { paths in
            for path in paths { #expect(unsafe mkfifo(path, 0o600) == 0) }
            let definitions = zip(paths, [[.routers, .servers], .routers, .servers]).map {
                NotificationPipe(path: $0, subjects: $1)
            }
            var pipes = NotificationPipes(.routers)
            #expect(pipes.open(definitions, at: now) == [])
            #expect(pipes.write("GROUP \"G\" MASTER 0", at: now) == [])
            for (path, expected) in zip(paths, ["GROUP \"G\" MASTER 0\n", "GROUP \"G\" MASTER 0\n", ""]) {
                let text = try Self.contents(of: path)
                #expect(text == expected)
            }
        }
    }

    @Test("A reload keeps an open pipe, opens a new one, and closes what is gone")
    func reload() throws {
        try Self.withPaths(2) { paths in
            for path in paths { #expect(unsafe mkfifo(path, 0o600) == 0) }
            let definitions = paths.map { NotificationPipe(path: $0, subjects: .servers) }
            var pipes = NotificationPipes(.servers)
            #expect(pipes.open([definitions[0]], at: now) == [])
            let reader = try Files.open(paths[0], O_RDONLY | O_NONBLOCK)
            _ = pipes.write("one", at: now)
            #expect(pipes.open(definitions, at: now) == [])
            #expect(pipes.keep(definitions, at: now) == [])
            _ = pipes.write("two", at: now)
            #expect(Self.contents(reader) == "one\ntwo\n")
            #expect(pipes.keep([definitions[1]], at: now) == [])
            _ = pipes.write("three", at: now)
            #expect(Self.contents(reader) == "")
            #expect(!pipes.isEmpty)
        }
    }

    @Test("A pipe that was deleted and made again is opened again at a reload")
    func replaced() throws {
        try Self.withPaths(1) { paths in
            let definition = NotificationPipe(path: paths[0], subjects: .routers)
            #expect(unsafe mkfifo(paths[0], 0o600) == 0)
            var pipes = NotificationPipes(.routers)
            #expect(pipes.open([definition], at: now) == [])
            #expect(unsafe unlink(paths[0]) == 0 && mkfifo(paths[0], 0o600) == 0)
            #expect(pipes.open([definition], at: now) == [])
            _ = pipes.write("line", at: now)
            let text = try Self.contents(of: paths[0])
            #expect(text == "line\n")
        }
    }

    @Test("A pipe that cannot be opened is told, and the others get their lines")
    func failure() throws {
        try Self.withPaths(2) { paths in
            #expect(unsafe mkfifo(paths[1], 0o600) == 0)
            let definitions = paths.map { NotificationPipe(path: $0, subjects: .routers) }
            var pipes = NotificationPipes(.routers)
            #expect(
                pipes.open(definitions, at: now)
                    == [
                        "Notifications cannot be written: open \(paths[0]): No such file or directory (ENOENT)"
                    ])
            _ = pipes.write("line", at: now)
            let text = try Self.contents(of: paths[1])
            #expect(text == "line\n")
        }
    }

    @Test("A full pipe loses whole lines, and this is said once; its reader returns and gets the next ones")
    func full() throws {
        try Self.withPaths(1) { paths in
            #expect(unsafe mkfifo(paths[0], 0o600) == 0)
            var pipes = NotificationPipes(.routers)
            _ = pipes.open([NotificationPipe(path: paths[0], subjects: .routers)], at: now)
            let line = String(repeating: "x", count: 4000)
            var said: [String] = []
            for _ in 0..<1000 { said += pipes.write(line, at: now) }
            #expect(
                said == ["\(paths[0]) is full because its reader is gone or too slow: notifications are lost"]
            )
            let reader = try Files.open(paths[0], O_RDONLY | O_NONBLOCK)
            var text = ""
            while case let piece = Self.contents(reader), !piece.isEmpty { text += piece }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.dropLast().allSatisfy { $0 == line } && lines.last == "")
            let lost = 1000 - (lines.count - 1)
            #expect(
                pipes.write("next", at: now + .seconds(10))
                    == ["\(paths[0]): \(lost) notifications could not be written"])
            #expect(Self.contents(reader) == "next\n")
        }
    }
}
