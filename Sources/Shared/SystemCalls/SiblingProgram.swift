import Glibc

/// The programs that are installed together with this one.
public enum SiblingProgram {
    /// The path of the program `name`: beside this process's own file, or in `../sbin` or `../bin` from there.
    ///
    /// One that is in none of them is `ENOENT`, for the place beside us.
    public static func path(_ name: String) throws(SystemError) -> String {
        let own = try ProcessAttributes.executablePath().split(separator: "/").dropLast()
        let beside = "/" + (own + [name[...]]).joined(separator: "/")
        let parent = "/" + own.dropLast().joined(separator: "/")
        for path in [beside, "\(parent)/sbin/\(name)", "\(parent)/bin/\(name)"] where isExecutable(path) {
            return path
        }
        throw SystemError(call: "open", errno: ENOENT, object: beside)
    }

    private static func isExecutable(_ path: String) -> Bool {
        unsafe path.withCString { unsafe access($0, X_OK) } == 0
    }
}
