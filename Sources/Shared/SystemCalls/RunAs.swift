import CLinux
import CShims
import Glibc

/// The launcher: drops privileges, then becomes another program.
///
/// `posix_spawn(3)` cannot change credentials between fork and exec. So a process starts its own file with
/// `run-as USER GROUP GROUPS SIGNAL:PARENT -- PROGRAM ARGUMENTS…`. Each of the first three is a number (GROUPS: numbers
/// separated by commas, or empty) or `-` for no change. SIGNAL is sent to the program when the process PARENT dies; 0
/// for none.
public enum RunAs {
    /// The first argument that selects `main`.
    public static let word = "run-as"

    /// Becomes the program named by `arguments`, whose first element is this program's name.
    ///
    /// Exits with 127 if the program does not exist, and with 126 if privileges or arguments prevent it from
    /// running, with a message on standard error.
    public static func main(_ arguments: [String]) -> Never {
        do throws(Failure) {
            let request = try Request(arguments)
            try request.takeRights()
            try request.execute()
        } catch {
            let message = "\(word): \(error)\n"
            // If even this cannot be written, the error cannot be reported.
            try? Files.write(Array(message.utf8), to: STDERR_FILENO)
            exit(error.exitCode)
        }
    }

    enum Failure: Error, Equatable, CustomStringConvertible {
        case malformed([String])
        case system(SystemError)

        var exitCode: Int32 {
            switch self {
            case .system(let error) where error.call == "execvp" && error.errno == ENOENT: 127
            default: 126
            }
        }

        var description: String {
            switch self {
            case .malformed(let words): "unexpected arguments: \(words.joined(separator: " "))"
            case .system(let error): error.description
            }
        }
    }

    struct Request: Equatable {
        var user: UInt32?
        var group: UInt32?
        var supplementaryGroups: [UInt32]?
        var parentDeathSignal: Int32
        var parent: Int32
        var words: [String]

        init(_ arguments: [String]) throws(Failure) {
            guard arguments.count >= 8, arguments[1] == RunAs.word, arguments[6] == "--",
                let (signal, parent) = Self.deathSignal(arguments[5])
            else { throw .malformed(arguments) }
            user = try Self.number(arguments[2], in: arguments)
            group = try Self.number(arguments[3], in: arguments)
            supplementaryGroups = try Self.numbers(arguments[4], in: arguments)
            parentDeathSignal = signal
            self.parent = parent
            words = Array(arguments[7...])
        }

        private static func number(_ word: String, in arguments: [String]) throws(Failure) -> UInt32? {
            if word == "-" { return nil }
            guard let number = UInt32(word) else { throw .malformed(arguments) }
            return number
        }

        private static func deathSignal(_ word: String) -> (signal: Int32, parent: Int32)? {
            let parts = word.split(separator: ":").map { Int32($0) }
            guard parts.count == 2, let signal = parts[0], let parent = parts[1],
                (0...Signals.realTimeLast).contains(signal)
            else { return nil }
            return (signal, parent)
        }

        private static func numbers(_ word: String, in arguments: [String]) throws(Failure) -> [UInt32]? {
            if word == "-" { return nil }
            var numbers: [UInt32] = []
            for part in word.split(separator: ",") {
                guard let number = UInt32(part) else { throw .malformed(arguments) }
                numbers.append(number)
            }
            return numbers
        }

        /// Groups first: they cannot be changed once the user's privileges are dropped.
        func takeRights() throws(Failure) {
            do throws(SystemError) {
                // Groups that are already right need no privilege.
                if let supplementaryGroups, Self.presentGroups() != Set(supplementaryGroups) {
                    let result = unsafe setgroups(supplementaryGroups.count, supplementaryGroups)
                    try SystemError.check(result, "setgroups")
                }
                if let group { try SystemError.check(setgid(group), "setgid", String(group)) }
                if let user { try SystemError.check(setuid(user), "setuid", String(user)) }
                // Changing the user clears the signal.
                guard parentDeathSignal != 0 else { return }
                try ProcessAttributes.setParentDeathSignal(parentDeathSignal)
                // The parent may have died before the signal was set.
                if getppid() != parent { try Signals.send(parentDeathSignal, to: getpid()) }
            } catch {
                throw .system(error)
            }
        }

        private static func presentGroups() -> Set<UInt32> {
            let count = getgroups(0, nil)
            var groups = [gid_t](repeating: 0, count: max(0, Int(count)))
            let found = unsafe getgroups(count, &groups)
            return Set(groups.prefix(max(0, Int(found))))
        }

        func execute() throws(Failure) -> Never {
            let result = unsafe CStrings.with(words) { words in
                guard let program = unsafe words[0] else { return EINVAL }
                _ = unsafe execvp(program, words)
                return errno
            }
            throw .system(SystemError(call: "execvp", errno: result, object: words[0]))
        }
    }
}
