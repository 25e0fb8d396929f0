import Foundation
import Lab

/// Two routers of one kind with many instances, and a client that records the wire.
final class Fleet {
    /// Between two advertisements of an instance, in nanoseconds.
    let interval: Int
    let network: Network
    let count: Int
    let implementation: Implementation
    var daemons: [Daemon] = []

    init(_ implementation: Implementation, count: Int, interval: Int = 100_000_000) throws {
        self.interval = interval
        self.implementation = implementation
        self.count = count
        network = try Network(["a", "b", "client"])
    }

    func configuration(priority: Int) -> String {
        (1...count).map { number in
            var instance = InstanceText(priority: priority)
            instance.name = "VI_\(number)"
            instance.virtualRouterID = number
            instance.interval = String(Double(interval) / 1e9)
            instance.addresses = ["10.99.1.\(number)/32"]
            return instance.text
        }.joined()
    }

    func start(_ name: String, priority: Int) throws {
        daemons.append(
            try implementation.start(on: network[name], configuration: configuration(priority: priority)))
    }

    /// Waits until the host has all addresses.
    func waitForMaster(_ name: String) throws {
        let last = "10.99.1.\(count)/32"
        guard
            try eventually(
                within: .seconds(30),
                {
                    let shown = try network[name].ip("-o", "address", "show", "dev", "eth0")
                    return shown.contains(" \(last)") && shown.split(separator: "\n").count >= count
                })
        else { throw CommandFailure(description: "\(implementation) \(name) does not become master") }
    }

    /// Ends everything, so that the next measurement is alone.
    func end() { for daemon in daemons { daemon.crash() } }
}

/// Numbers of one kind.
struct Sample {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    var median: Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }
    var worst: Double { values.max() ?? .nan }

    static func text(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.0f", value) }
}

/// What the kernel has counted for a process tree.
enum Processes {
    /// Proportional set size in kB.
    static func memory(of processes: [Int32]) -> Double {
        processes.reduce(0) { sum, process in
            let text = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") } ?? ""
            return sum + (Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0)
        }
    }

    /// Seconds of processor time, from the scheduler's own nanoseconds.
    static func time(of processes: [Int32]) -> Double {
        processes.reduce(0) { sum, process in
            let text = (try? String(contentsOfFile: "/proc/\(process)/schedstat", encoding: .utf8)) ?? ""
            return sum + (Double(text.split(separator: " ").first ?? "0") ?? 0) / 1e9
        }
    }
}
