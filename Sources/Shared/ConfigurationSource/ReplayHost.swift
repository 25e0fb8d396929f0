import ByteCoding
public import Configuration
public import ConfigurationSyntax

/// Answers from the transcript of a `RecordingHost`, in order.
///
/// The same reader asks the same questions. A question that the transcript does not contain at this point is answered
/// as on an empty machine, and `failure` reports it.
public struct ReplayHost: ConfigurationHost {
    private var reader: ByteReader
    /// Why the transcript could not answer a question; nil if it has answered all so far.
    public private(set) var failure: TranscriptError?

    /// A host that answers from a transcript.
    ///
    /// - Parameter transcript: the bytes of `RecordingHost.transcript`.
    /// - Throws: `TranscriptError.foreign` if they do not begin like one.
    public init(transcript: [UInt8]) throws(TranscriptError) {
        guard transcript.starts(with: TranscriptHeader.bytes) else { throw .foreign }
        reader = ByteReader(transcript, from: TranscriptHeader.bytes.count)
    }

    /// Whether every recorded answer was used.
    public var isAtEnd: Bool { reader.isAtEnd }

    private mutating func answer<Answer>(
        _ question: Question, _ about: String, otherwise: Answer,
        _ read: (inout ByteReader) throws(ByteError) -> Answer
    ) -> Answer {
        guard failure == nil else { return otherwise }
        do throws(ByteError) {
            let offset = reader.offset
            guard try reader.number() == question.rawValue, try reader.text() == about else {
                throw .malformed(offset: offset)
            }
            return try read(&reader)
        } catch {
            failure = .damaged(error)
            return otherwise
        }
    }

    /// A file's bytes as recorded.
    public mutating func contents(of path: String) -> Result<[UInt8], FileProblem> {
        answer(.contents, path, otherwise: .failure(.missing)) { reader throws(ByteError) in
            try reader.contents()
        }
    }

    /// The paths that match a pattern as recorded.
    public mutating func paths(matching pattern: String) -> [String] {
        answer(.paths, pattern, otherwise: []) { reader throws(ByteError) in
            try reader.texts()
        }
    }

    /// The kind of file at a path, as recorded.
    public mutating func kind(of path: String) -> FileKind {
        answer(.kind, path, otherwise: .missing) { reader throws(ByteError) in try reader.kind() }
    }

    /// An environment variable, as recorded.
    public mutating func environmentVariable(_ name: String) -> String? {
        answer(.environment, name, otherwise: nil) { reader throws(ByteError) in
            try reader.optional { reader throws(ByteError) in try reader.text() }
        }
    }

    /// The node name as recorded.
    public mutating func nodeName() -> String {
        answer(.nodeName, "", otherwise: "") { reader throws(ByteError) in try reader.text() }
    }

    /// The current directory as recorded.
    public mutating func currentDirectory() -> String {
        answer(.directory, "", otherwise: "/") { reader throws(ByteError) in try reader.text() }
    }

    /// The random number as recorded.
    public mutating func randomSeed() -> UInt64 {
        answer(.seed, "", otherwise: 0) { reader throws(ByteError) in try reader.number() }
    }

    /// An interface as recorded.
    public mutating func interface(named name: String, inNetworkNamespace namespace: String?)
        -> InterfaceFacts?
    {
        answer(.interface, name + "@" + (namespace ?? ""), otherwise: nil) { reader throws(ByteError) in
            try reader.interface()
        }
    }

    /// A user as recorded.
    public mutating func user(named name: String) -> UserFacts? {
        answer(.user, name, otherwise: nil) { reader throws(ByteError) in try reader.user() }
    }

    /// A group as recorded.
    public mutating func groupID(named name: String) -> UInt32? {
        answer(.group, name, otherwise: nil) { reader throws(ByteError) in
            UInt32(exactly: try reader.number(UInt64.self))
        }
    }

    /// The user that the recording process ran as.
    public mutating func currentUser() -> UserFacts {
        answer(.currentUser, "", otherwise: UserFacts(userID: 0, groupID: 0)) {
            reader throws(ByteError) in
            try reader.user() ?? UserFacts(userID: 0, groupID: 0)
        }
    }

    /// The file at a path, as recorded.
    public mutating func file(at path: String) -> FileFacts? {
        answer(.file, path, otherwise: nil) { reader throws(ByteError) in try reader.file() }
    }

    /// The format of a program, as recorded.
    public mutating func programFormat(of path: String) -> ProgramFormat {
        answer(.format, path, otherwise: .unreadable) { reader throws(ByteError) in try reader.format()
        }
    }

    /// The number of processors as recorded.
    public mutating func processorCount() -> Int {
        answer(.processors, "", otherwise: 1) { reader throws(ByteError) in
            Int(try reader.number(UInt32.self))
        }
    }
}
