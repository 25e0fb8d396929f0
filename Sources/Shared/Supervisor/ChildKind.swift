import Glibc
import ProcessMessages
import SystemCalls

/// The processes that a supervisor runs, in the order of their start, and what is different about them.
enum ChildKind: CaseIterable {
    case checkers
    case vrrp

    /// As keepalived's log has it.
    var name: String {
        switch self {
        case .checkers: "Healthcheck child process"
        case .vrrp: "VRRP child process"
        }
    }

    /// Whether the command line and the configuration want it.
    func isWanted(_ options: KeepalivedOptions, _ loaded: LoadedConfiguration) -> Bool {
        switch self {
        case .checkers:
            options.runsCheckers && (loaded.needsCheckers || options.startsWithoutConfiguration)
        case .vrrp: options.runsVRRP && (loaded.hasInstances || options.startsWithoutConfiguration)
        }
    }

    func pidFile(in paths: PIDPaths) -> String {
        switch self {
        case .checkers: paths.checkers
        case .vrrp: paths.vrrp
        }
    }

    /// Whether it writes a dump of that kind.
    func writes(_ dump: DumpKind) -> Bool { self == .vrrp || dump == .data }

    /// The program that it is. It is opened once: a daemon does not mix the programs of two releases.
    func openProgram() throws(SystemError) -> ChildProgram {
        switch self {
        case .checkers: try .sibling("check-daemon")
        case .vrrp: .own
        }
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
        if try ProcessAttributes.executablePath().split(separator: "/").last == name[...] { return own }
        guard let path = try SiblingProgram.path(name) else {
            throw SystemError(call: "open", errno: ENOENT, object: "\(name), beside this program")
        }
        let file = try Files.open(path, O_RDONLY)
        // A new process has closed its copy before it looks for its program.
        return Self(path: "/proc/\(ProcessAttributes.process)/fd/\(file.number)", file: file)
    }
}
