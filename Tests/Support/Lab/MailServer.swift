import Foundation

/// A mail server of this process that keeps what it gets, misbehaves if asked to, dies and returns at will; gone with this
/// object.
public final class MailServer: @unchecked Sendable {
    /// How it behaves.
    public enum Behavior: Sendable {
        /// It takes everything.
        case takesAll
        /// It accepts connections and says nothing.
        case hangs
        /// It says nothing after the mail.
        case hangsAfterData
        /// It answers a line that begins like this with that reply, and takes everything else.
        case answers(String, with: String)
        /// It says this instead of a greeting.
        case greets(String)
        /// It never stops greeting.
        case chatters
    }

    private let lock = NSLock()
    private let namespace: Namespace?
    private let address: String
    private var behavior = Behavior.takesAll
    private var texts: [String] = []
    private var envelopes: [[String]] = []
    private var connections = 0
    private var listener: Listener?
    /// Its port.
    public private(set) var port: UInt16

    /// Starts serving at an address; port 0 stands for one of its own.
    public init(at address: String = "127.0.0.1", port: UInt16 = 0, in namespace: Namespace? = nil) throws {
        (self.address, self.port, self.namespace) = (address, port, namespace)
        try start()
    }

    /// The mails it has taken, each as it followed the DATA command.
    public var mails: [String] { lock.withLock { texts } }
    /// The subjects of these mails.
    public var subjects: [String] {
        mails.map { mail in
            mail.components(separatedBy: "\r\n").first { $0.hasPrefix("Subject: ") }.map {
                String($0.dropFirst(9))
            }
                ?? ""
        }
    }
    /// The MAIL and RCPT commands of each of these mails.
    public var commands: [[String]] { lock.withLock { envelopes } }
    /// How many connections there have been.
    public var connectionCount: Int { lock.withLock { connections } }

    /// Behaves like this from the next command on.
    public func behave(_ behavior: Behavior) { lock.withLock { self.behavior = behavior } }

    /// Accepts connections from now on, at the port that it has had.
    public func start() throws {
        guard listener == nil else { return }
        let serve: @Sendable (Int32) -> Void = { [weak self] connection in self?.serve(connection) }
        let made =
            try namespace?.inside { try Listener(at: address, port: port, serve) }
            ?? Listener(at: address, port: port, serve)
        port = made.port
        listener = made
    }

    /// Refuses connections from now on.
    public func stop() { listener = nil }

    private func serve(_ connection: Int32) {
        let behavior = lock.withLock {
            connections += 1
            return self.behavior
        }
        switch behavior {
        case .hangs:
            while readLine(connection) != nil {}
            return
        case .chatters:
            while say(connection, "220-" + String(repeating: "x", count: 500)) {}
            return
        case .greets(let text): guard say(connection, text) else { return }
        default: guard say(connection, "220 lab") else { return }
        }
        converse(connection)
    }

    private func converse(_ connection: Int32) {
        var envelope: [String] = []
        while let line = readLine(connection) {
            let behavior = lock.withLock { self.behavior }
            if case .answers(let beginning, let reply) = behavior, line.hasPrefix(beginning) {
                guard say(connection, reply) else { return }
                continue
            }
            if line.hasPrefix("MAIL") { envelope = [line] }
            if line.hasPrefix("RCPT") { envelope.append(line) }
            guard line == "DATA" else {
                guard say(connection, line == "QUIT" ? "221 bye" : "250 ok") else { return }
                continue
            }
            guard say(connection, "354 go on") else { return }
            var text = ""
            while true {
                guard let line = readLine(connection) else { return }
                if line == "." { break }
                text += line + "\r\n"
            }
            if case .hangsAfterData = lock.withLock({ self.behavior }) {
                while readLine(connection) != nil {}
                return
            }
            if case .answers(".", let reply) = lock.withLock({ self.behavior }) {
                guard say(connection, reply) else { return }
                continue
            }
            lock.withLock {
                texts.append(text)
                envelopes.append(envelope)
            }
            guard say(connection, "250 taken") else { return }
        }
    }

    private func say(_ connection: Int32, _ text: String) -> Bool {
        let bytes = Array("\(text)\r\n".utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next line without its end.
    private func readLine(_ connection: Int32) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(connection, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            line.append(byte)
        }
        return nil
    }
}
