import Glibc
import Lab
import Logging
import SystemCalls
import Testing

/// 2026-11-21 06:22:26.000000789 in whatever time zone the tests run.
private let moment: RealTime = {
    var parts = unsafe tm()
    unsafe parts.tm_year = 126
    unsafe parts.tm_mon = 10
    unsafe parts.tm_mday = 21
    unsafe parts.tm_hour = 6
    unsafe parts.tm_min = 22
    unsafe parts.tm_sec = 26
    unsafe parts.tm_isdst = -1
    return RealTime(seconds: Int64(unsafe mktime(&parts)), nanoseconds: 789)
}()

@Suite("Log sinks")
struct LogSinkTests {
    @Test("The console has keepalived's form, one line for each text")
    func console() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/console"
            let file = try Files.open(path, O_RDWR | O_CREAT)
            let sink = ConsoleSink(descriptor: file.number) { moment }
            sink.write(.info, "(VI_1) Entering MASTER STATE")
            sink.write(.error, "two\nlines\u{1B}[1m\u{85}é")
            #expect(sink.droppedCount == 0)
            let text = String(decoding: try Files.read(path, limitBytes: 4096), as: UTF8.self)
            #expect(
                text == """
                    Sat Nov 21 06:22:26 2026: (VI_1) Entering MASTER STATE
                    Sat Nov 21 06:22:26 2026: two\\nlines\\x1b[1m\\x85é

                    """)
        }
    }

    @Test("A console that nobody reads drops lines, counts them, and does not wait")
    func fullConsole() throws {
        var numbers: [Int32] = [-1, -1]
        try #require(unsafe pipe(&numbers) == 0)
        let reader = FileDescriptor(adopting: numbers[0])
        let writer = FileDescriptor(adopting: numbers[1])
        let sink = ConsoleSink(descriptor: writer.number) { moment }
        let text = String(repeating: "x", count: 1000)
        for _ in 0..<100 { sink.write(.info, text) }
        #expect(sink.droppedCount > 0)
        #expect(sink.droppedCount < 100)
        withExtendedLifetime(reader.number) {}
    }

    @Test("A console whose reader is gone drops lines, and does not end the process")
    func brokenConsole() throws {
        var numbers: [Int32] = [-1, -1]
        try #require(unsafe pipe(&numbers) == 0)
        close(numbers[0])
        let writer = FileDescriptor(adopting: numbers[1])
        // A program that another test starts at this moment has the reading end until it runs.
        var request = pollfd(fd: writer.number, events: 0, revents: 0)
        try #require(unsafe poll(&request, 1, 5000) == 1)
        let sink = ConsoleSink(descriptor: writer.number) { moment }
        sink.write(.info, "nobody reads")
        #expect(sink.droppedCount == 1)
    }

    @Test("A text longer than 4000 bytes is cut between characters")
    func longText() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/console"
            let file = try Files.open(path, O_RDWR | O_CREAT)
            let sink = ConsoleSink(descriptor: file.number) { moment }
            sink.write(.info, String(repeating: "é", count: 3000) + "x")
            sink.write(.info, "x" + String(repeating: "é", count: 3000))
            let text = String(decoding: try Files.read(path, limitBytes: 1 << 20), as: UTF8.self)
            let lines = text.split(separator: "\n").map { $0.utf8.count }
            let prefixBytes = "Sat Nov 21 06:22:26 2026: ".utf8.count
            #expect(lines == [prefixBytes + 4000, prefixBytes + 3999])
        }
    }

    @Test("A file is appended to with nanoseconds, mode 0600, and made anew when it was renamed")
    func file() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/log"
            let sink = try FileSink(path: path) { moment }
            sink.write(.info, "first")
            #expect(unsafe rename(path, path + ".1") == 0)
            sink.write(.info, "second")
            try sink.reopen()
            sink.write(.info, "third")
            let old = String(decoding: try Files.read(path + ".1", limitBytes: 4096), as: UTF8.self)
            let new = String(decoding: try Files.read(path, limitBytes: 4096), as: UTF8.self)
            #expect(
                old == """
                    Sat Nov 21 06:22:26.000000789 2026: first
                    Sat Nov 21 06:22:26.000000789 2026: second

                    """)
            #expect(new == "Sat Nov 21 06:22:26.000000789 2026: third\n")
            var status = stat()
            #expect(unsafe stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("A symbolic link is refused as a log file")
    func symbolicLink() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/link"
            #expect(unsafe symlink(directory + "/target", path) == 0)
            #expect(throws: SystemError(call: "open", errno: ELOOP, object: path)) {
                _ = try FileSink(path: path)
            }
        }
    }

    @Test("Syslog gets priority, time, name and process, and is found again after it was away")
    func syslog() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/log"
            let sink = SyslogSink(identity: "Keepalived_vrrp", facility: .local(3), path: path) { moment }
            sink.write(.info, "nobody hears")
            #expect(sink.droppedCount == 1)
            for round in 1...2 {
                let listener = try DatagramListener(path: path)
                sink.write(.warning, "round \(round)\n")
                #expect(
                    listener.next()
                        == "<156>Nov 21 06:22:26 Keepalived_vrrp[\(getpid())]: round \(round)\\n")
                listener.close()
                try Files.remove(path)
            }
            #expect(sink.droppedCount == 1)
        }
    }

    @Test("A syslog daemon that does not read makes lines drop, and nobody waits")
    func slowSyslog() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/log"
            let listener = try DatagramListener(path: path)
            defer { listener.close() }
            let sink = SyslogSink(identity: "x", facility: .daemon, path: path) { moment }
            for _ in 0..<2000 { sink.write(.info, String(repeating: "x", count: 1000)) }
            #expect(sink.droppedCount > 0)
            #expect(sink.droppedCount < 2000)
        }
    }

    @Test(
        "The priority is the facility times 8 and the level",
        arguments: [(LogFacility.user, UInt8(1)), (.daemon, 3), (.local(0), 16), (.local(7), 23)])
    func facilities(facility: LogFacility, number: UInt8) {
        #expect(facility.number == number)
    }
}
