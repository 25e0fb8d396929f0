import Configuration
import SystemCalls

/// The pid files of keepalived's processes, where its users look for them.
struct PIDFiles: ~Copyable {
    private let vrrpPath: String
    private var parent: PIDFile?
    private var vrrp: PIDFile?

    /// Takes the parent's file; fails with EAGAIN when another daemon holds it.
    init(_ options: KeepalivedOptions, global: GlobalDefinitions) throws(SystemError) {
        let isNamed = global.instance != nil || options.networkNamespace ?? global.networkNamespace != nil
        let directory = global.usesPIDDirectory || isNamed ? "/run/keepalived" : "/run"
        let instance = global.instance.map { "_\($0)" } ?? ""
        let prefix = directory == "/run" ? "keepalived" : ""
        let name = { (part: String) in
            let stem = [prefix, part].filter { !$0.isEmpty }.joined(separator: "_")
            return "\(directory)/\(stem)\(instance).pid"
        }
        vrrpPath = options.vrrpPIDFile ?? name("vrrp")
        let parentPath = options.parentPIDFile ?? (prefix.isEmpty ? name("keepalived") : name(""))
        if directory != "/run" { try Directory.create(directory, mode: 0o755) }
        parent = try PIDFile(path: parentPath, processID: ProcessControl.ownID)
    }

    /// Writes the VRRP child's file.
    mutating func writeVRRP(_ processID: Int32) throws(SystemError) {
        vrrp = nil
        vrrp = try PIDFile(path: vrrpPath, processID: processID)
    }

    /// Removes the VRRP child's file.
    mutating func removeVRRP() { vrrp = nil }

    /// Removes every file.
    mutating func remove() {
        vrrp = nil
        parent = nil
    }
}
