import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Logging
import SystemCalls

/// A configuration as it was read once, with the transcript that lets a child read the very same.
struct LoadedConfiguration {
    let result: ConfigurationResult
    let transcript: [UInt8]

    var model: Model { result.model }

    /// Reads the file that the options name.
    init(_ options: KeepalivedOptions) {
        var host = RecordingHost(LocalHost())
        result = Configuration.load(
            path: options.configurationFile, configID: options.configurationID, host: &host)
        transcript = host.transcript
    }

    /// Why this configuration cannot follow `current` in a running daemon; nil: it can.
    func refusal(after current: LoadedConfiguration) -> String? {
        let errors = result.diagnostics.filter { $0.severity == .error }.count
        if errors > 0 { return errors == 1 ? "it has an error" : "it has \(errors) errors" }
        if model.global.networkNamespace != current.model.global.networkNamespace {
            return "net_namespace changed: restart instead"
        }
        if model.global.instance != current.model.global.instance {
            return "instance changed: restart instead"
        }
        return nil
    }

    /// Logs every diagnostic.
    func report(to output: LogOutput) {
        for diagnostic in result.diagnostics {
            output.write(diagnostic.severity == .warning ? .warning : .error, diagnostic.line)
        }
    }
}
