import Glibc
import SystemCalls
import Testing

@Suite("Named pipes for lines")
struct NamedPipeTests {
    private static func withPath(_ body: (String) throws -> Void) rethrows {
        let path = "/tmp/ha-pipe-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { unsafe unlink(path) }
        try body(path)
    }

    private static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    @Test("A pipe is made, takes lines, and leaves with its writer")
    func life() throws {
        try Self.withPath { path in
            do {
                let pipe = try NamedPipe(path: path)
                #expect(Self.exists(path))
                let reader = try Files.open(path, O_RDONLY | O_NONBLOCK)
                #expect(pipe.write(Array("one\n".utf8)))
                #expect(pipe.write(Array("two\n".utf8)))
                var buffer = [UInt8](repeating: 0, count: 64)
                let count = unsafe read(reader.number, &buffer, buffer.count)
                #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "one\ntwo\n")
            }
            #expect(!Self.exists(path))
        }
    }

    @Test("A pipe that was there stays")
    func others() throws {
        try Self.withPath { path in
            #expect(unsafe mkfifo(path, 0o600) == 0)
            do { _ = try NamedPipe(path: path) }
            #expect(Self.exists(path))
        }
    }

    @Test("A pipe that nobody reads becomes full, and nothing waits")
    func full() throws {
        try Self.withPath { path in
            let pipe = try NamedPipe(path: path)
            let line = [UInt8](repeating: 0x61, count: 1000)
            var written = 0
            while written < 10_000, pipe.write(line) { written += 1 }
            #expect((1..<10_000).contains(written))
        }
    }

    @Test("A file is no pipe, and a link is not followed")
    func notPipes() throws {
        try Self.withPath { path in
            _ = try Files.open(path, O_CREAT | O_WRONLY)
            #expect(throws: SystemError(call: "mkfifo", errno: EEXIST, object: path)) {
                _ = try NamedPipe(path: path)
            }
        }
        Self.withPath { path in
            #expect(unsafe symlink("/tmp/nowhere", path) == 0)
            #expect(throws: SystemError.self) { _ = try NamedPipe(path: path) }
        }
    }
}
