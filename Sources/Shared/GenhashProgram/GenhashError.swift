import ApplicationFormats
import SystemCalls
import TLS

/// Why no digest could be computed.
enum GenhashError: Error, Equatable {
    /// What was being waited for.
    enum Step: String {
        case connection = "connection"
        case handshake = "TLS handshake"
        case room = "room to send the request"
        case answer = "further bytes of the answer"
    }

    case name(ResolutionError)
    case system(SystemError)
    case tls(TLSError)
    case response(HTTPResponseError)
    case timedOut(Step, seconds: UInt32)
}

extension GenhashError: CustomStringConvertible {
    /// A sentence without a full stop.
    var description: String {
        switch self {
        case .name(let error): "\(error)"
        case .system(let error): "\(error)"
        case .tls(let error): "\(error)"
        case .response(let error): "\(error)"
        case .timedOut(let step, let seconds):
            "no \(step.rawValue) within \(seconds) s; -t sets how long to wait"
        }
    }

    /// Returns the value of `body`, and wraps its error.
    static func wrapping<Inner: Error, Value: ~Copyable>(
        _ wrap: (Inner) -> GenhashError, _ body: @autoclosure () throws(Inner) -> Value
    ) throws(GenhashError) -> Value {
        do throws(Inner) { return try body() } catch { throw wrap(error) }
    }
}
