import Configuration
import ConfigurationSource
import ProcessMessages
import SystemCalls

/// Why a configuration from the supervisor could not be used.
enum ConfigurationTransferError: Error, CustomStringConvertible {
    /// The memory file cannot be read.
    case system(SystemError)
    /// Its contents are not what a supervisor wrote.
    case damaged(TranscriptError)

    /// A sentence without its full stop.
    var description: String {
        switch self {
        case .system(let error): error.description
        case .damaged(let error): error.description
        }
    }
}

/// Reads the configuration that the supervisor has read and checked, from memory: no disk, no name service.
enum ConfigurationTransfer {
    /// Several files of the greatest size that the language allows.
    static let transcriptLimitBytes = 1 << 30

    /// The model of that part of the configuration that `scope` names.
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
