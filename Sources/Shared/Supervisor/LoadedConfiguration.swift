import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Logging
import SystemCalls

/// What a supervisor keeps of a configuration: its own part, and the transcript that lets a child read the very same.
final class LoadedConfiguration {
    let global: GlobalDefinitions
    let hasInstances: Bool
    /// Whether there is something that the checker process does.
    let needsCheckers: Bool
    /// A sealed file in memory.
    let transcript: FileDescriptor

    private init(_ model: Model, transcript: consuming FileDescriptor) {
        global = model.global
        hasInstances = !model.instances.isEmpty
        needsCheckers = model.hasVirtualServers || model.global.ipvs.synchronization != nil
        self.transcript = transcript
    }

    /// Reads the file that the options name; the result is for reporting and is not kept.
    static func load(_ options: KeepalivedOptions) throws(SystemError) -> (
        LoadedConfiguration, ConfigurationResult
    ) {
        var host = RecordingHost(LocalHost())
        let result = Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            host: &host)
        let transcript = try MemoryFile.sealed(host.transcript, name: "configuration")
        return (LoadedConfiguration(result.model, transcript: transcript), result)
    }
}

extension ConfigurationResult {
    /// Why this configuration cannot replace a running one; nil: it can. Scripts that run as root without script
    /// security run all the same.
    func refusal(after current: GlobalDefinitions) -> String? {
        let errors = diagnostics.filter { $0.severity == .error && $0.category != .security }.count
        if errors > 0 { return errors == 1 ? "it has an error" : "it has \(errors) errors" }
        if model.global.networkNamespace != current.networkNamespace {
            return "net_namespace changed: restart instead"
        }
        return model.global.instance == current.instance ? nil : "instance changed: restart instead"
    }

    /// Logs every diagnostic.
    func report(to output: LogOutput) {
        for diagnostic in diagnostics {
            output.write(diagnostic.severity == .warning ? .warning : .error, diagnostic.line)
        }
        if droppedDiagnosticCount > 0 { output.warning("... and \(droppedDiagnosticCount) more") }
    }
}
