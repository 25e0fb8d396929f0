import Foundation

/// A published configuration of `Tests/ConfigurationTests/Fixtures`, as operators copy it.
enum Fixture {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Unit/ConfigurationTests/Fixtures/\(name).conf").path
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }
}
