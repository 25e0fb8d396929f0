import ByteCoding
public import Configuration
public import ConfigurationSyntax

/// Asks another host, and records every question with its answer, so that another process can read the same
/// configuration without the disk.
public struct RecordingHost<Base: ConfigurationHost>: ConfigurationHost {
    private var base: Base
    private var writer = ByteWriter(header: TranscriptHeader.bytes)

    /// Records the answers of `base`.
    public init(_ base: Base) {
        self.base = base
    }

    /// The questions and answers so far. They contain the text of the files, secrets included.
    public var transcript: [UInt8] { writer.bytes }

    private mutating func ask(_ question: Question, _ about: String = "") {
        writer.write(question.rawValue)
        writer.write(about)
    }

    /// Asks for a file's bytes.
    public mutating func contents(of path: String) -> Result<[UInt8], FileProblem> {
        ask(.contents, path)
        let answer = base.contents(of: path)
        writer.write(answer)
        return answer
    }

    /// Asks for the paths that match a pattern.
    public mutating func paths(matching pattern: String) -> [String] {
        ask(.paths, pattern)
        let answer = base.paths(matching: pattern)
        writer.write(answer)
        return answer
    }

    /// Asks for the kind of file at a path.
    public mutating func kind(of path: String) -> FileKind {
        ask(.kind, path)
        let answer = base.kind(of: path)
        writer.write(answer)
        return answer
    }

    /// Asks for an environment variable.
    public mutating func environmentVariable(_ name: String) -> String? {
        ask(.environment, name)
        let answer = base.environmentVariable(name)
        writer.write(answer) { writer, value in writer.write(value) }
        return answer
    }

    /// Asks for the node name.
    public mutating func nodeName() -> String {
        ask(.nodeName)
        let answer = base.nodeName()
        writer.write(answer)
        return answer
    }

    /// Asks for the current directory.
    public mutating func currentDirectory() -> String {
        ask(.directory)
        let answer = base.currentDirectory()
        writer.write(answer)
        return answer
    }

    /// Asks for a random number.
    public mutating func randomSeed() -> UInt64 {
        ask(.seed)
        let answer = base.randomSeed()
        writer.write(answer)
        return answer
    }

    /// Asks for an interface.
    public mutating func interface(named name: String, inNetworkNamespace namespace: String?)
        -> InterfaceFacts?
    {
        ask(.interface, name + "@" + (namespace ?? ""))
        let answer = base.interface(named: name, inNetworkNamespace: namespace)
        writer.write(answer)
        return answer
    }

    /// Asks for a user.
    public mutating func user(named name: String) -> UserFacts? {
        ask(.user, name)
        let answer = base.user(named: name)
        writer.write(answer)
        return answer
    }

    /// Asks for a group.
    public mutating func groupID(named name: String) -> UInt32? {
        ask(.group, name)
        let answer = base.groupID(named: name)
        writer.write(answer.map { UInt64($0) } ?? UInt64.max)
        return answer
    }

    /// Asks for the user that the process runs as.
    public mutating func currentUser() -> UserFacts {
        ask(.currentUser)
        let answer = base.currentUser()
        writer.write(Optional(answer))
        return answer
    }

    /// Asks for the file at a path.
    public mutating func file(at path: String) -> FileFacts? {
        ask(.file, path)
        let answer = base.file(at: path)
        writer.write(answer)
        return answer
    }

    /// Asks for the format of a program.
    public mutating func programFormat(of path: String) -> ProgramFormat {
        ask(.format, path)
        let answer = base.programFormat(of: path)
        writer.write(answer)
        return answer
    }

    /// Asks for the number of processors.
    public mutating func processorCount() -> Int {
        ask(.processors)
        let answer = base.processorCount()
        writer.write(UInt32(clamping: answer))
        return answer
    }
}
