import CShims

/// How a process ended.
public enum WaitStatus: Equatable, Sendable, CustomStringConvertible {
    /// It called `exit` with this code, 0 to 255.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    /// Decodes a status of `wait(2)`.
    public init(waitNumber: Int32) {
        self =
            shim_wait_exited(waitNumber) != 0
            ? .exited(shim_wait_exit_code(waitNumber)) : .signalled(shim_wait_signal(waitNumber))
    }

    /// `exited with status 1` or `terminated by signal 15`.
    public var description: String {
        switch self {
        case .exited(let code): "exited with status \(code)"
        case .signalled(let number): "terminated by signal \(number)"
        }
    }
}

extension WaitStatus {
    /// Reads a `siginfo_t` of `waitid(2)` for a child that ended.
    public init(childInformation: UnsafeRawPointer) {
        let status = unsafe shim_child_status(childInformation)
        self = unsafe shim_child_exited(childInformation) != 0 ? .exited(status) : .signalled(status)
    }
}
