import CLinux
import CShims
import Glibc

/// A program to be started as a child, with default signals; by default in a new process group.
public struct Spawn: Sendable {
    /// Where a standard stream of the child leads.
    public enum Stream: Equatable, Sendable {
        /// `/dev/null`.
        case null
        /// The same as in this process.
        case inherited
        /// This open file, which the caller keeps.
        case descriptor(Int32)
    }

    /// A change to this process's environment.
    public enum EnvironmentEdit: Equatable, Sendable {
        /// The variable has this value.
        case set(name: String, value: String)
        /// The variable is absent.
        case remove(name: String)
    }

    /// The child's process group.
    public enum Group: Equatable, Sendable {
        /// A new one that the child leads.
        case own
        /// This process's.
        case inherited
    }

    /// The user, group and supplementary groups of a process.
    public struct Credentials: Equatable, Sendable {
        /// The user.
        public var user: UInt32
        /// The group.
        public var group: UInt32
        /// The supplementary groups.
        public var supplementaryGroups: [UInt32]

        /// These credentials.
        public init(user: UInt32, group: UInt32, supplementaryGroups: [UInt32] = []) {
            self.user = user
            self.group = group
            self.supplementaryGroups = supplementaryGroups
        }
    }

    /// The program and its arguments; a first word without `/` is looked up in `PATH`.
    public var words: [String]
    /// The path to run instead of the first word. With a launcher it replaces the first word.
    public var executable: String?
    /// The changes of the environment, in their order.
    public var environment: [EnvironmentEdit] = []
    /// Standard input.
    public var standardInput = Stream.null
    /// Standard output.
    public var standardOutput = Stream.null
    /// Standard error.
    public var standardError = Stream.null
    /// Open files that the child keeps under the same numbers, from 3 up. All others are closed, even those
    /// that this process inherited without close-on-exec.
    public var keptDescriptors: [Int32] = []
    /// The process group.
    public var group = Group.own
    /// The credentials of the program; nil for this process's. See `RunAs`.
    public var credentials: Credentials?
    /// The signal sent to the child when the thread that starts it dies; 0 for none. See `RunAs`.
    public var parentDeathSignal: Int32 = 0
    /// The program that changes credentials: one whose `main` calls `RunAs.main` for the word `run-as`.
    public var launcher = "/proc/self/exe"

    /// A program with its arguments, streams to `/dev/null`.
    public init(words: [String]) {
        self.words = words
    }

    /// Starts the program. The C functions are `posix_spawn(3)` and `pidfd_open(2)`.
    ///
    /// A file that the kernel cannot run, such as a script without `#!`, is run by `/bin/sh`. A missing
    /// program is an error here; with a launcher the child exits with 127, or with 126 if the program cannot
    /// be run.
    public func start() throws(SystemError) -> ChildProcess {
        guard let program = words.first else { throw SystemError(call: "posix_spawn", errno: EINVAL) }
        let isLaunched = credentials != nil || parentDeathSignal != 0
        let path = isLaunched ? launcher : executable ?? program
        let plan = try SpawnPlan(self)
        let process = try Self.run(
            plan, path: path, words: isLaunched ? launcherWords : words, environment: Self.edited(environment)
        )
        let descriptor = shim_pidfd_open(process, 0)
        let number = errno
        guard descriptor >= 0 else {
            // The child runs but cannot be waited for: end it.
            _ = kill(process, SIGKILL)
            _ = waitpid(process, nil, 0)
            throw SystemError(call: "pidfd_open", errno: number, object: program)
        }
        return ChildProcess(process: process, descriptor: FileDescriptor(adopting: descriptor))
    }

    /// Runs a program, or a file that the kernel cannot run by the shell, as `execvp(3)` does.
    private static func run(
        _ plan: borrowing SpawnPlan, path: String, words: [String], environment: [String]
    ) throws(SystemError) -> pid_t {
        do {
            return try plan.run(path: path, words: words, environment: environment)
        } catch {
            guard error.errno == ENOEXEC, path.utf8.contains(UInt8(ascii: "/")) else { throw error }
            let shell = "/bin/sh"
            return try plan.run(
                path: shell, words: [shell, path] + words.dropFirst(), environment: environment)
        }
    }

    /// The arguments of the launcher; a `-` leaves a credential unchanged.
    var launcherWords: [String] {
        let prefix = ["vrrp", RunAs.word]
        let rights =
            credentials.map {
                [
                    String($0.user), String($0.group),
                    $0.supplementaryGroups.map { String($0) }.joined(separator: ","),
                ]
            } ?? ["-", "-", "-"]
        let program = executable.map { [$0] + words.dropFirst() } ?? words
        return prefix + rights + ["\(parentDeathSignal):\(getpid())", "--"] + program
    }

    /// The environment of this process with the changes made.
    static func edited(_ edits: [EnvironmentEdit]) -> [String] {
        var variables: [String] = []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            unsafe variables.append(String(cString: variable))
            unsafe next += 1
        }
        for edit in edits {
            switch edit {
            case .set(let name, let value):
                variables.removeAll { $0.hasPrefix(name + "=") }
                variables.append("\(name)=\(value)")
            case .remove(let name):
                variables.removeAll { $0.hasPrefix(name + "=") }
            }
        }
        return variables
    }
}

/// A started child, whose end must be waited for.
public struct ChildProcess: ~Copyable {
    /// The child's number.
    public let process: Int32
    /// Readable when the child has ended (`pidfd_open(2)`).
    public let descriptor: FileDescriptor

    /// Waits for the end and takes the status. Do not use it for a child that an event loop watches.
    public borrowing func wait() throws(SystemError) -> WaitStatus {
        var status: Int32 = 0
        while true {
            let result = unsafe waitpid(process, &status, 0)
            let number = errno
            if result >= 0 { return WaitStatus(waitNumber: status) }
            guard number == EINTR else {
                throw SystemError(call: "waitpid", errno: number, object: String(process))
            }
        }
    }
    /// Waits for the end, or for one of the signals.
    ///
    /// Returns true if the child has ended, false if a signal came first, nil if the limit was reached.
    public borrowing func wait(
        within limit: Duration, orFor signals: borrowing SignalQueue
    ) throws(SystemError) -> Bool? {
        try PolledDescriptors.wait(
            for: POLLIN, on: [descriptor.number, signals.descriptor], within: limit, object: String(process)
        ).map { $0 == 0 }
    }
}
