import Configuration
import Glibc
import SystemCalls
import Testing

@testable import Supervisor

@Suite("A reload takes effect as a whole, or not at all")
struct ReloadTests {
    @Test(
        "A log file that cannot be opened refuses the reload, and the old configuration stays",
        arguments: [
            "log_file /nonexistent/x.log\nprocess_name other", "log_file /proc\nprocess_name other",
        ])
    func logFile(_ text: String) throws {
        let path = "/tmp/reload-\(getpid())-\(UInt32.random(in: 0 ... .max)).conf"
        defer { unsafe unlink(path) }
        try Files.replace(path, with: Array("global_defs {\nprocess_name first\n}\n".utf8), mode: 0o600)
        let options = try KeepalivedOptions(["-f", path, "-n", "-l"])
        let (loaded, _) = try LoadedConfiguration.load(options)
        let output = LogOutput(syslogFacility: nil, usesConsole: false)
        let supervisor = try Supervisor(options: options, loaded: loaded, output: output)
        try Files.replace(path, with: Array("global_defs {\n\(text)\n}\n".utf8), mode: 0o600)
        supervisor.reload()
        #expect(supervisor.loaded.global.processName == "first")
        #expect(supervisor.loaded.global.logFile == nil)
        // The next reload is not kept waiting by the refused one.
        try Files.replace(path, with: Array("global_defs {\nprocess_name third\n}\n".utf8), mode: 0o600)
        supervisor.reload()
        #expect(supervisor.loaded.global.processName == "third")
    }
}
