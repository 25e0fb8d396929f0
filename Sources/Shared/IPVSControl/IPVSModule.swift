import SystemCalls

/// IPVS as a module of the kernel.
public enum IPVSModule {
    /// Runs `modprobe ip_vs`, which says itself why it fails; whether IPVS is there then is to be asked anew.
    public static func load() {
        var modprobe = Spawn(words: ["/sbin/modprobe", "ip_vs"])
        modprobe.standardError = .inherited
        modprobe.group = .inherited
        guard let child = try? modprobe.start() else { return }
        _ = try? child.wait()
    }
}
