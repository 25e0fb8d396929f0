import CShims

extension ProcessAttributes {
    /// Allows this process and its children to write core dumps of any size (`RLIMIT_CORE`).
    public static func allowCoreDumps() throws(SystemError) {
        try SystemError.check(shim_allow_core_dumps(), "setrlimit RLIMIT_CORE")
    }
}
