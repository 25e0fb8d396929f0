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

    @Test("A pipe is made, takes lines, and is removed")
    func life() throws {
        try Self.withPath { path in
            let pipe = try NamedPipe(creating: path)
            let writer = try NamedPipe(path: path)
            let reader = try Files.open(path, O_RDONLY | O_NONBLOCK)
            #expect(writer.write(Array("one\n".utf8)))
            #expect(pipe.write(Array("two\n".utf8)))
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = unsafe read(reader.number, &buffer, buffer.count)
            #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "one\ntwo\n")
            try writer.remove()
            #expect(Self.exists(path))
            try pipe.remove()
            #expect(!Self.exists(path))
        }
    }

    @Test("A pipe that was there stays, with its mode and owner")
    func others() throws {
        try Self.withPath { path in
            #expect(unsafe mkfifo(path, 0o620) == 0)
            let pipe = try NamedPipe(creating: path, owner: (user: 65534, group: 65534))
            try pipe.remove()
            var status = stat()
            #expect(unsafe stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o620 & ~0o022 && status.st_uid == getuid())
        }
    }

    @Test("A pipe whose path leads elsewhere is not in place, and is not removed")
    func replaced() throws {
        try Self.withPath { path in
            let pipe = try NamedPipe(creating: path)
            #expect(pipe.isInPlace)
            try Files.remove(path)
            #expect(!pipe.isInPlace)
            let other = try NamedPipe(creating: path)
            try pipe.remove()
            #expect(other.isInPlace)
        }
    }

    @Test("A missing pipe is not made by opening it")
    func missing() throws {
        Self.withPath { path in
            #expect(throws: SystemError(call: "open", errno: ENOENT, object: path)) {
                _ = try NamedPipe(path: path)
            }
            #expect(!Self.exists(path))
        }
    }

    @Test("A new pipe is its user's, and the umask applies")
    func ownership() throws {
        guard getuid() == 0 else { return }
        try Self.withPath { path in
            _ = try NamedPipe(creating: path, owner: (user: 65534, group: 65533))
            var status = stat()
            #expect(unsafe stat(path, &status) == 0)
            #expect(status.st_uid == 65534 && status.st_gid == 65533)
            #expect(status.st_mode & 0o777 == 0o644 & ~Self.mask)
        }
    }

    private static var mask: mode_t {
        let mask = umask(0o022)
        umask(mask)
        return mask
    }

    @Test("A pipe that nobody reads becomes full, and nothing waits")
    func full() throws {
        try Self.withPath { path in
            let pipe = try NamedPipe(creating: path)
            let reader = try Files.open(path, O_RDONLY | O_NONBLOCK)
            // 10,000 changes of state fit: what a second may bring, and a reader may take as long to come.
            let count = 10_000
            for number in 0..<count {
                #expect(
                    pipe.write(
                        Array(
                            "INSTANCE \"an_instance_with_a_long_name_\(number)\" MASTER_PRIORITY 100\n".utf8))
                )
            }
            var written = count
            while written < 100_000, pipe.write(Array("INSTANCE \"x\" BACKUP \(written)\n".utf8)) {
                written += 1
            }
            #expect(written < 100_000)
            // None is lost until it is full, and none is there in part.
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while case let size = unsafe read(reader.number, &buffer, buffer.count), size > 0 {
                bytes += buffer[..<size]
            }
            #expect(bytes.last == 10)
            #expect(bytes.count { $0 == 10 } == written)
            #expect(pipe.write(Array("again\n".utf8)))
        }
    }

    @Test("A line that a pipe would not take as a whole is not written")
    func long() throws {
        try Self.withPath { path in
            let pipe = try NamedPipe(creating: path)
            #expect(pipe.write([UInt8](repeating: 0x61, count: Int(PIPE_BUF))))
            #expect(!pipe.write([UInt8](repeating: 0x61, count: Int(PIPE_BUF) + 1)))
        }
    }

    @Test("A file or a directory is no pipe, and a link is not followed")
    func notPipes() throws {
        try Self.withPath { path in
            _ = try Files.open(path, O_CREAT | O_WRONLY)
            #expect(throws: SystemError(call: "open", errno: EEXIST, object: path)) {
                _ = try NamedPipe(creating: path)
            }
            #expect(Self.exists(path))
        }
        Self.withPath { path in
            #expect(unsafe symlink("/tmp/nowhere", path) == 0)
            #expect(throws: SystemError.self) { _ = try NamedPipe(creating: path) }
        }
        #expect(throws: SystemError.self) { _ = try NamedPipe(creating: "/tmp") }
        #expect(throws: SystemError(call: "mkfifo", errno: ENOENT, object: "/nowhere/pipe")) {
            _ = try NamedPipe(creating: "/nowhere/pipe")
        }
    }
}
