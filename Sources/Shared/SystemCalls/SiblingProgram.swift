import Glibc

/// Other programs of the same installation.
public enum SiblingProgram {
    /// The path of a program: beside the file that this process runs, else in `../sbin` or `../bin` from
    /// there; nil if it is in none of them or not executable.
    public static func path(_ name: String) throws(SystemError) -> String? {
        path(name, from: try ProcessAttributes.executablePath())
    }

    /// The same for a process that runs the file `executable`, an absolute path.
    package static func path(_ name: String, from executable: String) -> String? {
        let directory = executable.split(separator: "/").dropLast()
        let directories = [directory, directory.dropLast() + ["sbin"], directory.dropLast() + ["bin"]]
        return directories.map { "/" + ($0 + [Substring(name)]).joined(separator: "/") }
            .first { path in unsafe path.withCString { unsafe access($0, X_OK) } == 0 }
    }

    /// Becomes the program at `path` with the arguments `words`, its own name first. The C function is
    /// `execv(3)`.
    public static func become(_ path: String, _ words: [String]) throws(SystemError) -> Never {
        let number = unsafe path.withCString { path in
            unsafe CStrings.with(words) { words in
                _ = unsafe execv(path, words)
                return errno
            }
        }
        throw SystemError(call: "execv", errno: number, object: path)
    }
}
