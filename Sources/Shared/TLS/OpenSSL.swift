internal import COpenSSL
import Glibc

/// The functions of OpenSSL that TLS needs; making the first one loads libssl and libcrypto.
final class OpenSSL {
    let functions: tls_functions

    init() throws(TLSError) {
        var problem: UnsafePointer<CChar>?
        functions = unsafe openssl_find_tls_functions(&problem)
        if let problem = unsafe problem {
            throw .unavailable(reason: unsafe String(cString: problem))
        }
    }

    /// The oldest error of this thread as text; clears all errors.
    func takeErrorText() -> String {
        let code = functions.ERR_get_error()
        functions.ERR_clear_error()
        // ERR_SYSTEM_FLAG, a macro with a cast: the rest is an errno.
        let systemFlag: UInt = 0x8000_0000
        if code & systemFlag != 0 { return unsafe String(cString: strerror(Int32(code & (systemFlag - 1)))) }
        guard let reason = unsafe functions.ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: reason)
    }
}
