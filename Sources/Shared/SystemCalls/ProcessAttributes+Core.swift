import CShims

extension ProcessAttributes {
    /// Lets this process and its children leave core dumps of any size (`RLIMIT_CORE`).
    public static func allowCoreDumps() throws(SystemError) {
        try SystemError.check(shim_allow_core_dumps(), "setrlimit RLIMIT_CORE")
    }
}
