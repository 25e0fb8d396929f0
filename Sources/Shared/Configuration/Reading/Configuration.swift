public import ConfigurationSyntax

/// The meaning of a configuration file, and everything that is wrong with it.
public struct ConfigurationResult: Sendable {
    /// What can run. Broken parts are left out, or carry a fault.
    public let model: Model
    /// The diagnostics, in the order of the text.
    public let diagnostics: [Diagnostic]
    /// How many diagnostics were dropped beyond the limit.
    public let droppedDiagnosticCount: Int
    /// Whether not even the main file could be read.
    public let isMissing: Bool
    /// The exit status of `keepalived -t`: 0 with at most warnings, 4 only fatal ones, 5 errors, 6 scripts
    /// that run as root without script security or a failed include check.
    public let testStatus: Int32
}

/// The part of a configuration to load.
public enum ConfigurationScope: Sendable {
    /// All of it.
    case everything
    /// Everything except the virtual servers and what belongs to them, so that neither the model nor the time
    /// to load it grows with them. Their mistakes are not reported. A recorded host answers this scope from
    /// the transcript of `everything`, because questions about virtual servers come last.
    case virtualRouters
    /// The BFD sessions, and what concerns every process. A recorded host answers this scope from the transcript of
    /// `everything` as well, because it asks nothing beyond the text itself.
    case sessions
}

/// Reads and checks a keepalived.conf.
public enum Configuration {
    /// Reads a file and all it includes, checks every word, and makes a model of it.
    ///
    /// - Parameters:
    ///   - path: the main file, or a glob pattern that stands for it.
    ///   - configID: the ID that `@ID` lines are compared with; nil: the node name up to its first dot.
    ///   - networkNamespace: overrides the file's (keepalived: `-s`); nil: the file's.
    ///   - checksAllIncludes: whether every include that cannot be followed is an error. keepalived: `--all-config`.
    ///   - scope: the part to load.
    ///   - host: the only source of answers about the machine.
    ///   - limits: the bounds of reading.
    /// - Returns: the model and the diagnostics.
    public static func load<Machine: ConfigurationHost>(
        path: String, configID: String? = nil, networkNamespace: String? = nil,
        checksAllIncludes: Bool = false, scope: ConfigurationScope = .everything,
        host: inout Machine, limits: Limits = Limits()
    ) -> ConfigurationResult {
        var reading: any Host = host
        let read = Reader.read(
            path: path, configID: configID, checksAllIncludes: checksAllIncludes, host: &reading,
            grammar: KeywordGrammar(), limits: limits)
        if let machine = reading as? Machine { host = machine }
        var interpreter = Interpreter(
            host: host, document: read.document, scope: scope, limit: limits.diagnostics)
        interpreter.global.isNetworkNamespaceGiven = networkNamespace != nil
        interpreter.global.model.networkNamespace = networkNamespace
        // After a failed include check keepalived checks nothing else.
        if !read.wasStopped {
            interpreter.interpret()
            interpreter.applyRules()
        }
        if let machine = interpreter.host as? Machine { host = machine }
        return result(of: interpreter, read)
    }

    private static func result(of interpreter: Interpreter, _ read: ReadResult) -> ConfigurationResult {
        let order = Dictionary(
            read.document.sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        let all = read.diagnostics.all + interpreter.diagnostics.all
        let ranked = all.enumerated().map { offset, diagnostic in
            let place = diagnostic.location
            return (
                diagnostic: diagnostic,
                rank: [
                    place.flatMap { order[$0.path] } ?? Int.max, place?.line ?? 0, place?.column ?? 0, offset,
                ]
            )
        }
        let statuses = [read.diagnostics.testStatus, interpreter.diagnostics.testStatus]
        // 6 takes precedence over 5, and 5 over 4.
        return ConfigurationResult(
            model: interpreter.model,
            diagnostics: ranked.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.diagnostic),
            droppedDiagnosticCount: read.diagnostics.droppedCount + interpreter.diagnostics.droppedCount,
            isMissing: read.document.sources.isEmpty,
            testStatus: statuses.max() ?? 0)
    }

    /// All keywords, as the path of their block and their name, in the order of the tables; words of lines
    /// included.
    public static var keywords: [(block: String, name: String)] {
        KeywordTables.all.flatMap { table in table.keywords.map { (block: table.name, name: $0.name) } }
    }
}
