/// A command that is a line of shell code rather than a program with its arguments.
///
/// keepalived runs a command's words as they stand, without a shell. Its one exception is a line that begins
/// with `</`: a shell runs it, with all words except the first quoted. Lines that begin with a reserved word,
/// a builtin or an assignment never run in keepalived 2.2.7; here a shell runs them as they are written.
struct ShellLine {
    static let shell = "/bin/sh"
    static let advice = "put /bin/sh -c '...' around the command if a shell is to run it"

    /// The line for the shell.
    let text: String
    /// Whether it opens `/dev/tcp/HOST/PORT`, as only bash does.
    let wantsBash: Bool

    /// POSIX, §2.4 and §2.14, and what bash adds to them.
    private static let words: Set<String> = [
        "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until",
        "while", "[[", ".", ":", "alias", "bg", "break", "cd", "command", "continue", "eval", "exec", "exit",
        "export", "fg", "getopts", "hash", "jobs", "read", "readonly", "return", "set", "shift", "source",
        "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "wait",
    ]

    /// Reads a command whose first word is not a program; nil if it is not shell code either.
    init?(_ words: [String], _ text: String) {
        guard let first = words.first else { return nil }
        if first.hasPrefix("<") {
            self.text = ([first] + words.dropFirst().map(Self.quoted)).joined(separator: " ")
        } else if Self.words.contains(first) || first.hasPrefix("(") || Self.isAssignment(first) {
            self.text = text
        } else {
            return nil
        }
        wantsBash = text.contains("/dev/tcp/") || text.contains("/dev/udp/")
    }

    /// The arguments that look as if they were meant for a shell; a word with blanks was quoted deliberately.
    static func operators(in words: [String]) -> [String] {
        words.dropFirst().filter { word in
            guard !word.utf8.contains(where: { $0 == 32 || (9...13).contains($0) }) else { return false }
            switch word {
            case "&", "&&", "|", "||", ";", ";;", "(", ")": return true
            default:
                let rest = word.drop { $0.isASCII && $0.isNumber }
                return rest.hasPrefix(">") || rest.hasPrefix("<") || word.hasPrefix("&>")
                    || word.hasPrefix("`")
                    || word.hasPrefix("$(") || word.count > 1 && word.hasSuffix(";")
            }
        }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let name = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first,
            name.count < word.count, let first = name.first, !first.isNumber
        else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
