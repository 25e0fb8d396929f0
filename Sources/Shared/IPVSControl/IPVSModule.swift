import SystemCalls

/// The kernel module of IPVS.
public enum IPVSModule {
    /// Runs `modprobe ip_vs`, which prints its own errors. Connect again to find out whether it succeeded.
    public static func load() {
        var modprobe = Spawn(words: ["/sbin/modprobe", "ip_vs"])
        modprobe.standardError = .inherited
        modprobe.group = .inherited
        guard let child = try? modprobe.start() else { return }
        _ = try? child.wait()
    }
}
