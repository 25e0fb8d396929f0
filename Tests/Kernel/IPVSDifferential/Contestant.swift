import Glibc
import Lab

/// One of the two programs, under the name `ipvsadm` in a directory of its own.
struct Contestant {
    /// Debian's.
    static let reference = "/usr/sbin/ipvsadm"
    private let path: String

    /// Makes the link.
    init(_ name: String, program: String) throws {
        let directory = Guest.directory + "/" + name
        path = directory + "/ipvsadm"
        mkdir(directory, 0o755)
        unlink(path)
        guard access(program, X_OK) == 0, symlink(program, path) == 0 else {
            throw CommandFailure(description: "\(program) cannot be run: errno \(errno)")
        }
    }

    /// Runs the command line in the present namespace.
    func run(_ words: [String], input: String = "", as user: Case.User = .root) throws -> CommandResult {
        guard user == .nobody else { return try Guest.run(["ipvsadm"] + words, path: path, input: input) }
        return try Guest.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", path] + words, input: input)
    }
}

/// A network namespace in which a case's set-up has been done.
final class CaseSurroundings {
    private let namespace: Namespace
    private let setup: [String]
    private let hasInterface: Bool
    private let clean: KernelState

    /// Makes them, and enters.
    init(of test: Case) throws {
        namespace = try Namespace.enterNew()
        (setup, hasInterface) = (test.setup, test.hasInterface)
        if hasInterface {
            let lines = "link add eth0 type dummy\nlink set eth0 up\naddress add 10.0.0.254/24 dev eth0\n"
            _ = try Guest.run(["ip", "-batch", "-"], input: lines)
        }
        if !setup.isEmpty {
            let made = try Guest.run(
                ["ipvsadm", "-R"], path: Contestant.reference, input: setup.map { $0 + "\n" }.joined())
            guard made.status == 0, made.errors.isEmpty else {
                throw CommandFailure(description: "\(test.name): set-up: \(made)")
            }
        }
        clean = try KernelState.read()
    }

    /// Whether the state is not what the set-up made.
    func isChanged(_ state: KernelState) -> Bool { state != clean }

    /// Whether another case may have what this one left untouched.
    func suits(_ test: Case) -> Bool { test.setup == setup && test.hasInterface == hasInterface }

    /// What Debian's program says of the state.
    func text() throws -> String {
        try namespace.enter()
        let lines = "-Sn\n-Ln --thresholds\n-Ln --tun-info\n-L --timeout\n-L --daemon\n"
        return try Guest.run(["ipvsadm", "-R"], path: Contestant.reference, input: lines).output
    }
}

/// What a program did in a case, and the state that it left.
struct Result {
    var outcome: CommandResult
    var state: KernelState
    /// Where it did so; nil if it changed nothing.
    var changed: CaseSurroundings?
}

/// Runs cases, each in untouched surroundings.
struct Stage {
    private var present: CaseSurroundings?

    /// Runs a case. A namespace is used again as long as the kernel's state in it is as it was made.
    mutating func run(_ test: Case, by contestant: Contestant) throws -> Result {
        let surroundings: CaseSurroundings
        if let present, present.suits(test) {
            surroundings = present
        } else {
            surroundings = try CaseSurroundings(of: test)
        }
        present = surroundings
        let outcome = try contestant.run(test.words, input: test.input, as: test.user)
        let state = try KernelState.read()
        guard surroundings.isChanged(state) else { return Result(outcome: outcome, state: state) }
        present = nil
        return Result(outcome: outcome, state: state, changed: surroundings)
    }
}
