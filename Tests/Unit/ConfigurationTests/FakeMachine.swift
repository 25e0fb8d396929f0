import Configuration
import ConfigurationSyntax

/// A machine that exists only as tables.
struct FakeMachine: ConfigurationHost {
    var files: [String: [UInt8]] = [:]
    var facts: [String: FileFacts] = [:]
    var interfaces: [String: InterfaceFacts] = [:]
    var users: [String: UserFacts] = ["root": UserFacts(userID: 0, groupID: 0)]
    var groups: [String: UInt32] = ["root": 0]
    var environment = ["PATH": "/usr/bin:/bin"]
    var texts: Set<String> = []
    var daemonUser = UserFacts(userID: 0, groupID: 0)
    var unreadable: Set<String> = []

    /// A machine with these interfaces, `/usr/bin/killall` and `/bin/sh`.
    init(interfaces names: [String] = ["eth0", "eth1"]) {
        for (index, name) in names.enumerated() {
            interfaces[name] = InterfaceFacts(index: UInt32(index + 2), mtuBytes: 1500, isLoopback: false)
        }
        interfaces["lo"] = InterfaceFacts(index: 1, mtuBytes: 65536, isLoopback: true)
        for path in ["/", "/usr", "/usr/bin", "/bin", "/etc", "/etc/keepalived", "/srv", "/run/netns/x"] {
            facts[path] = FileFacts(kind: .directory, mode: 0o755, ownerID: 0, groupID: 0)
        }
        for program in ["/usr/bin/killall", "/usr/bin/true", "/bin/sh", "/bin/bash"] { addProgram(program) }
    }

    /// Adds an executable file of root's.
    mutating func addProgram(_ path: String, mode: UInt32 = 0o755, ownerID: UInt32 = 0) {
        facts[path] = FileFacts(kind: .regular, mode: mode, ownerID: ownerID, groupID: 0)
    }

    func contents(of path: String) -> Result<[UInt8], FileProblem> {
        if unreadable.contains(path) { return .failure(.unreadable) }
        return files[path].map { .success($0) } ?? .failure(.missing)
    }

    func paths(matching pattern: String) -> [String] {
        let parts = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return files[pattern] == nil ? [] : [pattern] }
        return files.keys.filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) }.sorted()
    }

    func kind(of path: String) -> FileKind {
        if let fact = facts[path] {
            switch fact.kind {
            case .directory: return .directory
            case .regular: return .regular(isExecutable: fact.mode & 0o111 != 0)
            case .link, .other: return .other
            }
        }
        return files[path] == nil ? .missing : .regular(isExecutable: false)
    }

    func environmentVariable(_ name: String) -> String? { environment[name] }
    func nodeName() -> String { "node-a" }
    func currentDirectory() -> String { "/work" }
    func randomSeed() -> UInt64 { 7 }
    func interface(named name: String, inNetworkNamespace namespace: String?) -> InterfaceFacts? {
        interfaces[name]
    }
    func user(named name: String) -> UserFacts? { users[name] }
    func groupID(named name: String) -> UInt32? { groups[name] }
    func currentUser() -> UserFacts { daemonUser }
    func file(at path: String) -> FileFacts? { facts[path] }
    func programFormat(of path: String) -> ProgramFormat { texts.contains(path) ? .text : .runnable }
    func processorCount() -> Int { 4 }
}

extension FakeMachine {
    /// Loads a text as the main file.
    mutating func load(_ text: String, configID: String? = nil, limits: Limits = Limits())
        -> ConfigurationResult
    {
        load(Array(text.utf8), configID: configID, limits: limits)
    }

    /// Loads bytes as the main file.
    mutating func load(_ text: [UInt8], configID: String? = nil, limits: Limits = Limits())
        -> ConfigurationResult
    {
        files["/etc/keepalived/keepalived.conf"] = text
        return Configuration.load(
            path: "/etc/keepalived/keepalived.conf", configID: configID, host: &self, limits: limits)
    }
}

extension ConfigurationResult {
    /// The errors only.
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    /// The warnings only.
    var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
    /// All messages.
    var messages: [String] { diagnostics.map(\.message) }
}
