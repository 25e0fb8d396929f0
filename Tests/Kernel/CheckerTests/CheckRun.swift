import Foundation
import Lab
import Testing

/// Runs of `check-daemon run`: the checkers of one real server of a configuration, once.
struct CheckRun {
    /// What connections may take unless a checker says otherwise.
    static let timeout = "0.4"

    var address = "127.0.0.1"
    var port: UInt16 = 80
    /// Blocks beside the virtual server.
    var global = ""
    /// Words before the program, such as those of another namespace.
    var prefix: [String] = []
    /// Words before the program that end it should it not end by itself.
    var limit = ["timeout", "-s", "KILL", "20"]

    func run(_ checkers: String, _ options: [String] = ["-v"]) throws -> CommandResult {
        let file = FileManager.default.temporaryDirectory.appending(path: "checker-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text = """
            global_defs {
                script_user root
                enable_script_security
            }
            \(global)
            virtual_server \(address.contains(":") ? "2001:db8::1" : "192.0.2.1") 80 {
                protocol TCP
                lvs_method NAT
                lvs_sched rr
                connect_timeout \(Self.timeout)
                real_server \(address) \(port) {
                    \(checkers)
                }
            }

            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let program = try Implementation.own("check-daemon")
        return try Shell.run(
            prefix + limit + [program, "run", "-f", file] + options + [address])
    }

    /// Runs one checker and compares the status and the line; nil as failure is health.
    func expect(
        _ checker: String, _ failure: String?, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try run(checker)
        let text = result.output + result.errors
        let begin = (failure == nil ? "" : "check run: ") + checker.prefix { $0 != " " } + " "
        let isAsWanted =
            result.status == (failure == nil ? 0 : 1)
            && (failure == nil ? result.errors : result.output).isEmpty
            && text.hasPrefix(begin) && text.contains(failure ?? ": healthy, ")
            && text.filter { $0 == "\n" }.count == 1 && text.last == "\n"
        #expect(
            isAsWanted, "\(checker): status \(result.status): \(text)", sourceLocation: sourceLocation)
    }
}
