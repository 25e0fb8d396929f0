import Foundation
import Lab

/// The source tree that this test was built from.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The Swift files below `Sources`, by path, in order.
    static func sources() throws -> [(path: String, text: String)] {
        let directory = root.appendingPathComponent("Sources").path
        let paths = try FileManager.default.subpathsOfDirectory(atPath: directory)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let path = "Sources/" + path
            return (path: path, text: try text(path))
        }
    }
}

/// A target of Package.swift, as the package manager understands it.
struct Target: Decodable {
    var name: String
    var path: String
    var dependencies: [String]?

    enum CodingKeys: String, CodingKey {
        case name, path
        case dependencies = "target_dependencies"
    }

    /// The targets of the product, without those of tests and measurements.
    static func products() throws -> [Target] {
        struct Package: Decodable { var targets: [Target] }
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("describe-\(getpid())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        // A scratch directory of its own: the one in use is locked by whoever runs this test.
        let words = [
            "swift", "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path,
            "describe", "--type", "json",
        ]
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let json = try Shell.run(["env"] + words, environment: ["PATH": path + ":/opt/swift/usr/bin"]).output
        return try JSONDecoder().decode(Package.self, from: Data(json.utf8)).targets
            .filter { $0.path.hasPrefix("Sources/") }
    }
}
