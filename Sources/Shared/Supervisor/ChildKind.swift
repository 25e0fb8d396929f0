import Glibc
import SystemCalls

/// The processes that a supervisor runs, in the order of their start.
enum ChildKind: CaseIterable {
    case checkers
    case vrrp
    case sessions

    /// How one process differs from the others.
    struct Traits {
        /// Its name in keepalived's log.
        var name: String
        /// The program installed beside this one that it runs; nil for this program itself.
        var program: String?
        /// The word by which a program with several processes knows it.
        var word = "daemon"
        /// The name in its default pid file, `/run/NAME.pid`.
        var pidFileName: String
        /// The option that names another pid file.
        var pidFileOption: KeyPath<KeepalivedOptions, String?>
        /// Whether the command line allows it.
        var isAllowed: KeyPath<KeepalivedOptions, Bool>
        /// Whether the configuration needs it.
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

    /// Its name in keepalived's log.
    var name: String { traits.name }

    /// Whether the command line and the configuration want it.
    func isWanted(_ options: KeepalivedOptions, _ loaded: LoadedConfiguration) -> Bool {
        let traits = traits
        return options[keyPath: traits.isAllowed]
            && (loaded[keyPath: traits.isNeeded] || options.startsWithoutConfiguration)
    }

    /// Opens its program. This happens once, so that a daemon does not mix programs of two releases.
    func openProgram() throws(SystemError) -> ChildProgram {
        guard let program = traits.program else { return .own }
        return try .sibling(program)
    }
}

/// A program that children are started from.
struct ChildProgram: ~Copyable {
    /// The path to start.
    let path: String
    private let file: FileDescriptor?

    /// The program of this process.
    static var own: Self { Self(path: "/proc/self/exe", file: nil) }

    /// The program `name` that is installed beside this one, or this one if that is its name.
    static func sibling(_ name: String) throws(SystemError) -> Self {
        let this = try ProcessAttributes.executablePath().split(separator: "/").last
        // keepalived is vrrp under another name.
        if this == name[...] || name == "vrrp" && this == "keepalived" { return own }
        guard let path = try SiblingProgram.path(name) else {
            throw SystemError(call: "open", errno: ENOENT, object: "\(name), beside this program")
        }
        let file = try Files.open(path, O_RDONLY)
        // A path of this process's descriptor: the new process has closed its copy before it opens its program.
        return Self(path: "/proc/\(ProcessAttributes.process)/fd/\(file.number)", file: file)
    }
}
