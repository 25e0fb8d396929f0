import Configuration
import SystemCalls

extension ProcessTuning {
    /// Applies it to this process. `report` is called for each part that the system refuses; the others take effect.
    func apply(report: (String) -> Void) {
        attempt(report) { () throws(SystemError) in
            if let name { try ProcessAttributes.setName(name) }
        }
        attempt(report) { () throws(SystemError) in
            if niceness != 0 { try ProcessAttributes.setNice(Int32(niceness)) }
        }
        attempt(report) { () throws(SystemError) in
            if let realtimePriority { try ProcessAttributes.setRealTimePriority(Int32(realtimePriority)) }
        }
        attempt(report) { () throws(SystemError) in
            if !processors.isEmpty { try ProcessAttributes.setAffinity(processors.map(Int32.init)) }
        }
        attempt(report) { () throws(SystemError) in
            if locksMemory { try ProcessAttributes.lockMemory() }
        }
    }

    private func attempt(_ report: (String) -> Void, _ step: () throws(SystemError) -> Void) {
        do throws(SystemError) {
            try step()
        } catch {
            report(error.description)
        }
    }
}
