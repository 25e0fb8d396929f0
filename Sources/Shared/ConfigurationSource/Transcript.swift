public import ByteCoding

/// The questions that a host answers, by their number in a transcript.
enum Question: UInt8 {
    case contents = 1
    case paths, kind, environment, nodeName, directory, seed
    case interface, user, group, currentUser, file, format, processors
}

/// What every transcript begins with: a name and a version.
enum TranscriptHeader {
    static let bytes = Array("HACT1\n".utf8)
}

/// Why a transcript cannot be used.
public enum TranscriptError: Error, Equatable, CustomStringConvertible {
    /// It does not begin like one.
    case foreign
    /// It is not what a `RecordingHost` wrote.
    case damaged(ByteError)

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .foreign: "this is not a configuration transcript"
        case .damaged(let error): "the configuration transcript is damaged: \(error)"
        }
    }
}
