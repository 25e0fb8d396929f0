import Foundation
import Glibc
import Testing

@testable import Supervisor

@Suite("Files of dumps")
struct DumpFileTests {
    @Test("A reader that waits for a close after writing sees it under the final name: VyOS")
    func closeAfterWriting() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let watch = inotify_init1(Int32(IN_NONBLOCK))
        defer { close(watch) }
        try #require(watch >= 0)
        try #require(unsafe inotify_add_watch(watch, directory.path, UInt32(IN_CLOSE_WRITE)) >= 0)
        let file = directory.appendingPathComponent("keepalived.json")
        try DumpFile.write(Array("[]".utf8), to: file.path)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(watch, &bytes, bytes.count)
        try #require(count > 0)
        // Behind the fixed part of each event, its name.
        #expect(String(decoding: bytes[..<count], as: UTF8.self).contains("keepalived.json\0"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "[]")
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("A device or pipe is neither replaced nor removed, and gets the text")
    func special() throws {
        let path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try #require(unsafe mkfifo(path, 0o600) == 0)
        defer { unsafe unlink(path) }
        let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try DumpFile.write(Array("[]".utf8), to: path)
        try DumpFile.empty(path)
        try DumpFile.remove(path)
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(unsafe read(reader, &bytes, bytes.count) == 2)
        let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        #expect(type != .typeRegular)
    }

    @Test("What cannot be replaced leaves no other file behind")
    func directory() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("dump"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(throws: (any Error).self) {
            try DumpFile.write(Array("[]".utf8), to: directory.path + "/dump")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["dump"])
    }
}
