internal import CCurl
import Glibc
public import Notifications
public import ProcessMessages

/// A connection to a mail server, by libcurl, which is loaded by the first one. Sending waits.
@safe public final class MailTransfer {
    /// The most bytes that a server may say about one mail.
    private static let dialogueLimitBytes = 64 * 1024
    /// The longest text of a server in a reason.
    private static let reasonLimitBytes = 200

    private let curl: curl_functions
    private let handle: UnsafeMutableRawPointer
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Why mail cannot be sent at all.
    public struct Unavailable: Error, Equatable, Sendable {
        /// The reason, in the words of the system.
        public let reason: String
    }

    /// Prepares the connection, which the first mail opens.
    public init(_ job: MailJob) throws(Unavailable) {
        var problem: UnsafePointer<CChar>?
        curl = unsafe curl_find_functions(&problem)
        if let problem = unsafe problem { throw Unavailable(reason: unsafe String(cString: problem)) }
        _ = curl.curl_global_init(Int(CURL_GLOBAL_ALL))
        guard let made = unsafe curl.curl_easy_init() else {
            throw Unavailable(reason: "libcurl cannot be initialized")
        }
        unsafe handle = made
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        for recipient in job.recipients {
            // A list that cannot grow is returned as nil.
            guard let longer = unsafe curl.curl_slist_append(recipients, recipient) else {
                throw Unavailable(reason: "no memory")
            }
            unsafe recipients = longer
        }
        guard setOptions(job) else {
            throw Unavailable(reason: "this libcurl lacks something that is needed, such as SMTP or TLS")
        }
    }

    /// Says goodbye to the server, and waits for its answer.
    deinit {
        unsafe curl.curl_easy_cleanup(handle)
        unsafe curl.curl_slist_free_all(recipients)
        unsafe errorText.deallocate()
    }

    private func setOptions(_ job: MailJob) -> Bool {
        let limit = Int(job.limitMilliseconds)
        let seconds = max(1, (limit + 999) / 1000)
        let all = [
            set(CURLOPT_URL, job.url),
            // The proxies of the environment are for others.
            set(CURLOPT_PROXY, ""),
            set(CURLOPT_MAIL_FROM, job.sender),
            set(CURLOPT_UPLOAD, 1),
            set(CURLOPT_NOSIGNAL, 1),
            set(CURLOPT_CONNECTTIMEOUT_MS, limit),
            set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds),
            set(CURLOPT_TIMEOUT_MS, Int(job.mailLimitMilliseconds)),
            set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            unsafe curl_set_pointer(curl, handle, CURLOPT_MAIL_RCPT, recipients),
            unsafe curl_set_pointer(curl, handle, CURLOPT_ERRORBUFFER, errorText),
        ]
        // Older releases do not know it: for them, one recipient that is refused is a refused mail.
        _ = set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        var isSet = all.allSatisfy { $0 == CURLE_OK }
        if job.needsTLS { isSet = set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) == CURLE_OK && isSet }
        if let file = job.authorityFile { isSet = set(CURLOPT_CAINFO, file) == CURLE_OK && isSet }
        if let login = job.login {
            isSet = set(CURLOPT_USERNAME, login.user) == CURLE_OK && isSet
            isSet = set(CURLOPT_PASSWORD, login.password) == CURLE_OK && isSet
        }
        return isSet
    }

    private func set(_ option: CURLoption, _ value: String) -> CURLcode {
        unsafe curl_set_text(curl, handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: Int) -> CURLcode {
        unsafe curl_set_number(curl, handle, option, value)
    }

    /// Sends a mail, and waits until the server has it, refuses it, or its time is over.
    public func send(_ mail: [UInt8]) -> MailQueue.Outcome {
        var mail = mail
        var dialogue = [UInt8](repeating: 0, count: Self.dialogueLimitBytes)
        let size = mail.count
        // The streams are closed before the arrays end.
        let result = unsafe mail.withUnsafeMutableBytes { mail in
            unsafe dialogue.withUnsafeMutableBytes { dialogue -> MailQueue.Outcome? in
                // A server that says more than there is room for has its connection closed.
                guard let source = unsafe fmemopen(mail.baseAddress, mail.count, "r") else { return nil }
                defer { unsafe fclose(source) }
                guard let record = unsafe fmemopen(dialogue.baseAddress, dialogue.count, "w") else {
                    return nil
                }
                defer { unsafe fclose(record) }
                unsafe setbuf(record, nil)
                unsafe curl_set_pointer(curl, handle, CURLOPT_READDATA, source)
                unsafe curl_set_pointer(curl, handle, CURLOPT_HEADERDATA, record)
                _ = set(CURLOPT_INFILESIZE, size)
                unsafe errorText.pointee = 0
                let code = unsafe curl.curl_easy_perform(handle)
                return unsafe outcome(of: code, UnsafeRawBufferPointer(dialogue))
            }
        }
        return result ?? .unreachable("no memory")
    }

    private func outcome(of code: CURLcode, _ dialogue: UnsafeRawBufferPointer) -> MailQueue.Outcome {
        let lines = unsafe dialogue.prefix { $0 != 0 }.split(separator: UInt8(ascii: "\n"))
        // The last line of each reply: a code, and a blank.
        let refusals = unsafe lines.filter { line in
            unsafe line.count > 3 && (line.first == UInt8(ascii: "4") || line.first == UInt8(ascii: "5"))
                && line[line.startIndex + 3] != UInt8(ascii: "-")
        }
        let said = unsafe refusals.last.map { unsafe text(Array($0)) }
        if code == CURLE_OK { return .delivered(said) }
        var status = 0
        unsafe curl_get_number(curl, handle, CURLINFO_RESPONSE_CODE, &status)
        let own = unsafe String(cString: errorText)
        let general = unsafe curl.curl_easy_strerror(code).map { unsafe String(cString: $0) }
        let reason = said ?? text(Array((own.isEmpty ? general ?? "error \(code.rawValue)" : own).utf8))
        // What libcurl says of MAIL, RCPT and DATA, and of the reply to the text.
        let isAboutMail =
            code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY
        guard isAboutMail, said != nil, hasBegun(unsafe lines.map { unsafe Array($0) }) else {
            return .unreachable(reason)
        }
        return (500..<600).contains(status) ? .refused(reason) : .deferred(reason)
    }

    /// Whether the server has accepted this host, and so answers to a mail. A connection that is used again begins with
    /// the mail.
    private func hasBegun(_ lines: [[UInt8]]) -> Bool {
        var connectionCount = 0
        unsafe curl_get_number(curl, handle, CURLINFO_NUM_CONNECTS, &connectionCount)
        return connectionCount == 0 || lines.contains { $0.starts(with: "250 ".utf8) }
    }

    /// A line for the log.
    private func text(_ bytes: [UInt8]) -> String {
        let line = bytes.prefix(Self.reasonLimitBytes).map { byte -> UInt8 in
            byte < 0x20 || byte == 0x7F ? UInt8(ascii: " ") : byte
        }
        var text = String(decoding: line, as: UTF8.self)
        while text.last == " " { text.removeLast() }
        return text
    }
}
