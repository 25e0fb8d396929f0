import Foundation
import Lab
import Testing

@Suite("Tracked files beside Debian's keepalived")
struct FileTrackingTests {
    private static func file(_ path: String, _ lines: String = "") -> String {
        "track_file number {\n file \(path)\n \(lines)\n}\n"
    }

    private static let tracks = "track_file {\n number\n }"

    /// Two instances in a group, and what the group or its first member tracks.
    private static func group(_ priority: Int, member: [String] = [], group: String = "") -> String {
        var second = InstanceText(priority: priority)
        second.name = "VI_2"
        second.virtualRouterID = 52
        second.addresses = ["10.99.0.101/24"]
        return InstanceText(priority: priority, lines: member).text + second.text
            + "vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n \(group)\n}\n"
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test(
        "A number decides, with and without weight: written, replaced, emptied, removed",
        arguments: Roles.mixed,
        ["weight 1", "weight 0"])
    func number(_ roles: Roles, _ weight: String) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start(
            "a", Self.file(path, weight) + InstanceText(priority: 150, lines: [Self.tracks]).text)
        try pair.expect(on: ["a"])
        try write("-60\n", to: path)
        try pair.expect(on: ["b"])
        if weight == "weight 1" {
            #expect(pair.log(of: "a").contains("Changing effective priority from 150 to 90"))
        }
        try write("", to: path)
        try pair.expect(on: ["a"])
        try write("-70", to: path + ".new")
        #expect(rename(path + ".new", path) == 0)
        try pair.expect(on: ["b"])
        try FileManager.default.removeItem(atPath: path)
        try pair.expect(on: ["a"])
        try write("-300", to: path)
        try pair.expect(on: ["b"])
        #expect(eventually(within: .seconds(2)) { pair.log(of: "a").contains("Entering FAULT STATE") })
    }

    @Test("A number that the file has before the start counts from the start", arguments: Roles.mixed)
    func start(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        try write("0x14", to: path)
        try pair.start("b", InstanceText(priority: 110).text)
        try pair.start("a", Self.file(path) + InstanceText(priority: 100, lines: [Self.tracks]).text)
        try pair.expect(on: ["a"])
        #expect(pair.log(of: "a").contains("Changing effective priority from 100 to 120"))
    }

    @Test("init_file creates the file with its number", arguments: Roles.mixed)
    func initialization(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        try pair.start("b", InstanceText(priority: 110).text)
        try pair.start(
            "a", Self.file(path, "init_file 20") + InstanceText(priority: 100, lines: [Self.tracks]).text)
        try pair.expect(on: ["a"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "20\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("The number stays over a reload, which may change the weight", arguments: Roles.mixed)
    func reload(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        func configuration(_ lines: String) -> String {
            Self.file(path, lines) + InstanceText(priority: 150, lines: [Self.tracks]).text
        }
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", configuration("weight 1"))
        try pair.expect(on: ["a"])
        try write("-60", to: path)
        try pair.expect(on: ["b"])
        try pair.reload("a", configuration("weight 1\n init_file 5 overwrite"))
        try pair.expectSteady(on: ["b"], for: .seconds(2))
        try pair.reload("a", configuration("weight 1 reverse"))
        try pair.expect(on: ["a"])
        try write("60", to: path)
        try pair.expect(on: ["b"])
    }

    @Test("A group's file counts for its members", arguments: Roles.mixed)
    func group(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        try pair.start("b", Self.group(100))
        try pair.start("a", Self.file(path) + Self.group(150, group: Self.tracks))
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["a"]) }
        try write("-60", to: path)
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["b"]) }
        try write("0", to: path)
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["a"]) }
    }

    @Test(
        "A member's file counts as with weight 0, for the whole group",
        arguments: Roles.mixed)
    func member(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let path = pair.a.directory.path + "/number"
        try pair.start("b", Self.group(100))
        try pair.start("a", Self.file(path) + Self.group(150, member: [Self.tracks]))
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["a"]) }
        try write("1", to: path)
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["b"]) }
        #expect(eventually(within: .seconds(2)) { pair.log(of: "a").contains("Entering FAULT STATE") })
        try write("0", to: path)
        for address in ["10.99.0.100", "10.99.0.101"] { try pair.expect(address, on: ["a"]) }
    }

    @Test("Ours follows a file whose directory appears later, goes and comes back; a pipe holds nothing up")
    func directory() throws {
        let pair = try Pair(Roles(a: .ours, b: .debian))
        let directory = pair.a.directory.path + "/later/deep"
        let path = directory + "/number"
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", Self.file(path) + InstanceText(priority: 150, lines: [Self.tracks]).text)
        try pair.expect(on: ["a"])
        for _ in 0..<2 {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try write("-60", to: path)
            try pair.expect(on: ["b"])
            try FileManager.default.removeItem(atPath: pair.a.directory.path + "/later")
            try pair.expect(on: ["a"])
        }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try write("-60", to: path)
        try pair.expect(on: ["b"])
        #expect(mkfifo(path + ".pipe", 0o600) == 0)
        #expect(rename(path + ".pipe", path) == 0)
        try pair.expectSteady(on: ["b"], for: .seconds(1))
        #expect(pair.log(of: "a").contains("is not a regular file"))
        try pair.reload("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
    }

    @Test("FILE_CHECK of ours follows its file, over a reload, and into a directory that appears later")
    func realServer() throws {
        let network = try Network(["a", "client"])
        let host = network["a"]
        let directory = host.directory.path + "/later"
        let path = directory + "/number"
        func configuration(_ lines: String) -> String {
            """
            \(Self.file(path, lines))
            virtual_server 10.99.0.100 80 {
             protocol TCP
             lb_algo rr
             lb_kind DR
             real_server 10.99.0.1 80 {
              FILE_CHECK {
               track_file number
              }
             }
            }
            """
        }
        let daemon = try Implementation.ours.start(on: host, configuration: configuration("weight 0"))
        func expect(added: Int, removed: Int) {
            let holds = eventually(within: .seconds(4)) {
                daemon.log.components(separatedBy: "Adding service").count == added + 1
                    && daemon.log.components(separatedBy: "Removing service").count == removed + 1
            }
            #expect(holds, "\(added) added, \(removed) removed: \(daemon.log)")
        }
        #expect(eventually(within: .seconds(5)) { daemon.log.contains("Startup complete") })
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try write("1", to: path)
        expect(added: 0, removed: 1)
        try Implementation.ours.reload(daemon, on: host, configuration: configuration("weight 0\n # again"))
        try FileManager.default.removeItem(atPath: path)
        expect(added: 1, removed: 1)
        try Implementation.ours.reload(
            daemon, on: host, configuration: configuration("weight 0 reverse"))
        expect(added: 1, removed: 2)
    }
}
