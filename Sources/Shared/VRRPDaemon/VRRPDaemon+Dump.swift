import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import VirtualRouting

extension VRRPDaemon {
    /// Writes a dump, by way of the supervisor: it may wait for the disk.
    func dump(_ kind: DumpKind) {
        let directory = Environment.value("TMPDIR") ?? "/tmp"
        let status = routing.status
        let (name, text): (String, String)
        switch kind {
        case .data: (name, text) = ("keepalived.data", StateDump(routing.model, status).text)
        case .statistics, .statisticsAndClear:
            (name, text) = ("keepalived.stats", StatisticsDump(status).text)
        case .json: (name, text) = ("keepalived.json", JSONDump(routing.model, status).text)
        }
        do throws(SystemError) {
            let memory = try MemoryFile.sealed(Array(text.utf8), name: name)
            if !supervisor.send(.write(path: "\(directory)/\(name)"), descriptor: memory.number) {
                supervisor.log(.warning, "\(name) was not written: the supervisor is busy, try again")
            }
        } catch {
            supervisor.log(.warning, "\(name) was not written: \(error)")
        }
        if kind == .statisticsAndClear { routing.clearStatistics() }
    }
}
