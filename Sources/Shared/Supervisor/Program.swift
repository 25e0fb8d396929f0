import SystemCalls

/// What `--version` and the log say about this program.
enum Version {
    /// The first line, as keepalived 2.2.7 prints it: other programs read from it which features they can use.
    static let line = "Keepalived v2.2.7 (01/16,2022)"

    /// The text of `--version`. The options are those of keepalived that are true here.
    static func text(runningOn kernel: String?) -> String {
        """
        \(line)

        High-availability toolkit in Swift v0.1.0, which does what keepalived v2.2.7 does

        Built with kernel headers for Linux \(Machine.headersRelease)
        \(kernel.map { "Running on \($0)\n" } ?? "")
        configure options: --enable-json --enable-regex --with-init=systemd

        Config options:  LVS REGEX VRRP VRRP_AUTH JSON OLD_CHKSUM_COMPAT INIT=systemd SYSTEMD_NOTIFY

        System options:  MEMFD_CREATE LIBIPVS_NETLINK IPVS_DEST_ATTR_ADDR_FAMILY IPVS_SYNCD_ATTRIBUTES \
        IPVS_64BIT_STATS IPVS_TUN_TYPE IPVS_TUN_CSUM IPVS_TUN_GRE SO_MARK

        """
    }
}
