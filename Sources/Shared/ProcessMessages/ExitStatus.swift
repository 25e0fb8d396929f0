/// Exit statuses that the processes agree on; keepalived's own.
public enum ExitStatus {
    /// All is well.
    public static let success: Int32 = 0
    /// Something failed that a restart may mend.
    public static let failure: Int32 = 1
    /// The configuration cannot be used; a restart does not help.
    public static let configuration: Int32 = 2
    /// The process lacks a right that it needs; a restart does not help.
    public static let permission: Int32 = 4
    /// The configuration file is missing.
    public static let missingConfiguration: Int32 = 6
}
