import ApplicationFormats
import NetworkTypes
import SystemCalls
import Timing

/// The command `genhash`: fetches a page and prints its digest.
public enum GenhashCommand {
    /// Runs the command with the arguments after the program's name.
    ///
    /// - Returns: The exit status: 0, or 1 after any failure.
    public static func run(_ arguments: [String]) -> Int32 {
        let options: GenhashOptions
        do throws(GenhashUsageProblem) {
            options = try GenhashOptions(arguments)
        } catch {
            StandardStream.error.write("genhash: \(error.text)\nTry 'genhash --help'.\n")
            return 1
        }
        guard !options.isHelpWanted else {
            StandardStream.output.write(GenhashHelp.text)
            return 0
        }
        do throws(GenhashError) {
            try fetch(options)
            return 0
        } catch {
            StandardStream.error.write("genhash: \(error)\n")
            return 1
        }
    }

    /// Debian's genhash begins a new dump line with every read, so larger reads would move the lines.
    private static let dumpPieceBytes = 4095
    private static let pieceBytes = 65_536

    private static func fetch(_ options: GenhashOptions) throws(GenhashError) {
        let addresses = try addresses(of: options.server)
        let begin = MonotonicClock.now()
        let plain = try PlainConnection.connected(to: addresses, options)
        guard options.usesTLS else { return try fetch(options, over: plain, since: begin) }
        var secure = try SecureConnection(over: plain, serverName: serverName(options))
        try secure.shakeHands()
        try fetch(options, over: secure, since: begin)
    }

    private static func fetch(
        _ options: GenhashOptions, over connection: consuming some PageConnection & ~Copyable,
        since begin: MonotonicInstant
    ) throws(GenhashError) {
        try connection.send(request(options).bytes)
        var reader = PageReader(options.algorithm)
        let isDumping = options.output == .dump
        var piece = [UInt8](repeating: 0, count: isDumping ? dumpPieceBytes : pieceBytes)
        while !reader.isComplete {
            let count = try connection.receive(into: &piece)
            let hadHead = reader.head != nil
            guard count > 0 else {
                try GenhashError.wrapping(GenhashError.response, try reader.finish())
                break
            }
            let covered = try GenhashError.wrapping(
                GenhashError.response, try reader.read(piece.span.extracting(0..<count)))
            guard isDumping else { continue }
            if !hadHead, let head = reader.head { dump(head, isPageFollowing: !covered.isEmpty) }
            StandardStream.output.write(Hexdump.lines(of: piece.span.extracting(covered)))
        }
        let report = PageReport(
            options: options, statusCode: reader.head?.statusCode ?? 0, pageBytes: reader.pageBytes,
            digest: reader.digestValue,
            responseMicroseconds: (MonotonicClock.now() - begin).wholeMicroseconds)
        StandardStream.output.write(report.text)
    }

    private static func addresses(of server: String) throws(GenhashError) -> [IPAddress] {
        if let address = IPAddress(server) { return [address] }
        return try GenhashError.wrapping(GenhashError.name, try HostName.addresses(of: server))
    }

    /// The name to send with SNI; nil for none.
    private static func serverName(_ options: GenhashOptions) -> String? {
        guard options.asksForName else { return nil }
        return options.virtualHost ?? (IPAddress(options.server) == nil ? options.server : nil)
    }

    private static func request(_ options: GenhashOptions) -> HTTPRequest {
        let server =
            IPAddress(options.server)?.text(port: options.port) ?? "\(options.server):\(options.port)"
        return HTTPRequest(
            path: options.path ?? "", host: options.virtualHost ?? server, version: options.version)
    }

    private static func dump(_ head: HTTPResponseHead, isPageFollowing: Bool) {
        StandardStream.output.write(
            Array("-----------------------[    HTTP Header Buffer    ]-----------------------\n".utf8)
                + Hexdump.lines(of: head.bytes.span)
                + Array("-----------------------[ HTTP Header Ascii Buffer ]-----------------------\n".utf8)
                + head.bytes + [UInt8(ascii: "\n")])
        guard isPageFollowing else { return }
        StandardStream.output.write(
            "-----------------------[        HTML Buffer        ]-----------------------\n")
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
