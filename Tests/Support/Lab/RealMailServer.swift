import Foundation

/// Debian's aiosmtpd in a host, with TLS and login, at port 2525.
public final class RealMailServer {
    /// What it demands.
    public enum Security: String, Sendable {
        /// Nothing.
        case none
        /// STARTTLS before anything else.
        case startTLS
        /// TLS from the first byte.
        case implicitTLS
    }

    private let directory: URL
    private let daemon: Daemon

    /// Starts it, with a certificate for 127.0.0.1 and the user `lb` with this password, without which it takes no mail;
    /// nil: no login.
    public init(
        on host: LabHost, _ security: Security, certificates: Certificates, password: String? = nil
    ) throws {
        let python = "/usr/bin/python3"
        guard (try Shell.run([python, "-c", "import aiosmtpd"])).status == 0 else {
            throw CommandFailure(description: "python3-aiosmtpd is missing: run 'make setup-test'")
        }
        directory = host.directory.appending(path: "mails-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let program = try host.write(Self.program, to: "mailserver.py")
        daemon = try host.start([
            python, program, directory.path, security.rawValue, certificates.certificate, certificates.key,
            password ?? "",
        ])
        let isUp = eventually(within: .seconds(20)) { [daemon] in daemon.log.contains("listening") }
        guard isUp else { throw CommandFailure(description: "aiosmtpd does not start: \(daemon.log)") }
    }

    deinit { daemon.crash() }

    /// The mails it has taken, in their order, each with the line of its envelope before it.
    public var mails: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().compactMap {
            try? String(contentsOf: directory.appending(path: $0), encoding: .utf8)
        }
    }

    private static let program = """
        import asyncio, os, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult

        directory, security, certificate, key, password = sys.argv[1:6]
        count = 0

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                global count
                count += 1
                who = session.login_data if hasattr(session, "login_data") else None
                head = "%s %s tls=%s login=%s\\n" % (
                    envelope.mail_from, ",".join(envelope.rcpt_tos), session.ssl is not None or
                    security == "implicitTLS", session.authenticated)
                path = os.path.join(directory, "%04d" % count)
                hidden = os.path.join(directory, ".%04d" % count)
                with open(hidden, "wb") as file:
                    file.write(head.encode() + envelope.original_content)
                os.rename(hidden, path)
                return "250 taken"

        def authenticate(server, session, envelope, mechanism, data):
            good = data.login == b"lb" and data.password == password.encode()
            return AuthResult(success=good)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        def make():
            return SMTP(
                Handler(), hostname="lab", tls_context=context if security == "startTLS" else None,
                require_starttls=security == "startTLS", authenticator=authenticate,
                auth_required=password != "", auth_require_tls=security == "startTLS")

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(
                make, "127.0.0.1", 2525, ssl=context if security == "implicitTLS" else None)
            print("listening", flush=True)
            await server.serve_forever()

        asyncio.run(main())

        """
}
