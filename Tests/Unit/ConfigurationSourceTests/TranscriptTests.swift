import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Testing

/// A machine that gives every kind of answer.
struct AnsweringHost: ConfigurationHost {
    /// A virtual server whose scripts make questions of their own.
    static let server = """
        virtual_server 10.0.0.9 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            quorum_up /srv/up.sh
            real_server 10.0.0.8 80 {
                notify_up /srv/real.sh web
                MISC_CHECK {
                    misc_path /srv/check.sh
                    user web
                }
            }
        }
        """
    static let main = """
        include d/*.conf
        include missing.conf
        $X=${_ENV HOME} ${_RANDOM}
        global_defs {
            router_id "${X}"
            vrrp_cpu_affinity 0 1
            script_user web ops
        }
        \(server)
        vrrp_script chk { script /srv/check.sh }
        vrrp_instance A {
            interface eth0
            virtual_router_id 5
            virtual_ipaddress { 10.0.0.1 dev eth9 }
            track_script { chk }
        }
        """

    var main = Self.main

    func contents(of path: String) -> Result<[UInt8], FileProblem> {
        switch path {
        case "/etc/k.conf": .success(Array(main.utf8))
        case "/etc/d/a.conf": .success([])
        case "/etc/d/b.conf": .failure(.unreadable)
        case "/etc/d/c.conf": .failure(.tooLarge(sizeBytes: 9, limitBytes: 5))
        default: .failure(.failed(errno: 5))
        }
    }

    func paths(matching pattern: String) -> [String] {
        ["a", "b", "c", "d", "e"].map { "/etc/d/\($0).conf" }
    }
    func kind(of path: String) -> FileKind {
        switch path {
        case "/etc/d/d.conf": .directory
        case "/etc/d/e.conf": .other
        case "/etc/missing.conf": .missing
        default: .regular(isExecutable: false)
        }
    }
    func environmentVariable(_ name: String) -> String? { name == "HOME" ? "/root" : nil }
    func nodeName() -> String { "node" }
    func currentDirectory() -> String { "/" }
    func randomSeed() -> UInt64 { 0x0123_4567_89AB_CDEF }
    func interface(named name: String, inNetworkNamespace namespace: String?) -> InterfaceFacts? {
        name == "eth0" ? InterfaceFacts(index: 7, mtuBytes: 1500, isLoopback: false) : nil
    }
    func user(named name: String) -> UserFacts? { UserFacts(userID: 33, groupID: 34, groupIDs: [34, 50]) }
    func groupID(named name: String) -> UInt32? { 50 }
    func currentUser() -> UserFacts { UserFacts(userID: 0, groupID: 0) }
    func file(at path: String) -> FileFacts? {
        path == "/srv/check.sh"
            ? FileFacts(kind: .link(target: "real.sh"), mode: 0o777, ownerID: 0, groupID: 0)
            : FileFacts(kind: path == "/srv" ? .directory : .regular, mode: 0o755, ownerID: 33, groupID: 34)
    }
    func programFormat(of path: String) -> ProgramFormat { .text }
    func processorCount() -> Int { 8 }
}

@Suite("Transcripts")
struct TranscriptTests {
    static func record() -> (result: ConfigurationResult, transcript: [UInt8]) {
        var host = RecordingHost(AnsweringHost())
        let result = Configuration.load(path: "/etc/k.conf", host: &host)
        return (result, host.transcript)
    }

    @Test("A replayed transcript gives the same model and diagnostics, and is used up")
    func same() throws {
        let (result, transcript) = Self.record()
        var host = try ReplayHost(transcript: transcript)
        let replayed = Configuration.load(path: "/etc/k.conf", host: &host)
        #expect(replayed.model == result.model)
        #expect(replayed.diagnostics == result.diagnostics)
        #expect(replayed.testStatus == result.testStatus)
        #expect(host.isAtEnd)
        #expect(host.failure == nil)
        #expect(result.model.global.routerID?.hasPrefix("/root ") == true)
        #expect(result.model.scripts.first?.command.words == ["/bin/sh", "/srv/check.sh"])
    }

    static let texts = [
        AnsweringHost.main, AnsweringHost.server,
        AnsweringHost.server + "\nvrrp_instance A {\ninterface eth0\nvirtual_router_id 5\n}\n",
        AnsweringHost.server + "\nvrrp_script chk {\nscript /srv/check.sh\n}\n",
        AnsweringHost.server + """

            global_defs {
                notify_fifo /run/f web
                notify_fifo_script /srv/check.sh
                lvs_sync_daemon eth9 A
                checker_cpu_affinity 1
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 5
            }
            """,
    ]

    @Test("The virtual routers are read from the transcript of everything", arguments: texts)
    func routersOnly(_ text: String) throws {
        var recorder = RecordingHost(AnsweringHost(main: text))
        let all = Configuration.load(path: "/etc/k.conf", host: &recorder).model
        #expect(all.virtualServers.count == 1)
        var host = try ReplayHost(transcript: recorder.transcript)
        let routers = Configuration.load(path: "/etc/k.conf", scope: .virtualRouters, host: &host).model
        #expect(host.failure == nil)
        #expect(!host.isAtEnd)
        #expect(routers.instances == all.instances && routers.scripts == all.scripts)
        #expect(routers.global.ipvs.synchronization == all.global.ipvs.synchronization)
        #expect(routers.hasVirtualServers && routers.virtualServers.isEmpty)
    }

    @Test("The BFD sessions are read from the transcript of everything", arguments: texts)
    func sessionsOnly(_ text: String) throws {
        let text = "bfd_instance B {\nneighbor_ip 192.0.2.9\n}\n" + text
        var recorder = RecordingHost(AnsweringHost(main: text))
        let all = Configuration.load(path: "/etc/k.conf", host: &recorder).model
        var host = try ReplayHost(transcript: recorder.transcript)
        let sessions = Configuration.load(path: "/etc/k.conf", scope: .sessions, host: &host).model
        #expect(host.failure == nil)
        #expect(sessions.sessions == all.sessions && sessions.sessions.count == 1)
    }

    @Test("A transcript that ends early is noticed wherever it ends, and answers like an empty machine")
    func truncated() throws {
        let (_, transcript) = Self.record()
        for length in 6..<transcript.count {
            var host = try ReplayHost(transcript: Array(transcript.prefix(length)))
            _ = Configuration.load(path: "/etc/k.conf", host: &host)
            #expect(host.failure != nil, "length \(length)")
        }
    }

    @Test("A transcript with a changed byte never crashes its reader")
    func damaged() throws {
        let (_, transcript) = Self.record()
        for offset in stride(from: 6, to: transcript.count, by: 2) {
            for bit in [UInt8(1), 0x80] {
                var damaged = transcript
                damaged[offset] ^= bit
                var host = try ReplayHost(transcript: damaged)
                let result = Configuration.load(path: "/etc/k.conf", host: &host)
                #expect(result.diagnostics.count <= 1000)
            }
        }
    }

    @Test("Foreign bytes are no transcript")
    func foreign() {
        #expect(throws: TranscriptError.foreign) { try ReplayHost(transcript: Array("hello".utf8)) }
        #expect(throws: TranscriptError.foreign) { try ReplayHost(transcript: []) }
    }

    @Test("Another question than the recorded one is noticed")
    func otherQuestion() throws {
        var host = try ReplayHost(transcript: Self.record().transcript)
        #expect(host.contents(of: "/etc/other.conf") == .failure(.missing))
        #expect(host.failure != nil)
    }
}
