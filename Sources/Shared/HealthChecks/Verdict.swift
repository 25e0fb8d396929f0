/// The result of a check.
public enum Verdict: Equatable, Sendable {
    /// The server is healthy. `weight` is the one that it wants (0 to 253); nil for the configured one.
    case success(weight: Int?)
    /// The server is not healthy.
    case failure(CheckFailure)

    /// Healthy, with the configured weight.
    public static let success = Verdict.success(weight: nil)
}

extension Verdict {
    /// The verdict for a script's exit code (keepalived: `MISC_CHECK`).
    ///
    /// 0 is success. If the script is dynamic, 1 is failure, and 2 to 255 are success with the weight code - 2.
    /// Otherwise all codes but 0 are failures.
    public init(exitCode: Int32, isDynamic: Bool) {
        switch exitCode {
        case 0: self = .success
        case 2...255 where isDynamic: self = .success(weight: Int(exitCode) - 2)
        default: self = .failure(.exited(code: exitCode))
        }
    }
}
