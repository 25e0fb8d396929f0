import Glibc
import SystemCalls
import Testing

@testable import Supervisor

@Suite("Which children run")
struct ChildKindTests {
    private static let service = "virtual_server 192.0.2.1 80 { real_server 192.0.2.2 80 { } }\n"

    private func wanted(_ text: String, _ arguments: [String] = []) throws -> [ChildKind] {
        let path = "/tmp/ha-children-\(getpid())-\(UInt64.random(in: 0 ... .max)).conf"
        try Files.replace(path, with: Array(text.utf8), mode: 0o600)
        // What is left behind would not disturb another run.
        defer { try? Files.remove(path) }
        let options = try KeepalivedOptions(["-f", path] + arguments)
        let loaded = try LoadedConfiguration.load(options).0
        return ChildKind.allCases.filter { $0.isWanted(options, loaded) }
    }

    @Test(
        "Virtual servers want the checker process, instances the VRRP process, BFD sessions the BFD process")
    func configured() throws {
        let instance = """
            vrrp_instance A {
                interface lo
                virtual_router_id 1
                virtual_ipaddress { 192.0.2.1 }
            }

            """
        #expect(try wanted("") == [])
        #expect(try wanted(Self.service) == [.checkers])
        #expect(try wanted(instance) == [.vrrp])
        #expect(try wanted(instance + Self.service) == [.checkers, .vrrp])
        #expect(try wanted("bfd_instance B {\nneighbor_ip 192.0.2.9\n}\n") == [.sessions])
    }

    @Test("--all runs all; --vrrp and --check each rule the other out, --no_bfd the BFD process")
    func options() throws {
        #expect(try wanted("", ["--all"]) == [.checkers, .vrrp, .sessions])
        #expect(try wanted("", ["--all", "-P"]) == [.vrrp, .sessions])
        #expect(try wanted("", ["--all", "-C"]) == [.checkers, .sessions])
        #expect(try wanted("", ["--all", "-B"]) == [.checkers, .vrrp])
        #expect(try wanted(Self.service, ["-P"]) == [])
    }
}
