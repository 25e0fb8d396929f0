/// The keywords of `global_defs` for IPVS and the checker process.
enum ServerGlobalKeywords {
    static let all = process + table + pipes

    private static let process: [Keyword] = [
        Keyword("checker_process_name", .text) { $0.global.model.checkerProcess.name = $0.processName($1) },
        Keyword("lvs_process_name", .text, oldSpellingOf: "checker_process_name") {
            $0.global.model.checkerProcess.name = $0.processName($1)
        },
        Keyword("checker_cpu_affinity", .numbers(0...Bounds.processors)) {
            $0.setProcessors(\.checkerProcess, $1)
        },
    ]

    private static let table: [Keyword] = [
        Keyword("lvs_flush_on_stop", .optionalChoice(["VS"])) { $0.setFlushAtStop($1) },
        Keyword("lvs_flush_onstop", .optionalChoice(["VS"]), oldSpellingOf: "lvs_flush_on_stop") {
            $0.setFlushAtStop($1)
        },
        Keyword(
            "lvs_timeouts", .special(syntax: "[tcp SECS] [tcpfin SECS] [udp SECS]", atLeast: 2, atMost: .max)
        ) { $0.setTimeouts($1) },
        Keyword(
            "lvs_sync_daemon", .special(syntax: SynchronizationDraft.syntax, atLeast: 1, atMost: .max)
        ) { $0.setSynchronization($1) },
    ]

    private static let pipes: [Keyword] = [
        Keyword("lvs_notify_fifo", .special(syntax: pipeSyntax, atLeast: 1, atMost: 4)) {
            _ = $0.keepFirst(\.serverPipe.path, $1)
        },
        Keyword("lvs_notify_fifo_script", .script) { _ = $0.keepFirst(\.serverPipe.script, $1) },
        Keyword("notify_fifo", .special(syntax: pipeSyntax, atLeast: 1, atMost: 4)) {
            _ = $0.keepFirst(\.generalPipe.path, $1)
        },
        Keyword("notify_fifo_script", .script) { _ = $0.keepFirst(\.generalPipe.script, $1) },
    ]

    private static let pipeSyntax = "PATH [USER [[:]GROUP]]"
}
