/// The exit statuses of all processes; the same as keepalived's.
public enum ExitStatus {
    /// Success.
    public static let success: Int32 = 0
    /// A failure after which a restart may help.
    public static let failure: Int32 = 1
    /// The configuration cannot be used, and a restart does not help.
    public static let configuration: Int32 = 2
    /// The process lacks a right that it needs, and a restart does not help.
    public static let permission: Int32 = 4
    /// The configuration file is missing.
    public static let missingConfiguration: Int32 = 6
}
