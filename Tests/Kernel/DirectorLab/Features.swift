import Foundation
import Lab

/// What operators configure for virtual servers, each in a scene of its own.
struct Features {
    private let stage: Stage

    init(program: String) throws {
        stage = try Stage(program: program)
    }

    /// Plays all scenes, or the one of that name.
    func run(only: String? = nil) throws {
        let scenes: [(name: String, play: () throws -> Void)] = [
            ("kinds", kinds), ("ports", ports), ("groups", groups), ("quorum", quorum), ("alpha", alpha),
            ("misc", misc),
            ("http", http),
            ("reload", reload), ("leave", leave),
        ]
        for scene in scenes where only == nil || only == scene.name { try scene.play() }
        guard stage.failures == 0 else {
            throw CommandFailure(description: "\(stage.failures) states not reached")
        }
    }

    private func start(_ numbers: String...) throws {
        for (number, server) in stage.servers {
            if numbers.contains(number) { try server.start() } else { server.stop() }
        }
    }

    // MARK: services without checkers

    private func kinds() throws {
        func text(_ weight: Int, _ algorithm: String, _ server: String) -> String {
            """
            virtual_server fwmark 7 {
                lb_algo rr
                lb_kind DR
                persistence_timeout 60
                real_server 10.9.0.101 0 {
                    weight \(weight)
                }
            }
            virtual_server 10.9.0.220 53 {
                lb_algo rr
                lb_kind NAT
                protocol UDP
                ops
                real_server 10.9.0.\(server) 53 {
                    weight 1
                }
            }
            virtual_server 10.9.0.221 80 {
                lb_algo \(algorithm)
                lb_kind TUN
                protocol TCP
                persistence_timeout 300
                persistence_granularity 255.255.255.0
                real_server 10.9.0.101 80 {
                    weight 65535
                    uthreshold 100
                    lthreshold \(weight * 10)
                }
                real_server 10.9.0.102 80 {
                    weight 0
                    lvs_method DR
                }
                real_server 10.9.0.103 80 {
                    weight 1
                    lvs_method NAT
                }
            }

            """
        }
        try stage.begin("kinds", text(2, "wrr", "101"))
        try stage.state("start", has: ["-A -f 7", "-A -u", "10.9.0.103:80 -m"], byName: true)
        try stage.reload(text(5, "sh", "102"))
        try stage.state("reload", has: ["-w 5", "102:53", "-s sh"], lacks: ["101:53"], byName: true)
        try stage.end()
    }

    // MARK: ports that packets do not have

    private func ports() throws {
        func servers(_ numbers: [String]) -> String {
            numbers.map { "real_server 10.9.0.\($0) 80 {\n TCP_CHECK {\n connect_timeout 1\n }\n}" }
                .joined(separator: "\n")
        }
        let text = """
            virtual_server_group written {
                10.9.0.205 8080
                fwmark 8
            }
            virtual_server 10.9.0.204 8080 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                sorry_server 10.9.0.150 80
                \(servers(["101", "102"]))
            }
            virtual_server group written {
                delay_loop 1
                lb_algo rr
                lb_kind TUN
                protocol TCP
                persistence_granularity 255.255.255.0
                \(servers(["101", "102"]))
            }
            virtual_server fwmark 6 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                \(servers(["101", "102"]))
            }

            """
        try start("101")
        try stage.begin("ports", text)
        try stage.state(
            "one server", has: ["10.9.0.101:8080 -g", "-f 6 -r 10.9.0.101:0 -g"], lacks: ["10.9.0.102"],
            byName: true)
        try start("102")
        try stage.state(
            "the other", has: ["10.9.0.102:8080 -g", "-f 8 -r 10.9.0.102:0 -i"], lacks: ["10.9.0.101"],
            byName: true)
        try start()
        try stage.state("none", has: ["10.9.0.150:8080"], lacks: ["10.9.0.101", "10.9.0.102"], byName: true)
        try stage.end()
    }

    // MARK: groups

    private func groups() throws {
        func text(_ range: String, _ mark: Int, _ weight: Int) -> String {
            """
            virtual_server_group many {
                10.9.0.\(range) 80
                10.9.0.210 443
                fwmark \(mark)
            }
            virtual_server group many {
                lb_algo wlc
                lb_kind NAT
                protocol TCP
                real_server 10.9.0.101 8080 {
                    weight \(weight)
                }
                real_server 10.9.0.102 8080 {
                    weight 1
                    uthreshold 100
                    lthreshold 50
                }
            }

            """
        }
        try stage.begin("groups", text("200-202", 9, 3))
        try stage.state("start", has: ["-A -f 9", "10.9.0.202:80"], byName: true)
        try stage.reload(text("200-202", 9, 4))
        try stage.state(
            "another weight", has: ["-f 9 -r 10.9.0.101:8080 -m -w 4"], lacks: ["-w 3"], byName: true)
        try stage.reload(text("201-203", 10, 4))
        try stage.state("other addresses", has: ["-A -f 10", "10.9.0.203:80"], byName: true)
        try stage.end()
    }

    // MARK: quorum and sorry server

    private func quorum() throws {
        let text = """
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                quorum 2
                hysteresis 1
                quorum_up "MARK quorum up"
                quorum_down "MARK quorum down"
                sorry_server 10.9.0.150 80
                \(["101", "102", "103"].map(Self.server).joined(separator: "\n"))
            }

            """
        try start("101", "102", "103", "150")
        try stage.begin("quorum", text)
        try stage.state("start", has: ["101:80", "102:80", "103:80"], lacks: ["150:80"], byName: true)
        for (number, present, isSorry) in [
            ("103", ["101:80", "102:80"], false), ("102", ["101:80"], false), ("101", [], true),
        ] {
            stage.servers[number]?.stop()
            try stage.state(
                "\(number) is lost", has: present + (isSorry ? ["150:80"] : []),
                lacks: ["\(number):80"] + (isSorry ? [] : ["150:80"]))
        }
        for (number, present, absent) in [
            ("101", ["150:80"], ["101:80"]), ("102", ["150:80"], ["102:80"]),
            ("103", ["101:80", "102:80", "103:80"], ["150:80"]),
        ] {
            try stage.servers[number]?.start()
            try stage.state("\(number) returns", has: present, lacks: absent)
        }
        try stage.end()
        stage.describeLineEnds()
    }

    /// A server with scripts that is checked every second.
    private static func server(_ number: String) -> String { server(number, further: "") }

    private static func server(_ number: String, further: String, weight: Int = 1) -> String {
        """
        real_server 10.9.0.\(number) 80 {
            weight \(weight)
            notify_up "MARK \(number) up"
            notify_down "MARK \(number) down"
            \(further)
            TCP_CHECK {
                connect_timeout 1
                retry 1
                delay_before_retry 1
            }
        }
        """
    }

    // MARK: alpha, omega and inhibit_on_failure

    private func alpha() throws {
        let text = """
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                alpha
                omega
                quorum_up "MARK quorum up"
                quorum_down "MARK quorum down"
                \(Self.server("101", further: ""))
                \(Self.server("102", further: "inhibit_on_failure", weight: 4))
                \(Self.server("103", further: "inhibit_on_failure", weight: 5))
            }

            """
        try start("102")
        try stage.begin("alpha", text)
        try stage.state("start", has: ["102:80 -g -w 4", "103:80 -g -w 0"], lacks: ["101:80"], byName: true)
        try start("101", "102")
        try stage.state("101 comes", has: ["101:80 -g -w 1", "102:80 -g -w 4", "103:80 -g -w 0"])
        try start("101", "103")
        try stage.state("102 goes, 103 comes", has: ["102:80 -g -w 0", "103:80 -g -w 5"], byName: true)
        try start()
        try stage.state("all go", has: ["102:80 -g -w 0", "103:80 -g -w 0"], lacks: ["101:80"], byName: true)
        try start("101")
        try stage.state("101 returns", has: ["101:80 -g -w 1"])
        try stage.end()
    }

    // MARK: MISC_CHECK

    private func misc() throws {
        let status = try stage.host.write("0\n", to: "status")
        let script = try stage.host.write(
            "#!/bin/sh\nread status < \(status)\nexit $status\n", to: "misc", mode: 0o755)
        let text = """
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 10.9.0.101 80 {
                    weight 5
                    notify_up "MARK 101 up"
                    notify_down "MARK 101 down"
                    MISC_CHECK {
                        misc_path "\(script)"
                        misc_timeout 20
                        misc_dynamic
                    }
                }
            }

            """
        try stage.begin("misc", text)
        try stage.state("0", has: ["101:80 -g -w 5"])
        for (number, label, has, lacks) in [
            ("2", "2", ["101:80 -g -w 0"], []), ("12", "12", ["101:80 -g -w 10"], []),
            ("0", "0 again", ["101:80 -g -w 5"], []), ("1", "1", [], ["101:80"]),
            ("9", "9 after 1", ["101:80 -g -w 7"], []), ("1", "1 after 9", [], ["101:80"]),
            ("0", "0 after 1", ["101:80 -g -w 5"], []),
        ] {
            _ = try stage.host.write(number + "\n", to: "status")
            try stage.state(label, has: has, lacks: lacks)
        }
        try stage.end()
    }

    // MARK: HTTP_GET

    private func http() throws {
        let text = """
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 10.9.0.101 80 {
                    weight 1
                    HTTP_GET {
                        retry 0
                        url {
                            path /
                            digest 5d41402abc4b2a76b9719d911017c592
                        }
                    }
                }
                real_server 10.9.0.102 80 {
                    weight 1
                    HTTP_GET {
                        retry 0
                        url {
                            path /
                            status_code 404 500-503
                        }
                    }
                }
            }

            """
        try start("101", "102")
        stage.servers["101"]?.answer(.page("hello", status: 200))
        stage.servers["102"]?.answer(.page("none", status: 404))
        try stage.begin("http", text)
        try stage.state("start", has: ["101:80", "102:80"], byName: true)
        stage.servers["101"]?.answer(.page("hallo", status: 200))
        try stage.state("another page", lacks: ["101:80"])
        stage.servers["101"]?.answer(.page("hello", status: 200))
        try stage.state("the page", has: ["101:80"])
        stage.servers["102"]?.answer(.page("none", status: 200))
        try stage.state("another status", lacks: ["102:80"])
        stage.servers["102"]?.answer(.page("none", status: 502))
        try stage.state("a status of the range", has: ["102:80"])
        try stage.end()
    }

    // MARK: reload

    private func reload() throws {
        func text(_ numbers: [String], weight: Int = 1) -> String {
            """
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                quorum_up "MARK quorum up"
                quorum_down "MARK quorum down"
                \(numbers.map { Self.server($0, further: "", weight: weight) }.joined(separator: "\n"))
            }

            """
        }
        try start("101", "103")
        try stage.begin("reload", text(["101", "102"]))
        try stage.state("start", has: ["101:80"], lacks: ["102:80"], byName: true)
        try stage.reload(text(["102", "103"]))
        try stage.state(
            "101 away, 103 new, 102 still down", has: ["103:80"], lacks: ["101:80", "102:80"], byName: true)
        try stage.reload(text(["102", "103"], weight: 6))
        try stage.state("other weights", has: ["103:80 -g -w 6"], lacks: ["102:80"], byName: true)
        try start("102", "103")
        try stage.state("102 comes", has: ["102:80 -g -w 6", "103:80 -g -w 6"])
        try stage.reload("")
        try stage.state("nothing left", lacks: ["-A"], byName: true)
        try stage.end()
    }

    // MARK: tables that are left and found

    private func leave() throws {
        func text(_ global: String = "") -> String {
            """
            global_defs {
                \(global)
            }
            virtual_server 10.9.0.200 80 {
                delay_loop 1
                lb_algo rr
                lb_kind DR
                protocol TCP
                \(Self.server("101"))
            }

            """
        }
        try start("101")
        try stage.begin("leave", text(), options: ["-I"])
        try stage.state("start", has: ["101:80"], byName: true)
        try stage.end()
        try stage.host.run("ipvsadm", "-A", "-t", "10.9.0.99:99", "-s", "rr")
        try stage.begin("find", text(), isClean: false)
        try stage.state("start", has: ["101:80", "10.9.0.99:99"], says: "UP", byName: true)
        try stage.end()
        try stage.begin("lvs_flush", text("lvs_flush"), isClean: false)
        try stage.state("start", has: ["101:80"], lacks: ["10.9.0.99:99"], says: "UP", byName: true)
        try stage.host.run("ipvsadm", "-A", "-t", "10.9.0.99:99", "-s", "rr")
        try stage.end()
        try stage.begin("lvs_flush_on_stop", text("lvs_flush_on_stop"), isClean: false)
        try stage.state("start", has: ["101:80", "10.9.0.99:99"], says: "UP", byName: true)
        try stage.end()
    }
}
