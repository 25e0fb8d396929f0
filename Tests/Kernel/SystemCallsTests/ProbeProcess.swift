import Glibc
import Lab
import SystemCalls

/// A running `system-probe` with pipes to its standard input and from its standard output.
struct ProbeProcess: ~Copyable {
    let child: ChildProcess
    private var input: FileDescriptor?
    private let output: FileDescriptor

    init(_ words: [String]) throws {
        let (inputReader, inputWriter) = try Pipe.make()
        let (outputReader, outputWriter) = try Pipe.make()
        let reader = FileDescriptor(adopting: inputReader)
        let writer = FileDescriptor(adopting: outputWriter)
        let input = FileDescriptor(adopting: inputWriter)
        let output = FileDescriptor(adopting: outputReader)
        var spawn = Spawn(words: [try Self.path()] + words)
        spawn.standardInput = .descriptor(reader.number)
        spawn.standardOutput = .descriptor(writer.number)
        spawn.standardError = .inherited
        child = try spawn.start()
        self.input = consume input
        self.output = output
    }

    /// The program beside the one that runs the tests.
    static func path() throws -> String {
        let own = try ProcessAttributes.executablePath()
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/system-probe"
    }

    /// What the probe says next, without the newline.
    func line() throws -> String {
        guard waitReadable(output.number) else { return "" }
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            guard unsafe read(output.number, &byte, 1) == 1, byte != 0x0A else { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Ends the probe's input, and waits for its end.
    mutating func finish() throws -> WaitStatus {
        input = nil
        return try child.wait()
    }
}

enum Pipe {
    /// Numbers of the reading and the writing end, both closed at `exec`.
    static func make() throws -> (reader: Int32, writer: Int32) {
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe(&numbers) == 0 else { throw SystemError(call: "pipe", errno: errno) }
        for number in numbers { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        return (numbers[0], numbers[1])
    }
}

/// What a command writes to its standard output.
func output(of spawn: Spawn) throws -> (text: String, status: WaitStatus) {
    let (reader, writer) = try Pipe.make()
    let source = FileDescriptor(adopting: reader)
    var spawn = spawn
    spawn.standardOutput = .descriptor(writer)
    let child = try spawn.start()
    close(writer)
    let bytes = try Files.read(source.number, limitBytes: 1 << 20)
    return (String(decoding: bytes, as: UTF8.self), try child.wait())
}
