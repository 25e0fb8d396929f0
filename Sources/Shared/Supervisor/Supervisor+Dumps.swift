import Configuration
import ConfigurationSource
import ProcessMessages
import SystemCalls
import VirtualRouting

extension Supervisor {
    /// Writes the dump of that kind, made of the configuration in force and of the status that was published last. The
    /// VRRP process neither makes it nor waits for it.
    func writeDump(_ kind: DumpKind) {
        guard let status = topics.value(of: Status.topic).flatMap(Status.init) else {
            return output.error("A dump could not be written: the VRRP process has published no status")
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
            output.error("A dump could not be written: \(error)")
        }
        StartupMemory.release()
    }
}

extension LoadedConfiguration {
    /// What the configuration says of virtual routers, read once more from the transcript.
    fileprivate func virtualRouters(_ options: KeepalivedOptions) throws(SystemError) -> Model {
        let bytes = try MemoryFile.read(transcript.number, limitBytes: DumpFile.limitBytes)
        // It is our own transcript, in a sealed file.
        guard var host = try? ReplayHost(transcript: bytes) else { return Model() }
        return Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            scope: .virtualRouters, host: &host
        ).model
    }
}
