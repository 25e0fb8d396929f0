import Foundation

extension Implementation {
    /// The path of its genhash.
    public func genhash() throws -> String {
        guard self == .ours else { return try Shell.program("genhash", package: "keepalived") }
        return try Self.own("genhash")
    }

    /// The path of one of our programs.
    public static func own(_ name: String) throws -> String {
        let path = "\(directory)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(description: "\(path) is missing: run 'make build'")
        }
        return path
    }
}
