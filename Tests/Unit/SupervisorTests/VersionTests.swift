import Testing

@testable import Supervisor

/// What programs that manage keepalived read from `--version`.
@Suite("The version")
struct VersionTests {
    private let lines = Version.text(runningOn: "Linux 6.1").split(separator: "\n")

    @Test("Its second word is a version number: OpenStack Neutron compares it")
    func secondWord() throws {
        let word = try #require(lines.first?.split(separator: " ").dropFirst().first)
        #expect(word == "v2.2.7")
    }

    @Test("The number is followed by a space, and the date is the last word: Puppet and Ansible")
    func firstLine() {
        #expect(lines.first == "Keepalived v2.2.7 (01/16,2022)")
    }

    @Test("An exporter finds that JSON can be had")
    func json() {
        #expect(lines.contains { $0.hasPrefix("configure options:") && $0.contains("--enable-json") })
        #expect(lines.contains { $0.hasPrefix("Config options:") && $0.contains(" JSON ") })
        #expect(lines.contains { $0.hasPrefix("System options:") })
    }

    @Test("Programs find the kernel's release that it was built for")
    func headers() throws {
        let line = try #require(lines.first { $0.hasPrefix("Built with kernel headers for Linux ") })
        #expect(line.split(separator: " ").last?.split(separator: ".").count == 3)
    }

    @Test("It says what this program is")
    func ownName() { #expect(lines.contains { $0.contains("in Swift v") }) }
}
