import Configuration
import SystemCalls

/// Where keepalived's users look for the pid files of its processes.
struct PIDPaths: Equatable {
    let parent: String
    let vrrp: String
    let checkers: String
    private let usesDirectory: Bool

    private static let directory = "/run/keepalived"

    init(_ options: KeepalivedOptions, global: GlobalDefinitions) {
        let isNamed = global.instance != nil || (options.networkNamespace ?? global.networkNamespace) != nil
        usesDirectory = global.usesPIDDirectory || isNamed
        let instance = global.instance.map { "_\($0)" } ?? ""
        let stem = usesDirectory ? "\(Self.directory)/" : "/run/keepalived_"
        parent =
            options.parentPIDFile
            ?? (usesDirectory ? "\(stem)keepalived\(instance).pid" : "/run/keepalived.pid")
        vrrp = options.vrrpPIDFile ?? "\(stem)vrrp\(instance).pid"
        checkers = options.checkersPIDFile ?? "\(stem)checkers\(instance).pid"
    }

    /// Makes the directory that the paths are in, if it is one of our own.
    func createDirectory() throws(SystemError) {
        if usesDirectory { try Files.createDirectory(Self.directory, mode: 0o755) }
    }
}
