extension Case {
    /// Virtual services: how they are made, changed and removed.
    static let services: [Case] =
        each(
            "add",
            [
                "-A -t 10.0.0.1:80", "-A -u 10.0.0.1:53", "-A --sctp-service 10.0.0.1:9999", "-A -f 7",
                "-A -f 7 -6", "-A -t [fd00::1]:80", "-A -u [fd00::1]:53", "-A --sctp-service [fd00::1]:9",
                "--add-service --tcp-service 10.0.0.1:80", "--add-service --udp-service 10.0.0.1:80",
                "--add-service --fwmark-service 7 --ipv6", "-At 10.0.0.1:80", "-At10.0.0.1:80",
                "-A -t10.0.0.1:80", "-A -t=10.0.0.1:80", "-A --tcp-service=10.0.0.1:80", "-Af7", "-Af 7 -6",
                "-Af7 -6", "-Af 7 -6 -s rr", "-A -6 -f 7", "-A -s rr -t 10.0.0.1:80",
                "-A -t 10.0.0.1:80 -srr",
                "-A -t 10.0.0.1:80 -s=rr", "-A -t 10.0.0.1:80 --scheduler rr",
                "-A -t 10.0.0.1:80 --scheduler=rr",
                "-A -t 10.0.0.1:80 -p", "-A -t 10.0.0.1:80 -p 60", "-A -t 10.0.0.1:80 -p60",
                "-A -t 10.0.0.1:80 -p=60", "-A -t 10.0.0.1:80 --persistent",
                "-A -t 10.0.0.1:80 --persistent 60",
                "-A -t 10.0.0.1:80 --persistent=60", "-A -p 60 -t 10.0.0.1:80", "-A -p -t 10.0.0.1:80",
                "-A -t 10.0.0.1:80 -p -s rr", "-A -t 10.0.0.1:80 -p 1", "-A -t 10.0.0.1:80 -p 2678400",
                "-A -t 10.0.0.1:80 -p 2678401", "-A -t 10.0.0.1:80 -p 0", "-A -t 10.0.0.1:80 -p -1",
                "-A -t 10.0.0.1:80 -p 0x10", "-A -t 10.0.0.1:80 -p 010", "-A -t 10.0.0.1:80 -p 6s",
                "-A -t 10.0.0.1:80 -p +6", "-A -t 10.0.0.1 -p", "-A -t 10.0.0.1:0 -p 60", "-A -t 10.0.0.1",
                "-A -t 10.0.0.1:0", "-A -f 7 -p 60", "-A -f 7 -p 60 -M 255.255.255.0",
                "-A -t 10.0.0.1:80 -p 60 -M 255.255.255.0", "-A -t 10.0.0.1:80 -p 60 --netmask 255.255.0.0",
                "-A -t 10.0.0.1:80 -p 60 --netmask=255.0.0.0", "-A -t 10.0.0.1:80 -p 60 -M 255.255.255.255",
                "-A -t 10.0.0.1:80 -p 60 -M 0.0.0.0", "-A -t 10.0.0.1:80 -p 60 -M 0",
                "-A -t 10.0.0.1:80 -p 60 -M 24", "-A -t 10.0.0.1:80 -p 60 -M 255.0.255.0",
                "-A -t 10.0.0.1:80 -p 60 -M 33", "-A -t 10.0.0.1:80 -p 60 -M /24",
                "-A -t 10.0.0.1:80 -p 60 -M x",
                "-A -t 10.0.0.1:80 -p 60 -M 256.0.0.0", "-A -t 10.0.0.1:80 -M 255.255.255.0",
                "-A -t 10.0.0.1:80 -p 60 -M ffff::", "-A -t [fd00::1]:80 -p 60 -M 64",
                "-A -t [fd00::1]:80 -p 60 -M 128", "-A -t [fd00::1]:80 -p 60 -M 1",
                "-A -t [fd00::1]:80 -p 60 -M 0",
                "-A -t [fd00::1]:80 -p 60 -M 129", "-A -t [fd00::1]:80 -p 60 -M -1",
                "-A -t [fd00::1]:80 -p 60 -M 255.255.255.0", "-A -t [fd00::1]:80 -p 60 -M x",
                "-A -M 64 -t [fd00::1]:80 -p 60", "-A -M 255.255.0.0 -t [fd00::1]:80 -p 60",
                "-A -f 7 -6 -p 60 -M 64", "-A -f 7 -M 64 -6 -p 60", "-A -f 7 -6 -p 60 -M 255.255.255.0",
                "-A -t 10.0.0.1:80 -o", "-A -u 10.0.0.1:80 -o", "-A -u 10.0.0.1:80 --ops", "-A -f 7 -o",
                "-A -o -u 10.0.0.1:80", "-A -o -t 10.0.0.1:80", "-A --sctp-service 10.0.0.1:80 -o",
                "-A -u [fd00::1]:80 -o", "-A -u 10.0.0.1:80 -o -p 60", "-Ao -u 10.0.0.1:80",
                "-A -t 10.0.0.1:80 --pe sip", "-A -u 10.0.0.1:5060 -p 60 --pe sip",
                "-A -u 10.0.0.1:5060 --pe=sip -p",
                "-A -u 10.0.0.1:5060 -p 60 --pe nope", "-A -u 10.0.0.1:5060 -p 60 --pe ",
                "-A -f 7 -p 60 --pe sip",
                "-A -u 10.0.0.1:5060 -s sh -b sh-port -p 60 -M 255.255.0.0 --pe sip -o",
                "-A -f 0", "-A -f -1", "-A -f x", "-A -f 4294967295", "-A -f 4294967296", "-A -f 2147483648",
                "-A -f 2147483647", "-A -f 0x10", "-A -f 010", "-A -f +7", "-A -f 7x",
                "-A -f 18446744073709551615",
                "-A -f 18446744073709551616", "-A -6 -t [fd00::1]:80", "-A -t [fd00::1]:80 -6",
                "-A -t 10.0.0.1:80 -6",
            ])
        + each(
            "edit",
            setup: ["-A -t 10.0.0.1:80 -s sh -b sh-port -p 60 -M 255.255.255.0", "-A -f 7 -6 -s wrr"],
            [
                "-E -t 10.0.0.1:80", "-E -t 10.0.0.1:80 -s rr", "-E -t 10.0.0.1:80 -p",
                "-E -t 10.0.0.1:80 -s nope",
                "--edit-service --tcp-service=10.0.0.1:80 -s lc -p 5", "-Et 10.0.0.1:80",
                "-E -f 7 -6 -s rr -p",
                "-E -f 7 -s rr", "-E -t 10.0.0.2:80", "-E -u 10.0.0.1:80", "-E -t 10.0.0.1:80 --pe sip -p 60",
                "-E -t 10.0.0.1:80 -M 255.255.0.0", "-E -t 10.0.0.1:80 -s sh -b sh-fallback,sh-port",
                "-E -t 10.0.0.1:80 -r 10.0.0.2", "-E",
            ])
        + each(
            "delete",
            setup: [
                "-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m", "-A -f 7", "-A -f 7 -6",
                "-A -t [fd00::1]:80",
            ],
            [
                "-D -t 10.0.0.1:80", "--delete-service -t 10.0.0.1:80", "--delete-service --fwmark-service=7",
                "-D -f 7", "-D -f 7 -6", "-D -t [fd00::1]:80", "-Dt 10.0.0.1:80", "-D -t 10.0.0.1",
                "-D -t 10.0.0.1:81",
                "-D -f 8", "-D", "-D -t 10.0.0.1:80 -n", "-D -t 10.0.0.1:80 -s rr", "-D -t 10.0.0.1:80 -p",
                "-D -t 10.0.0.1:80 --sort", "-D -t 10.0.0.1:80 --nosort", "-D -t 10.0.0.1:80 -r 10.0.1.1:80",
                "-C", "--clear", "-C -n", "-C -t 10.0.0.1:80", "-C -C", "-C x", "-CC", "-Cn", "-C --sort",
                "-Z", "--zero", "-Z -t 10.0.0.1:80", "-Zt 10.0.0.1:80", "-Z -f 7", "-Z -f 7 -6",
                "-Z -t 10.0.0.2:80",
                "-Z -n", "-Z -r 10.0.1.1", "-Z -t [fd00::1]:80", "-Z -f 9",
            ])

    /// Every scheduler, and the flags that go with it.
    static let schedulers: [Case] =
        each(
            "scheduler",
            [
                "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "nope",
                "RR", "a-name-that-is-longer-than-16-bytes", "sixteen-bytes-ab", "fifteen-bytes-a",
            ].map { "-A -t 10.0.0.1:80 -s \($0)" })
        + each(
            "flags",
            [
                "sh -b sh-port", "sh -b sh-fallback", "sh -b sh-port,sh-fallback",
                "sh -b sh-fallback,sh-port",
                "sh --sched-flags sh-port", "sh --sched-flags=sh-port", "sh -bsh-port", "sh -b flag-1",
                "sh -b flag-2", "sh -b flag-3", "sh -b flag-1,flag-2,flag-3", "sh -b mh-port", "sh -b nope",
                "sh -b ,", "sh -b sh-port,", "sh -b ,sh-port", "sh -b sh-port,,sh-fallback",
                "sh -b sh-port,nope",
                "sh -b sh-port -b sh-fallback", "sh -b SH-PORT", "sh -b sh-por", "mh -b mh-port",
                "mh -b mh-fallback",
                "mh -b mh-port,mh-fallback", "mh -b mh-fallback,mh-port", "mh -b sh-port", "mh -b flag-1",
                "mh -b flag-1,flag-2", "mh -b flag-3", "rr -b flag-1", "rr -b flag-2", "rr -b flag-3",
                "rr -b flag-1,flag-2,flag-3", "rr -b flag-3,flag-1", "rr -b sh-port", "rr -b mh-fallback",
                "rr -b flag-4", "lblc -b flag-1,flag-3", "rr -b flag-1 -b flag-2",
            ].map { "-A -t 10.0.0.1:80 -s \($0)" }
                + [
                    "-A -t 10.0.0.1:80 -b flag-1", "-A -t 10.0.0.1:80 -b sh-port",
                    "-A -t 10.0.0.1:80 -b sh-port -s sh",
                    "-A -t 10.0.0.1:80 -b mh-port -s sh", "-A -b sh-port -t 10.0.0.1:80 -s sh -p 60",
                    "-A -t 10.0.0.1:80 -s sh -b",
                ])
        + [
            Case("flags: an empty list", ["-A", "-t", "10.0.0.1:80", "-s", "sh", "-b", ""]),
            Case("scheduler: an empty name", ["-A", "-t", "10.0.0.1:80", "-s", ""]),
            Case("persistence engine: an empty name", ["-A", "-t", "10.0.0.1:80", "--pe", ""]),
            Case(
                "flags: listed by -L",
                setup: [
                    "-A -t 10.0.0.1:80 -s rr -b flag-1,flag-2,flag-3",
                    "-A -t 10.0.0.2:80 -s sh -b flag-1,flag-3",
                    "-A -u 10.0.0.3:80 -s mh -b flag-2 -o", "-A -t 10.0.0.4:80 -s sh -b flag-3",
                    "-A -f 9 -s mh -b flag-1,flag-2,flag-3 -p 7 -M 255.0.0.0",
                ], ["-Ln"]),
        ]
}
