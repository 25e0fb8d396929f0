import Glibc

/// Files that stand beside the tests.
enum Fixture {
    struct Missing: Error {
        let path: String
    }

    /// The bytes of a file in `Fixtures`.
    static func bytes(named name: String, file: String = #filePath) throws -> [UInt8] {
        let directory = file.split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(directory)/Fixtures/\(name)"
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
}
