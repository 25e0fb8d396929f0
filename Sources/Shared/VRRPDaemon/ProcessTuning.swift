import Configuration
import SystemCalls

/// What `global_defs` says about the process itself.
enum ProcessTuning {
    /// Applies it; `report` is told of each part that the system refuses, and the others still count.
    static func apply(_ global: GlobalDefinitions, report: (String) -> Void) {
        attempt(report) { () throws(SystemError) in
            if let name = global.vrrpProcessName { try ProcessAttributes.setName(name) }
        }
        attempt(report) { () throws(SystemError) in
            if global.vrrpNiceness != 0 { try ProcessAttributes.setNice(Int32(global.vrrpNiceness)) }
        }
        attempt(report) { () throws(SystemError) in
            if let priority = global.vrrpRealtimePriority {
                try ProcessAttributes.setRealTimePriority(Int32(priority))
            }
        }
        attempt(report) { () throws(SystemError) in
            if !global.vrrpProcessors.isEmpty {
                try ProcessAttributes.setAffinity(global.vrrpProcessors.map(Int32.init))
            }
        }
        attempt(report) { () throws(SystemError) in
            if global.locksVRRPMemory { try ProcessAttributes.lockMemory() }
        }
    }

    private static func attempt(_ report: (String) -> Void, _ step: () throws(SystemError) -> Void) {
        do throws(SystemError) {
            try step()
        } catch {
            report(error.description)
        }
    }
}
