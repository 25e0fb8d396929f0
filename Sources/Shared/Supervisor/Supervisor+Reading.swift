import Configuration
import ConfigurationSyntax
import Glibc
import SystemCalls

extension Supervisor {
    /// Reads the configuration again. Meanwhile the `reload_file` is there.
    func load() throws(SystemError) -> (LoadedConfiguration, ConfigurationResult) {
        guard var path = loaded.global.reloadFile else { return try LoadedConfiguration.load(options) }
        if path.isEmpty { path = PIDPaths(options, global: loaded.global).reloadFile }
        do throws(SystemError) {
            try DumpFile.empty(path)
        } catch {
            output.error("The reload_file cannot be created: \(error)")
        }
        defer {
            do throws(SystemError) {
                try DumpFile.remove(path)
            } catch {
                output.error("The reload_file cannot be removed: \(error)")
            }
        }
        return try LoadedConfiguration.load(options)
    }

    /// Writes what was found in a new configuration to the file of `reload_check_config`.
    func recordCheck(_ result: ConfigurationResult) {
        guard let path = loaded.global.reloadCheckLog else { return }
        do throws(SystemError) {
            try DumpFile.empty(path)
            try DumpFile.append(Array(result.testText.utf8), to: path)
        } catch {
            output.error("The file of reload_check_config cannot be written: \(error)")
        }
    }
}

extension ConfigurationResult {
    /// What `--config-test` writes.
    var testText: String {
        diagnostics.map { $0.description + "\n" }.joined()
            + (droppedDiagnosticCount > 0 ? "... and \(droppedDiagnosticCount) more\n" : "")
    }
}
