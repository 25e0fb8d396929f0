import Glibc
import SystemCalls

/// The processes that a supervisor runs, in the order of their start.
enum ChildKind: CaseIterable {
    case checkers
    case vrrp
    case sessions

    /// What is different about a process.
    struct Traits {
        /// As keepalived's log has it.
        var name: String
        /// The program beside this one; nil: this one.
        var program: String?
        /// The first word of its command line.
        var word = "daemon"
        /// Its pid file is `/run/keepalived_NAME.pid`,
        var pidFileName: String
        /// unless the command line has another one.
        var pidFileOption: KeyPath<KeepalivedOptions, String?>
        /// Whether the command line lets it run.
        var isAllowed: KeyPath<KeepalivedOptions, Bool>
        /// Whether the configuration has something for it to do.
        var isNeeded: KeyPath<LoadedConfiguration, Bool>
    }

    var traits: Traits {
        switch self {
        case .checkers:
            Traits(
                name: "Healthcheck child process", program: "check-daemon", pidFileName: "checkers",
                pidFileOption: \.checkersPIDFile, isAllowed: \.runsCheckers, isNeeded: \.needsCheckers)
        case .vrrp:
            Traits(
                name: "VRRP child process", program: nil, pidFileName: "vrrp",
                pidFileOption: \.vrrpPIDFile, isAllowed: \.runsVRRP, isNeeded: \.hasInstances)
        case .sessions:
            Traits(
                name: "BFD child process", program: "vrrp", word: "bfd", pidFileName: "bfd",
                pidFileOption: \.sessionsPIDFile, isAllowed: \.runsSessions, isNeeded: \.hasSessions)
        }
    }

    /// As keepalived's log has it.
    var name: String { traits.name }

    /// Whether the command line and the configuration want it.
    func isWanted(_ options: KeepalivedOptions, _ loaded: LoadedConfiguration) -> Bool {
        let traits = traits
        return options[keyPath: traits.isAllowed]
            && (loaded[keyPath: traits.isNeeded] || options.startsWithoutConfiguration)
    }

    /// The program that it is. It is opened once: a daemon does not mix the programs of two releases.
    func openProgram() throws(SystemError) -> ChildProgram {
        guard let program = traits.program else { return .own }
        return try .sibling(program)
    }
}

/// A program that children are started from.
struct ChildProgram: ~Copyable {
    /// What to start.
    let path: String
    private let file: FileDescriptor?

    /// The program of this very process.
    static var own: Self { Self(path: "/proc/self/exe", file: nil) }

    /// The program `name` that was installed with this one, or this one if that is its name.
    static func sibling(_ name: String) throws(SystemError) -> Self {
        let this = try ProcessAttributes.executablePath().split(separator: "/").last
        // keepalived is vrrp under another name.
        if this == name[...] || name == "vrrp" && this == "keepalived" { return own }
        guard let path = try SiblingProgram.path(name) else {
            throw SystemError(call: "open", errno: ENOENT, object: "\(name), beside this program")
        }
        let file = try Files.open(path, O_RDONLY)
        // A new process has closed its copy before it looks for its program.
        return Self(path: "/proc/\(ProcessAttributes.process)/fd/\(file.number)", file: file)
    }
}
