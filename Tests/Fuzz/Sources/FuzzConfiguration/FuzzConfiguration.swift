import Configuration
import ConfigurationSyntax
import Election
import LibFuzzer

/// A machine with one interface, one user and one program, whose only file is the input; each include reads it too, as
/// another file.
struct FuzzHost: ConfigurationHost {
    let text: [UInt8]

    func contents(of path: String) -> Result<[UInt8], FileProblem> { .success(text) }
    func paths(matching pattern: String) -> [String] { ["/a", "/b"] }
    func kind(of path: String) -> FileKind {
        path.hasSuffix("x") ? .directory : .regular(isExecutable: false)
    }
    func environmentVariable(_ name: String) -> String? { name == "PATH" ? "/bin" : "$A {" }
    func nodeName() -> String { "node" }
    func currentDirectory() -> String { "/" }
    func randomSeed() -> UInt64 { 1 }
    func interface(named name: String, inNetworkNamespace namespace: String?) -> InterfaceFacts? {
        name.hasPrefix("e") ? InterfaceFacts(index: 2, mtuBytes: 100, isLoopback: false) : nil
    }
    func user(named name: String) -> UserFacts? { name == "root" ? UserFacts(userID: 0, groupID: 0) : nil }
    func groupID(named name: String) -> UInt32? { name == "root" ? 0 : nil }
    func currentUser() -> UserFacts { UserFacts(userID: 0, groupID: 0) }
    func file(at path: String) -> FileFacts? {
        path.hasSuffix("/l")
            ? FileFacts(kind: .link(target: "../l/x"), mode: 0o777, ownerID: 0, groupID: 0)
            : FileFacts(kind: .regular, mode: 0o755, ownerID: 0, groupID: 0)
    }
    func programFormat(of path: String) -> ProgramFormat { .text }
    func processorCount() -> Int { 2 }
}

@main
struct FuzzConfiguration {
    /// Bounds that let an input grow a thousandfold, but not fill the memory.
    static let limits: Limits = {
        var limits = Limits()
        limits.files = 4
        limits.expandedLines = 1000
        limits.textBytes = 4 << 20
        limits.replacementsInLine = 256
        return limits
    }()

    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzConfiguration.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    /// Reads the bytes as a configuration; what it says must stay bounded and printable.
    static func run(_ text: [UInt8]) {
        var host = FuzzHost(text: text)
        let result = Configuration.load(path: "/etc/fuzz.conf", configID: "me", host: &host, limits: limits)
        precondition(result.diagnostics.count <= 2 * limits.diagnostics, "too many diagnostics")
        precondition([0, 4, 5, 6].contains(result.testStatus), "status \(result.testStatus)")
        for diagnostic in result.diagnostics { precondition(!"\(diagnostic)".isEmpty, "an empty diagnostic") }
        for instance in result.model.instances {
            precondition(
                instance.election.virtualRouterID > 0 && !instance.interface.isEmpty,
                "an instance without identity")
        }
        for server in result.model.virtualServers {
            precondition(!server.realServers.isEmpty, "a virtual server without real server")
            precondition(server.hysteresis < server.quorum, "a hysteresis as great as the quorum")
        }
        precondition(!ModelDump.text(of: result.model).isEmpty, "an empty dump")
    }
}
