import ApplicationFormats
import SystemCalls
import TLS

/// Why there is no digest.
enum GenhashError: Error, Equatable {
    /// What a wait was for.
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
    /// A sentence without its full stop.
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

    /// The value of `body`; what it throws is wrapped.
    static func wrapping<Inner: Error, Value: ~Copyable>(
        _ wrap: (Inner) -> GenhashError, _ body: @autoclosure () throws(Inner) -> Value
    ) throws(GenhashError) -> Value {
        do throws(Inner) { return try body() } catch { throw wrap(error) }
    }
}
