import Configuration
import ConfigurationSource
import ProcessMessages
import SystemCalls
import VirtualRouting

extension Supervisor {
    /// Writes a dump of the configuration in force and the last published status. The VRRP process neither renders it
    /// nor waits for it.
    func writeDump(_ kind: DumpKind) {
        guard let status = topics.value(of: Status.topic).flatMap(Status.init) else {
            return output.error("Cannot write a dump: the VRRP process has not published its status yet")
        }
        do throws(SystemError) {
            let model = try loaded.virtualRouters(options)
            let (name, text): (String, String) =
                switch kind {
                case .data: ("keepalived.data", StateDump(model, status).text)
                case .statistics, .statisticsAndClear: ("keepalived.stats", StatisticsDump(status).text)
                case .json: ("keepalived.json", JSONDump(model, status).text)
                }
            try DumpFile.write(Array(text.utf8), to: DumpKind.path(ofFileNamed: name))
        } catch {
            output.error("Cannot write a dump: \(error)")
        }
        StartupMemory.release()
    }
}

extension LoadedConfiguration {
    /// The virtual routers of the configuration, read from the transcript again.
    fileprivate func virtualRouters(_ options: KeepalivedOptions) throws(SystemError) -> Model {
        let bytes = try MemoryFile.read(transcript.number, limitBytes: DumpFile.limitBytes)
        // The transcript is our own, in a sealed file.
        guard var host = try? ReplayHost(transcript: bytes) else { return Model() }
        return Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            scope: .virtualRouters, host: &host
        ).model
    }
}
