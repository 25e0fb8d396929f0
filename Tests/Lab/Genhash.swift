import Foundation

extension Implementation {
    /// The path of its genhash.
    public func genhash() throws -> String {
        guard self == .ours else { return try Shell.program("genhash", package: "keepalived") }
        let path = Self.directory + "/genhash"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(description: "\(path) is missing: run 'make build'")
        }
        return path
    }
}
