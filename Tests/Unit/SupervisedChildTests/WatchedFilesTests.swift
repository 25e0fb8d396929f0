import EventLoop
import Foundation
import SupervisedChild
import Testing
import Timing

@Suite("Watched files") struct WatchedFilesTests {
    /// A directory of its own, and what a loop reports of a file in it.
    private final class Watch {
        let directory = FileManager.default.temporaryDirectory.appending(path: "watched-\(UUID().uuidString)")
        let loop: EventLoop
        let files = WatchedFiles()
        let path: String
        var readings: [FileReading] = []

        init(_ name: String) throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            loop = try EventLoop()
            path = directory.appending(path: name).path
            watch()
        }

        deinit { try? FileManager.default.removeItem(at: directory) }

        private func watch() {
            _ = files.watch([path], loop: loop, at: MonotonicInstant(nanoseconds: 0)) { [unowned self] path in
                if path == nil { watch() }
                readings.append(WatchedFiles.reading(of: self.path))
            }
        }

        /// What the file contains after all that happened has been handled.
        func settled() throws -> FileReading? {
            while try loop.turn(timeout: .milliseconds(100)) {}
            return readings.last
        }

        func write(_ text: String, to name: String) throws {
            try text.write(to: directory.appending(path: name), atomically: false, encoding: .utf8)
        }
    }

    @Test("A file is read when it is written, replaced, emptied and removed")
    func changes() throws {
        let watch = try Watch("number")
        try watch.write("5", to: "number")
        #expect(try watch.settled() == .number(5))
        try watch.write("6", to: "other")
        #expect(watch.readings.count == 1)
        try FileManager.default.removeItem(atPath: watch.path)
        #expect(try watch.settled() == .missing)
        try FileManager.default.moveItem(
            at: watch.directory.appending(path: "other"), to: watch.directory.appending(path: "number"))
        #expect(try watch.settled() == .number(6))
        try watch.write("", to: "number")
        #expect(try watch.settled() == .noNumber)
    }

    @Test("A directory may appear later, go, and come back")
    func directories() throws {
        let watch = try Watch("a/b/number")
        let inner = watch.directory.appending(path: "a/b")
        for number in 1...2 {
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            _ = try watch.settled()
            try watch.write("\(number)", to: "a/b/number")
            #expect(try watch.settled() == .number(number))
            try FileManager.default.removeItem(at: watch.directory.appending(path: "a"))
            #expect(try watch.settled() == .missing)
        }
    }

    @Test("A pipe, a device and a directory are not read")
    func others() throws {
        let watch = try Watch("number")
        #expect(unsafe mkfifo(watch.path, 0o600) == 0)
        for path in [watch.path, "/dev/zero", "/"] {
            #expect(WatchedFiles.reading(of: path) == .notRegular)
        }
        #expect(WatchedFiles.reading(of: watch.path + "/x") == .missing)
    }
}
