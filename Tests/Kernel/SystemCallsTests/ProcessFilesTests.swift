import Glibc
import SystemCalls
import Testing

@Suite("What /proc says of processes")
struct ProcessFilesTests {
    /// Waits until `holds`, at most 5 seconds.
    private func wait(until holds: () -> Bool) {
        for _ in 0..<5000 where !holds() { usleep(1000) }
    }

    @Test("A process has a name and a command line, of which as much is read as is asked for")
    func process() throws {
        let number = try Spawn(words: ["/bin/sleep", "60"]).start().process
        defer {
            kill(number, SIGKILL)
            waitpid(number, nil, 0)
        }
        wait { (try? ProcessFiles.name(of: number)) == Array("sleep".utf8) }
        #expect(try ProcessFiles.name(of: number) == Array("sleep".utf8))
        let line = Array("/bin/sleep\u{0}60\u{0}".utf8)
        #expect(try ProcessFiles.commandLine(of: number, limitBytes: 100) == line)
        #expect(try ProcessFiles.commandLine(of: number, limitBytes: 4) == Array(line[..<4]))
        #expect(try !ProcessFiles.isZombie(number))
    }

    @Test("A zombie keeps its name and nothing else; a process that is gone has nothing")
    func ended() throws {
        let number = try Spawn(words: ["/bin/true"]).start().process
        wait { (try? ProcessFiles.isZombie(number)) == true }
        #expect(try ProcessFiles.isZombie(number))
        #expect(try ProcessFiles.name(of: number) == Array("true".utf8))
        #expect(try ProcessFiles.commandLine(of: number, limitBytes: 100) == [])
        waitpid(number, nil, 0)
        #expect(try ProcessFiles.name(of: number) == nil)
        #expect(try ProcessFiles.commandLine(of: number, limitBytes: 100) == nil)
        #expect(try !ProcessFiles.isZombie(number))
    }

    @Test("A walk finds the processes in pieces, each once")
    func walk() throws {
        let walk = try ProcessWalk()
        var all: [Int32] = []
        while case let piece = walk.next(3), !piece.isEmpty {
            #expect(piece.count <= 3)
            all += piece
        }
        #expect(all.contains(getpid()))
        #expect(Set(all).count == all.count)
    }
}
