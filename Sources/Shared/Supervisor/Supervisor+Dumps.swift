import Configuration
import ConfigurationSource
import Logging
import ProcessMessages
import SystemCalls
import Timing
import VirtualRouting

extension Supervisor {
    /// Has the children write their dumps, and writes that of this process.
    func requestDump(_ kind: DumpKind) {
        for child in children { child.send(.dump(kind)) }
        guard kind == .data else { return }
        write(ModelDump.global(loaded.global, hostName: hostName), to: "keepalived_parent.data")
    }

    /// Writes a dump of the configuration in force and the last published status. The VRRP process neither renders it
    /// nor waits for it.
    func writeDump(_ kind: DumpKind) {
        guard let status = topics.value(of: Status.topic).flatMap(Status.init) else {
            return output.error("Cannot write a dump: the VRRP process has not published its status yet")
        }
        do throws(SystemError) {
            var model = try loaded.virtualRouters(options)
            // Who owns and reads FIFOs is not read for virtual routers.
            model.global.notificationPipes = loaded.global.notificationPipes
            let clock = dumpClock.clock()
            switch kind {
            case .data:
                let dump = StateDump(
                    model, status, processes: processCounts, hostName: hostName, clock: clock)
                write(dump.text, to: "keepalived.data")
            case .statistics, .statisticsAndClear: write(StatisticsDump(status).text, to: "keepalived.stats")
            case .json:
                if let text = JSONDump(model, status, clock: clock).text {
                    write(text, to: "keepalived.json")
                }
            }
        } catch {
            output.error("Cannot write a dump: \(error)")
        }
        StartupMemory.release()
    }

    private func write(_ text: String, to name: String) {
        do throws(SystemError) {
            try DumpFile.write(Array(text.utf8), to: DumpKind.path(ofFileNamed: name, loaded.global))
        } catch {
            output.error("Cannot write a dump: \(error)")
        }
    }

    /// The name of this host; empty if the system does not tell it.
    private var hostName: String { (try? Machine.hostName()) ?? "" }
}

/// The relation of the clocks. It is kept while the time of day is not set, so that one instant has the same date in
/// every dump.
struct DumpClockKeeper {
    /// How much two measurements of the same relation may differ.
    private static let jitterNanoseconds: Int64 = 1_000_000
    private var offsetNanoseconds: Int64?

    /// The clock for a dump.
    mutating func clock() -> DumpClock {
        let time = RealTime.now()
        let now = time.seconds * 1_000_000_000 + Int64(time.nanoseconds) - MonotonicClock.now().nanoseconds
        let known = offsetNanoseconds.flatMap { abs($0 - now) > Self.jitterNanoseconds ? nil : $0 }
        let offset = known ?? now
        offsetNanoseconds = offset
        return DumpClock(offsetNanoseconds: offset) { LocalTime.long(RealTime(seconds: $0, nanoseconds: 0)) }
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
