import Glibc

/// One of the two programs, under the name `ipvsadm` in a directory of its own.
struct Contestant {
    /// A program's deed and the state that it left.
    struct Result: Equatable {
        var outcome: Outcome
        var table: String
        var dump: String
    }

    /// Debian's.
    static let reference = "/usr/sbin/ipvsadm"
    private static let dumpLines = "-Sn\n-Ln --thresholds\n-Ln --tun-info\n-L --timeout\n-L --daemon\n"
    private let directory: String

    /// Makes the link.
    init(_ name: String, program: String) throws {
        directory = Guest.directory + "/" + name
        mkdir(directory, 0o755)
        unlink(directory + "/ipvsadm")
        guard access(program, X_OK) == 0, symlink(program, directory + "/ipvsadm") == 0 else {
            throw GuestError(description: "\(program) cannot be run: errno \(errno)")
        }
    }

    /// Runs the command line where we are.
    func run(_ words: [String], input: String = "", as user: Case.User = .root) throws -> Outcome {
        let path = directory + "/ipvsadm"
        guard user == .nobody else { return try Guest.run(["ipvsadm"] + words, path: path, input: input) }
        return try Guest.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", path] + words, input: input)
    }

    /// Runs a case in surroundings of its own.
    func run(_ test: Case) throws -> Result {
        try Guest.enterFreshNamespace()
        if test.hasInterface {
            let lines = "link add eth0 type dummy\nlink set eth0 up\naddress add 10.0.0.254/24 dev eth0\n"
            _ = try Guest.run(["ip", "-batch", "-"], input: lines)
        }
        if !test.setup.isEmpty {
            let made = try Guest.run(
                ["ipvsadm", "-R"], path: Self.reference, input: test.setup.map { $0 + "\n" }.joined())
            guard made.status == 0, made.errors.isEmpty else {
                throw GuestError(description: "\(test.name): set-up: \(made)")
            }
        }
        let before = try Guest.read("/proc/net/ip_vs")
        let outcome = try run(test.words, input: test.input, as: test.user)
        let after = try Guest.read("/proc/net/ip_vs")
        // What /proc does not show has not changed if the program failed or only looked.
        let isChange = before != after || outcome.status == 0 && test.words.first?.hasPrefix("-L") == false
        let dump = isChange ? try Guest.run(["ipvsadm", "-R"], path: Self.reference, input: Self.dumpLines).output : ""
        if test.hasInterface {
            let stop = "--stop-daemon master\n--stop-daemon backup\n"
            _ = try Guest.run(["ipvsadm", "-R"], path: Self.reference, input: stop)
        }
        return Result(outcome: outcome, table: after, dump: dump)
    }
}
