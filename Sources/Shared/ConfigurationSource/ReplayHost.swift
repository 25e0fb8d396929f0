public import Configuration
public import ConfigurationSyntax

/// Answers from the transcript of a `RecordingHost`, in its order.
///
/// The same reader puts the same questions. One that the transcript does not hold at its place is answered as on an
/// empty machine, and the host says so in `failure`.
public struct ReplayHost: ConfigurationHost {
    private var reader: TranscriptReader
    /// What was wrong with the transcript when a question was put; nil: nothing so far.
    public private(set) var failure: TranscriptError?

    /// A host that answers from a transcript.
    ///
    /// - Parameter transcript: the bytes of `RecordingHost.transcript`.
    /// - Throws: `TranscriptError.foreign` if they do not begin like one.
    public init(transcript: [UInt8]) throws(TranscriptError) {
        reader = try TranscriptReader(transcript)
    }

    /// Whether every recorded answer was used.
    public var isAtEnd: Bool { reader.isAtEnd }

    private mutating func answer<Answer>(
        _ question: Question, _ about: String, otherwise: Answer,
        _ read: (inout TranscriptReader) throws(TranscriptError) -> Answer
    ) -> Answer {
        guard failure == nil else { return otherwise }
        do throws(TranscriptError) {
            let offset = reader.offset
            guard try reader.byte() == question.rawValue, try reader.text() == about else {
                throw .malformed(offset: offset)
            }
            return try read(&reader)
        } catch {
            failure = error
            return otherwise
        }
    }

    /// A file's bytes as recorded.
    public mutating func contents(of path: String) -> Result<[UInt8], FileProblem> {
        answer(.contents, path, otherwise: .failure(.missing)) { reader throws(TranscriptError) in
            try reader.contents()
        }
    }

    /// The paths that match a pattern as recorded.
    public mutating func paths(matching pattern: String) -> [String] {
        answer(.paths, pattern, otherwise: []) { reader throws(TranscriptError) in
            var paths: [String] = []
            for _ in 0..<(try reader.number()) { paths.append(try reader.text()) }
            return paths
        }
    }

    /// What a path is, as recorded.
    public mutating func kind(of path: String) -> FileKind {
        answer(.kind, path, otherwise: .missing) { reader throws(TranscriptError) in try reader.kind() }
    }

    /// A variable of the environment as recorded.
    public mutating func environmentVariable(_ name: String) -> String? {
        answer(.environment, name, otherwise: nil) { reader throws(TranscriptError) in
            try reader.optionalText()
        }
    }

    /// The node name as recorded.
    public mutating func nodeName() -> String {
        answer(.nodeName, "", otherwise: "") { reader throws(TranscriptError) in try reader.text() }
    }

    /// The current directory as recorded.
    public mutating func currentDirectory() -> String {
        answer(.directory, "", otherwise: "/") { reader throws(TranscriptError) in try reader.text() }
    }

    /// The random number as recorded.
    public mutating func randomSeed() -> UInt64 {
        answer(.seed, "", otherwise: 0) { reader throws(TranscriptError) in try reader.longNumber() }
    }

    /// An interface as recorded.
    public mutating func interface(named name: String, inNetworkNamespace namespace: String?)
        -> InterfaceFacts?
    {
        answer(.interface, name + "@" + (namespace ?? ""), otherwise: nil) { reader throws(TranscriptError) in
            try reader.interface()
        }
    }

    /// A user as recorded.
    public mutating func user(named name: String) -> UserFacts? {
        answer(.user, name, otherwise: nil) { reader throws(TranscriptError) in try reader.user() }
    }

    /// A group as recorded.
    public mutating func groupID(named name: String) -> UInt32? {
        answer(.group, name, otherwise: nil) { reader throws(TranscriptError) in
            UInt32(exactly: try reader.longNumber())
        }
    }

    /// Whom the recording process ran as.
    public mutating func currentUser() -> UserFacts {
        answer(.currentUser, "", otherwise: UserFacts(userID: 0, groupID: 0)) {
            reader throws(TranscriptError) in
            try reader.user() ?? UserFacts(userID: 0, groupID: 0)
        }
    }

    /// What stood at a path.
    public mutating func file(at path: String) -> FileFacts? {
        answer(.file, path, otherwise: nil) { reader throws(TranscriptError) in try reader.file() }
    }

    /// How a program started.
    public mutating func programFormat(of path: String) -> ProgramFormat {
        answer(.format, path, otherwise: .unreadable) { reader throws(TranscriptError) in try reader.format()
        }
    }

    /// The number of processors as recorded.
    public mutating func processorCount() -> Int {
        answer(.processors, "", otherwise: 1) { reader throws(TranscriptError) in Int(try reader.number()) }
    }
}
