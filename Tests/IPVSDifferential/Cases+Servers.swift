extension Case {
    private static let fourServices = [
        "-A -t 10.0.0.1:80 -s wrr", "-A -t [fd00::1]:80 -s rr", "-A -f 7 -s rr", "-A -f 8 -6 -s rr",
        "-A -t 10.0.0.9:0 -s rr -p 60", "-a -t 10.0.0.1:80 -r 10.0.1.9:8080 -m -w 9 -x 90 -y 10",
    ]

    /// Real servers: how they are made, changed and removed.
    static let servers: [Case] =
        each(
            "server", setup: fourServices,
            [
                "-a -t 10.0.0.1:80 -r 10.0.1.1:8080 -m", "-a -t 10.0.0.1:80 -r 10.0.1.1 -m",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:8080 -g", "-a -t 10.0.0.1:80 -r 10.0.1.1:8080 -i",
                "-a -t 10.0.0.1:80 -r 10.0.1.1 -i", "-a -t 10.0.0.1:80 -r 127.0.0.1:8080 -m",
                "-a -t 10.0.0.1:80 -r 127.0.0.1 -g", "-a -t 10.0.0.1:80 -r 127.0.0.1:8080 -i",
                "--add-server --tcp-service 10.0.0.1:80 --real-server 10.0.1.1:80 --masquerading --weight 5",
                "--add-server --tcp-service=10.0.0.1:80 --real-server=10.0.1.1:80 --gatewaying --weight=5",
                "--add-server --tcp-service=10.0.0.1:80 --real-server=10.0.1.1:80 --ipip",
                "-at 10.0.0.1:80 -r 10.0.1.1:80 -mw7", "-at10.0.0.1:80 -r10.0.1.1:80 -gw7",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 0", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 2147483647",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 2147483648", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w -1",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w x", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 5x",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 0x10", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 010",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w +5", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w=5",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 5 -w 6", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -w 1.5",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 100", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 100 -y 50",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 70000 -y 66000", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -y 50",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 10 -y 50", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 10 -y 10",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x -1", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x x",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -y x", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -y -1",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 2147483647", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 2147483648",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 0x10 -y 010", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 4294967295",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -x 4294967296",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 --u-threshold 9 --l-threshold=3",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -mg", "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -m",
                "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -i", "-a -r 10.0.1.1:80 -t 10.0.0.1:80 -m",
                "-a -r 10.0.1.1 -t 10.0.0.1:80 -m", "-a -m -w 5 -r 10.0.1.1:8080 -t 10.0.0.1:80",
                "-a -t [fd00::1]:80 -r [fd00::2]:8080 -m", "-a -t [fd00::1]:80 -r [fd00::2] -m",
                "-a -t [fd00::1]:80 -r fd00::2 -m", "-a -t [fd00::1]:80 -r [fd00::2]:80 -g",
                "-a -t [fd00::1]:80 -r [fd00::2]:80 -i", "-a -t [fd00::1]:80 -r [::1]:80 -g",
                "-a -t [fd00::1]:80 -r 10.0.1.1:80 -m", "-a -t [fd00::1]:80 -r 10.0.1.1:80 -i",
                "-a -t [fd00::1]:80 -r 10.0.1.1:80 -g", "-a -t 10.0.0.1:80 -r [fd00::2]:80 -i",
                "-a -t 10.0.0.1:80 -r [fd00::2]:80 -m", "-a -t 10.0.0.1:80 -r [fd00::2]:80 -g",
                "-a -f 7 -r 10.0.1.1", "-a -f 7 -r 10.0.1.1:80 -m", "-a -f 7 -r 10.0.1.1:80 -g",
                "-a -f 7 -r 10.0.1.1 -i", "-a -f 7 -r [fd00::2]", "-a -f 8 -6 -r [fd00::2]", "-a -f 8 -6 -r fd00::2",
                "-a -f 8 -6 -r [fd00::2]:80 -m", "-a -f 8 -6 -r 10.0.1.1", "-a -f 8 -6 -r 10.0.1.1 -i",
                "-a -f 8 -r [fd00::2] -6", "-a -f 8 -r [fd00::2]", "-a -t 10.0.0.9:0 -r 10.0.1.1 -m",
                "-a -t 10.0.0.9 -r 10.0.1.1:80 -m", "-a -t 10.0.0.1:80 -r 10.0.1.9:8080 -m",
                "-a -t 10.0.0.1:80 -r 224.0.0.1:80 -m", "-a -t 10.0.0.1:80 -r 0.0.0.0:80 -m",
                "-a -t 10.0.0.1:80 -r 255.255.255.255:80 -m", "-a -t [fd00::1]:80 -r [ff02::1]:80 -m",
                "-e -t 10.0.0.1:80 -r 10.0.1.9:8080", "-e -t 10.0.0.1:80 -r 10.0.1.9:8080 -m",
                "-e -t 10.0.0.1:80 -r 10.0.1.9:8080 -m -w 3", "-e -t 10.0.0.1:80 -r 10.0.1.9:8080 -m -x 5 -y 4",
                "--edit-server -t 10.0.0.1:80 --real-server 10.0.1.9:8080 -mw0", "-e -t 10.0.0.1:80 -r 10.0.1.9 -m",
                "-e -t 10.0.0.1:80 -r 10.0.1.8:8080 -m", "-e -t 10.0.0.2:80 -r 10.0.1.9:8080 -m",
                "-d -t 10.0.0.1:80 -r 10.0.1.9:8080", "--delete-server -t 10.0.0.1:80 --real-server 10.0.1.9:8080",
                "-d -t 10.0.0.1:80 -r 10.0.1.9", "-d -t 10.0.0.1:80 -r 10.0.1.8:8080",
                "-d -t 10.0.0.2:80 -r 10.0.1.9:8080", "-d -t 10.0.0.1:80 -r 10.0.1.9:8080 -m",
                "-d -t 10.0.0.1:80 -r 10.0.1.9:8080 -w 1", "-d -t 10.0.0.1:80", "-d -r 10.0.1.9:8080", "-d", "-a", "-e",
                "-dt 10.0.0.1:80 -r 10.0.1.9:8080", "-a -t 10.0.0.1:80", "-a -r 10.0.1.1", "-a -f 7",
                "-a -t 10.0.0.1:80 -r 10.0.1.1 -s rr", "-a -t 10.0.0.1:80 -r 10.0.1.1 -p 60",
                "-a -t 10.0.0.1:80 -r 10.0.1.1 -n", "-a -t 10.0.0.1:80 -r 10.0.1.1 -r 10.0.1.2",
            ])

    /// Tunnel types and their options.
    static let tunnels: [Case] =
        each(
            "tunnel",
            setup: [
                "-A -t 10.0.0.1:80 -s wrr", "-A -t [fd00::1]:80 -s rr",
                "-a -t 10.0.0.1:80 -r 10.0.1.9 -i --tun-type gue --tun-port 6080 --tun-remcsum",
            ],
            [
                "-i", "-i --tun-type ipip", "-i --tun-type=ipip", "-i --tun-type gue --tun-port 6080",
                "-i --tun-type gue", "-i --tun-type gue --tun-port=6080 --tun-nocsum",
                "-i --tun-type gue --tun-port 6080 --tun-csum", "-i --tun-type gue --tun-port 6080 --tun-remcsum",
                "-i --tun-type gue --tun-port 6080 --tun-csum --tun-remcsum",
                "-i --tun-type gue --tun-port 6080 --tun-nocsum --tun-csum", "-i --tun-type gue --tun-port 0",
                "-i --tun-type gue --tun-port 65535", "-i --tun-type gue --tun-port 65536",
                "-i --tun-type gue --tun-port -1", "-i --tun-type gue --tun-port x", "-i --tun-type gue --tun-port 0x10",
                "-i --tun-type gre", "-i --tun-type gre --tun-nocsum", "-i --tun-type gre --tun-csum",
                "-i --tun-type gre --tun-remcsum", "-i --tun-type gre --tun-port 6080", "-i --tun-type ipip --tun-csum",
                "-i --tun-type ipip --tun-nocsum", "-i --tun-type ipip --tun-remcsum", "-i --tun-type ipip --tun-port 5",
                "-i --tun-type nope", "-i --tun-type GRE", "-i --tun-port 6080", "-i --tun-csum", "-i --tun-nocsum",
                "-m --tun-type gre", "-g --tun-type gue --tun-port 6080", "--tun-type gre", "--tun-csum",
                "--tun-type gre -i", "--tun-type gre --tun-csum -i -w 5", "-i --tun-type gre --tun-type gue",
                "-i --tun-type", "-i --tun-port 6080 --tun-type gue --tun-csum",
            ].map { "-a -t 10.0.0.1:80 -r 10.0.1.1 \($0)" }
                + [
                    "-a -t [fd00::1]:80 -r [fd00::2] -i --tun-type gue --tun-port 6080",
                    "-a -t [fd00::1]:80 -r [fd00::2] -i --tun-type gre --tun-csum",
                    "-e -t 10.0.0.1:80 -r 10.0.1.9 -i", "-e -t 10.0.0.1:80 -r 10.0.1.9 -i --tun-type gre",
                    "-e -t 10.0.0.1:80 -r 10.0.1.9 -m", "-d -t 10.0.0.1:80 -r 10.0.1.9 --tun-type gre",
                    "-A -t 10.0.0.3:80 --tun-type gre", "-Ln --tun-info", "-L -n --tun-info -t 10.0.0.1:80", "-Sn",
                ])
}
