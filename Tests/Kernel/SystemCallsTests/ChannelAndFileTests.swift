import Glibc
import Lab
import SystemCalls
import Testing

@Suite("Channels between processes")
struct ChannelSocketTests {
    /// The bytes of the next message, or a word for what else happened.
    static func next(_ channel: borrowing ChannelSocket) throws -> String {
        switch try channel.receive() {
        case .message(let message): String(decoding: message.bytes, as: UTF8.self)
        case .nothing: "nothing"
        case .closed: "closed"
        }
    }

    @Test("Messages stay apart and in order, and the end comes after the last")
    func messages() throws {
        let pair = try ChannelPair()
        let near = pair.first
        #expect(try Self.next(near) == "nothing")
        do {
            let far = pair.second
            #expect(try far.send(Array("one".utf8)))
            #expect(try far.send(Array("two".utf8)))
        }
        #expect(try Self.next(near) == "one")
        #expect(try Self.next(near) == "two")
        // A program that another test starts at this moment has the far end until it runs.
        #expect(waitReadable(near.descriptor))
        #expect(try Self.next(near) == "closed")
        #expect(throws: SystemError(call: "sendmsg", errno: EPIPE)) { _ = try near.send([1]) }
    }

    @Test("A message may have 64 KiB, and no more or none is an error")
    func sizes() throws {
        let pair = try ChannelPair()
        let near = pair.first
        let far = pair.second
        let largest = String(repeating: "x", count: ChannelSocket.messageBytes)
        #expect(try far.send(Array(largest.utf8)))
        #expect(try Self.next(near) == largest)
        #expect(throws: SystemError(call: "sendmsg", errno: EMSGSIZE, object: "65537 bytes")) {
            _ = try far.send(Array((largest + "x").utf8))
        }
        #expect(throws: SystemError(call: "sendmsg", errno: EMSGSIZE, object: "0 bytes")) {
            _ = try far.send([])
        }
    }

    @Test("A full channel refuses without waiting, and takes more when it was read")
    func fullChannel() throws {
        let pair = try ChannelPair()
        let near = pair.first
        let far = pair.second
        let message = [UInt8](repeating: 1, count: 32 * 1024)
        var sent = 0
        while sent < 1000, try far.send(message) { sent += 1 }
        #expect(sent > 0)
        #expect(sent < 1000)
        for _ in 0..<sent { #expect(try Self.next(near).utf8.count == message.count) }
        #expect(try far.send(message))
    }

    @Test("Another process gets the channel and an open file through it")
    func descriptorPassing() throws {
        try withTemporaryDirectory { directory in
            let pair = try ChannelPair()
            let near = pair.first
            let far = pair.second
            var spawn = Spawn(words: [try ProbeProcess.path(), "answer-channel", String(far.descriptor)])
            spawn.keptDescriptors = [far.descriptor]
            spawn.standardError = .inherited
            let child = try spawn.start()
            let path = directory + "/file"
            let file = try Files.open(path, O_RDWR | O_CREAT)
            #expect(try near.send(Array("through the channel".utf8), descriptor: file.number))
            #expect(try child.wait() == .exited(0))
            #expect(try Self.next(near) == "written")
            #expect(try Files.read(path, limitBytes: 100) == Array("through the channel".utf8))
        }
    }
}

@Suite("Files")
struct FileTests {
    @Test("A file longer than the limit is an error, one as long as the limit is not")
    func limit() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/file"
            do {
                let file = try Files.open(path, O_RDWR | O_CREAT)
                try Files.write([UInt8](repeating: 7, count: 40_000), to: file.number)
            }
            #expect(try Files.read(path, limitBytes: 40_000).count == 40_000)
            #expect(throws: SystemError(call: "read", errno: EFBIG, object: path)) {
                _ = try Files.read(path, limitBytes: 39_999)
            }
            try Files.remove(path)
            try Files.remove(path)
            #expect(throws: SystemError(call: "open", errno: ENOENT, object: path)) {
                _ = try Files.read(path, limitBytes: 1)
            }
        }
    }

    @Test("A sealed memory file reads the same from any position, and cannot be changed")
    func memoryFile() throws {
        let text = Array("vrrp_instance VI_1 {}\n".utf8)
        let file = try MemoryFile.sealed(text, name: "configuration")
        #expect(MemoryFile.isSealed(file.number))
        // Several processes read the same open file at the same time.
        #expect(lseek(file.number, 3, SEEK_SET) == 3)
        #expect(try MemoryFile.read(file.number, limitBytes: 100) == text)
        #expect(lseek(file.number, 0, SEEK_CUR) == 3)
        #expect(try MemoryFile.read(file.number, limitBytes: 100) == text)
        #expect(try MemoryFile.read(file.number, limitBytes: 100) == text)
        #expect(throws: SystemError(call: "write", errno: EPERM)) { try Files.write([1], to: file.number) }
        #expect(!MemoryFile.isSealed(STDIN_FILENO))
    }

    @Test("A PID file holds a number and a newline, and goes with its owner")
    func pidFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/daemon.pid"
            do {
                let file = try PIDFile(path: path)
                #expect(try Files.read(file.path, limitBytes: 100) == Array("\(getpid())\n".utf8))
            }
            #expect(unsafe access(path, F_OK) != 0)
        }
    }

    @Test(
        "A PID file of a running process has mode 0644 whatever its mask, is refused, and is free in the end")
    func heldPIDFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/daemon.pid"
            var probe = try ProbeProcess(["hold-pid-file", path])
            #expect(try probe.line() == "ready")
            let owner = probe.child.process
            #expect(try PIDFile.owner(of: path) == owner)
            var status = stat()
            #expect(unsafe stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o644)
            #expect(throws: PIDFile.Failure.held(by: owner)) { _ = try PIDFile(path: path).path }
            #expect(try Files.read(path, limitBytes: 100) == Array("\(owner)\n".utf8))
            #expect(try probe.finish() == .exited(0))
            #expect(try PIDFile.owner(of: path) == nil)
            #expect(try PIDFile(path: path).path == path)
        }
    }

    @Test("A PID file that a killed process left behind is taken over")
    func stalePIDFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/daemon.pid"
            let probe = try ProbeProcess(["hold-pid-file", path])
            #expect(try probe.line() == "ready")
            try Signals.send(SIGKILL, to: probe.child.process)
            #expect(try probe.child.wait() == .signalled(SIGKILL))
            #expect(unsafe access(path, F_OK) == 0)
            #expect(try PIDFile.owner(of: path) == nil)
            let file = try PIDFile(path: path)
            #expect(try Files.read(file.path, limitBytes: 100) == Array("\(getpid())\n".utf8))
        }
    }
}
