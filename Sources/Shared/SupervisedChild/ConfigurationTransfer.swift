import Configuration
import ConfigurationSource
import ProcessMessages
import SystemCalls

/// Why a configuration from the supervisor cannot be used.
enum ConfigurationTransferError: Error, CustomStringConvertible {
    /// The memory file cannot be read.
    case system(SystemError)
    /// The file is not a transcript.
    case damaged(TranscriptError)

    /// A sentence without a full stop.
    var description: String {
        switch self {
        case .system(let error): error.description
        case .damaged(let error): error.description
        }
    }
}

/// Reads the configuration from the supervisor's transcript, in memory, without disk and name service.
enum ConfigurationTransfer {
    /// The longest transcript; it has room for several files of the greatest size allowed.
    static let transcriptLimitBytes = 1 << 30

    /// Reads the part of the configuration that `scope` names.
    static func read(
        _ transcript: consuming FileDescriptor, options: ChildOptions, scope: ConfigurationScope
    ) throws(ConfigurationTransferError) -> Model {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try MemoryFile.read(transcript.number, limitBytes: transcriptLimitBytes)
        } catch {
            throw .system(error)
        }
        var host: ReplayHost
        do throws(TranscriptError) {
            host = try ReplayHost(transcript: bytes)
        } catch {
            throw .damaged(error)
        }
        let result = Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            scope: scope, host: &host)
        if let failure = host.failure { throw .damaged(failure) }
        return result.model
    }
}
