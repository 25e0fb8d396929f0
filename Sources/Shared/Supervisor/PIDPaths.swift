import Configuration
import SystemCalls

/// The paths of the pid files, the same as keepalived's.
struct PIDPaths: Equatable {
    let parent: String
    private let children: [ChildKind: String]
    private let usesDirectory: Bool

    private static let directory = "/run/keepalived"

    init(_ options: KeepalivedOptions, global: GlobalDefinitions) {
        let isNamed = global.instance != nil || (options.networkNamespace ?? global.networkNamespace) != nil
        usesDirectory = global.usesPIDDirectory || isNamed
        let instance = global.instance.map { "_\($0)" } ?? ""
        let stem = usesDirectory ? "\(Self.directory)/" : "/run/"
        parent =
            options.parentPIDFile
            ?? (usesDirectory ? "\(stem)keepalived\(instance).pid" : "/run/keepalived.pid")
        var children: [ChildKind: String] = [:]
        for kind in ChildKind.allCases {
            let traits = kind.traits
            children[kind] =
                options[keyPath: traits.pidFileOption] ?? "\(stem)\(traits.pidFileName)\(instance).pid"
        }
        self.children = children
    }

    /// The path of `reload_file` if the file names none.
    var reloadFile: String { (usesDirectory ? Self.directory : "/run") + "/keepalived.reload" }

    /// The path of a child's pid file.
    subscript(kind: ChildKind) -> String { children[kind] ?? "" }

    /// Creates the directory of the paths, unless it is a system directory.
    func createDirectory() throws(SystemError) {
        if usesDirectory { try Files.createDirectory(Self.directory, mode: 0o755) }
    }
}
