extension MeantDifference {
    /// Every difference that is meant. One that no configuration shows any more is an error.
    static let all = [
        MeantDifference(
            #" ((VRRP|Checker|BFD) realtime limit|BFD .*) = .*"#,
            "there is no such limit, and the BFD process is not shown here yet"),
        MeantDifference(#" BFD process name = .*"#, "the BFD process is not shown here yet"),
        MeantDifference(
            #" No test config before reload| Test config before reload"#,
            "every reload tests the configuration first"),
        MeantDifference(#" Default interface = eth0"#, "an instance always names its interface"),
        MeantDifference(
            #" Gratuitous ARP for each secondary VMAC = 0s"#, "there are no virtual MAC addresses yet"),
        MeantDifference(#" nftables .*| libnftnl version .*"#, "no packet filter is used yet"),
        MeantDifference(#" (Max auto priority|Min auto priority delay) = .*"#, "priorities are never raised"),
        MeantDifference(#" SNMP socket = .*| DBus service name = .*"#, "there is no SNMP and no D-Bus yet"),
        MeantDifference(
            #" .*(_rcv_bufs(_force)?|rx_bufs_multiples) = .*"#,
            "these settings have no effect yet"),
        MeantDifference(#" Parent process name = keepalived"#, "the program may be installed as vrrp"),
        MeantDifference(
            #" Gratuitous ARP lower priority (delay|repeat) = \d+"#,
            "the parent of keepalived shows 4294967295 for what is not given, ours what it defaults to"),
        MeantDifference(
            #" VRRP notify fifo script = '/usr/bin/sleep' '30' 'a b'.*"#,
            "the parent of keepalived leaves out the last argument, the path"),
        MeantDifference(
            #"   fd_in \d+, fd_out \d+| fd_in \d+ fd_out = \d+| Socket \d+, open"#,
            "the numbers of descriptors say nothing outside the process; ours numbers its sockets"),
        MeantDifference(#"   Timeout = [01] sec"#, "without a timeout, ours is the interval, and shown"),
        MeantDifference(
            #" (GARP|GNA) next time .*|   Gratuitous (ARP|NA) interval \d+ms"#,
            "when the next announcement may leave is not published"),
        MeantDifference(
            #"   (Last run|Fault reasons) = .*"#, "ours only: why something is as it is"),
        MeantDifference(
            #"   (Seen up = \d|Delayed state change running = false|(Up|Down) debounce timer = 0us)"#,
            "changes of interfaces are not delayed yet"),
        MeantDifference(
            #"   (Reset .* counter \d|Original .* \d|rp_filter \d|Not IPv6 forwarding.*)"#,
            "ours changes no settings of interfaces"),
    ]
}
