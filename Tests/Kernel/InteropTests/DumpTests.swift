import Foundation
import Lab
import Testing

/// The dumps of keepalived 2.2.7 and ours for the same configurations, field for field.
@Suite("Dumps beside Debian's keepalived")
struct DumpTests {
    /// A configuration that both run, each in a network of its own.
    private struct Subject {
        var name: String
        var text: String
        var ours: LabHost
        var theirs: LabHost
        var daemons: [Daemon]
        var networks: [Network]
    }

    private static let files = [
        "keepalived.data", "keepalived_parent.data", "keepalived.stats", "keepalived.json",
    ]

    @Test("Every field is the same, but for the differences that are meant")
    func fields() throws {
        let subjects = try DumpConfigurations.all.map { name, text in try Self.start(name, text) }
        // All have become master, and scripts have run.
        Thread.sleep(forTimeInterval: 7)
        for signal in [SIGUSR1, SIGUSR2, 36] {
            for daemon in subjects.flatMap(\.daemons) { daemon.signal(signal) }
            Thread.sleep(forTimeInterval: 0.5)
        }
        var used: Set<String> = []
        for subject in subjects {
            for file in Self.files { Self.compare(file, of: subject, &used) }
        }
        for difference in MeantDifference.all where !used.contains(difference.pattern) {
            Issue.record("this difference is gone: \(difference.pattern) (\(difference.reason))")
        }
    }

    private static func start(_ name: String, _ text: String) throws -> Subject {
        let networks = try [Network(["a"]), Network(["a"])]
        let hosts = networks.map { $0["a"] }
        for host in hosts {
            try host.ip("link", "add", "d0", "type", "veth", "peer", "name", "d1")
            for name in ["d0", "d1"] {
                try host.ip("link", "set", name, "address", "02:00:00:00:00:\(name)", "up")
            }
            try host.ip("link", "set", "eth0", "address", "02:00:00:00:00:e0")
        }
        let daemons = [
            try Implementation.ours.start(on: hosts[0], configuration: text),
            try Implementation.debian.start(on: hosts[1], configuration: text),
        ]
        return Subject(
            name: name, text: text, ours: hosts[0], theirs: hosts[1], daemons: daemons, networks: networks)
    }

    private static func compare(_ file: String, of subject: Subject, _ used: inout Set<String>) {
        let path = { (host: LabHost) in host.directory.appendingPathComponent(file).path }
        let (ours, theirs) = (
            try? String(contentsOfFile: path(subject.ours), encoding: .utf8),
            try? String(contentsOfFile: path(subject.theirs), encoding: .utf8)
        )
        guard let ours, let theirs else {
            return #expect((ours == nil) == (theirs == nil), "\(subject.name): \(file) is missing")
        }
        let lines = file.hasSuffix("json") ? DumpLines.json : DumpLines.text
        let change = lines(ours).difference(from: lines(theirs))
        for element in change {
            let (side, line) =
                switch element {
                case .insert(_, let line, _): ("ours", line)
                case .remove(_, let line, _): ("theirs", line)
                }
            let meant = MeantDifference.all.filter {
                line.range(of: "^(\($0.pattern))$", options: .regularExpression) != nil
            }
            for difference in meant { used.insert(difference.pattern) }
            #expect(!meant.isEmpty, "\(subject.name), \(file), only \(side): \(line)")
        }
    }
}
