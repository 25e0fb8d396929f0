import Glibc
import Testing

/// Files that stand beside the tests.
enum Fixture {
    struct Missing: Error {
        let path: String
    }

    /// The bytes of a file in `Fixtures`.
    static func bytes(named name: String, file: String = #filePath) throws -> [UInt8] {
        let path = path(of: name, besideFile: file)
        guard let stream = unsafe fopen(path, "r") else { throw Missing(path: path) }
        defer { unsafe fclose(stream) }
        var bytes: [UInt8] = []
        var byte = unsafe getc(stream)
        while byte != EOF {
            bytes.append(UInt8(truncatingIfNeeded: byte))
            byte = unsafe getc(stream)
        }
        return bytes
    }

    private static func path(of name: String, besideFile file: String) -> String {
        "/" + file.split(separator: "/").dropLast().joined(separator: "/") + "/Fixtures/" + name
    }

    /// The files of a directory, sorted.
    static func names(inDirectory name: String, file: String = #filePath) throws -> [String] {
        let path = path(of: name, besideFile: file)
        guard let directory = unsafe opendir(path) else { throw Missing(path: path) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Expects a text to be that of a file, or writes it there if `RENEW_GOLDEN_FILES` is set.
    static func compare(_ text: String, withFileNamed name: String, file: String = #filePath) throws {
        guard unsafe getenv("RENEW_GOLDEN_FILES") != nil else {
            #expect(text == String(decoding: try bytes(named: name, file: file), as: UTF8.self))
            return
        }
        let path = path(of: name, besideFile: file)
        guard let stream = unsafe fopen(path, "w") else { throw Missing(path: path) }
        unsafe fputs(text, stream)
        unsafe fclose(stream)
    }
}
