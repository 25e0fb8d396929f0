public import ByteCoding

/// The questions that a host answers, by their numbers in a transcript.
enum Question: UInt8 {
    case contents = 1
    case paths, kind, environment, nodeName, directory, seed
    case interface, user, group, currentUser, file, format, processors
}

/// The first bytes of every transcript: a name and a version.
enum TranscriptHeader {
    static let bytes = Array("HACT1\n".utf8)
}

/// Why a transcript cannot be used.
public enum TranscriptError: Error, Equatable, CustomStringConvertible {
    /// It does not begin like a transcript.
    case foreign
    /// A `RecordingHost` did not write it.
    case damaged(ByteError)

    /// A sentence without a full stop.
    public var description: String {
        switch self {
        case .foreign: "this is not a configuration transcript"
        case .damaged(let error): "the configuration transcript is damaged: \(error)"
        }
    }
}
