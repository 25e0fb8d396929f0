import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Logging
import ProcessTracking
import SystemCalls

/// What a supervisor keeps of a configuration: its own settings, and the transcript from which children read the same.
final class LoadedConfiguration {
    let global: GlobalDefinitions
    /// `track_file`.
    let files: [TrackedFile]
    /// `vrrp_track_process`.
    let processes: [TrackedProcess]
    let hasInstances: Bool
    let hasSessions: Bool
    /// Whether the checker process has anything to do.
    let needsCheckers: Bool
    /// The errors with which it runs nevertheless.
    let errors: ConfigurationErrors
    /// The transcript, in a sealed memory file or in a file without a name (`tmp_config_directory`).
    let transcript: FileDescriptor

    private init(_ result: ConfigurationResult, transcript: consuming FileDescriptor) {
        let model = result.model
        global = model.global
        errors = ConfigurationErrors(result.diagnostics, droppedCount: result.droppedDiagnosticCount)
        files = model.files
        processes = model.processes
        hasInstances = !model.instances.isEmpty
        hasSessions = !model.sessions.isEmpty
        needsCheckers = model.hasVirtualServers || model.global.ipvs.synchronization != nil
        self.transcript = transcript
    }

    /// Reads the file that the options name. The result is for reporting and is not kept.
    static func load(_ options: KeepalivedOptions) throws(SystemError) -> (
        LoadedConfiguration, ConfigurationResult
    ) {
        var host = RecordingHost(LocalHost())
        let result = Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            host: &host)
        let bytes = host.transcript
        let transcript =
            if let directory = result.model.global.temporaryDirectory {
                try MemoryFile.unnamed(bytes, in: directory)
            } else {
                try MemoryFile.sealed(bytes, name: "configuration")
            }
        return (LoadedConfiguration(result, transcript: transcript), result)
    }
}

extension ConfigurationResult {
    /// Why this configuration cannot replace a running one; nil if it can. An error that the running one has as well is
    /// not a reason.
    func refusal(after running: LoadedConfiguration) -> String? {
        let errors = ConfigurationErrors(diagnostics, droppedCount: droppedDiagnosticCount)
        let count = errors.countOfNew(since: running.errors)
        if count > 0 { return "the new one has \(count) new error\(count == 1 ? "" : "s")" }
        if model.global.networkNamespace != running.global.networkNamespace {
            return "net_namespace has changed, which requires a restart"
        }
        return model.global.instance == running.global.instance
            ? nil : "instance has changed, which requires a restart"
    }

    /// Logs every diagnostic.
    func report(to output: LogOutput) {
        for diagnostic in diagnostics {
            output.write(diagnostic.severity == .warning ? .warning : .error, diagnostic.line)
        }
        if droppedDiagnosticCount > 0 { output.warning("... and \(droppedDiagnosticCount) more") }
    }
}
