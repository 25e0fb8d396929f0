import CShims
import Glibc

/// A system call that failed.
public struct SystemError: Error, Equatable, Sendable {
    /// The name of the call: `bind`.
    public let call: String
    /// The error number that the call left in `errno`.
    public let errno: Int32
    /// What the call was about, such as an interface, a path or an address.
    public let object: String?

    /// The failure of `call` on `object` with this error number.
    public init(call: String, errno: Int32, object: String? = nil) {
        self.call = call
        self.errno = errno
        self.object = object
    }
}

extension SystemError: CustomStringConvertible {
    /// The call, its object, the C library's text and symbol: `bind eth0: No such device (ENODEV)`.
    public var description: String {
        let subject = object.map { "\(call) \($0)" } ?? call
        guard let symbol = unsafe shim_error_name(errno) else { return "\(subject): error \(errno)" }
        return unsafe "\(subject): \(Self.text(errno)) (\(String(cString: symbol)))"
    }
}

extension SystemError {
    /// The result of a call; throws `errno` if the result is negative.
    @discardableResult
    static func check<Number: SignedInteger>(
        _ result: Number, _ call: String, _ object: @autoclosure () -> String? = nil
    ) throws(SystemError) -> Number {
        let number = Glibc.errno
        guard result < 0 else { return result }
        throw SystemError(call: call, errno: number, object: object())
    }
}

extension SystemError {
    /// The C library's text of an error number. The C function is `strerrordesc_np(3)`.
    public static func text(_ number: Int32) -> String {
        unsafe shim_error_text(number).map { unsafe String(cString: $0) } ?? "Unknown error \(number)"
    }
}
