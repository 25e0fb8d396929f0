import SystemCalls
import Testing

@Suite("Programs that are installed together")
struct SiblingProgramTests {
    @Test("A program is found beside this one")
    func beside() throws {
        let own = try ProcessAttributes.executablePath()
        let name = String(own.split(separator: "/").last ?? "")
        #expect(try SiblingProgram.path(name) == own)
    }

    @Test("One that is not there is named with its place")
    func missing() throws {
        let directory = try ProcessAttributes.executablePath().split(separator: "/").dropLast()
        let path = "/" + directory.joined(separator: "/") + "/no-such-program"
        #expect(throws: SystemError(call: "open", errno: 2, object: path)) {
            _ = try SiblingProgram.path("no-such-program")
        }
    }
}
