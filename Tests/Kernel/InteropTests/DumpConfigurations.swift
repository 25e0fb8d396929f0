/// The configurations of which both write dumps.
enum DumpConfigurations {
    static let all: [(name: String, text: String)] = [
        (
            "version 2 with a password, scripts and notifications",
            #"""
            global_defs {
                router_id node1
                enable_script_security
                script_user root
                vrrp_garp_master_delay 3
                notify_fifo /run/ha-dump-fifo nobody
                vrrp_notify_fifo /run/ha-dump-vrrp-fifo
                vrrp_notify_fifo_script "/usr/bin/sleep 30 'a b'" nobody
                lvs_notify_fifo /run/ha-dump-lvs-fifo
                vrrp_notify_priority_changes
                fifo_write_vrrp_states_on_reload
                rs_init_notifies
            }
            vrrp_script chk_ok {
                script "/usr/bin/true arg"
                interval 1
                weight 10
                rise 2
                fall 3
            }
            vrrp_script chk_bad {
                script "/usr/bin/false"
                interval 1
                weight -20
                fall 1
            }
            vrrp_instance VI_1 {
                state BACKUP
                interface eth0
                virtual_router_id 51
                priority 150
                advert_int 1
                authentication {
                    auth_type PASS
                    auth_pass s3cret
                }
                virtual_ipaddress {
                    10.99.0.100
                    10.99.0.101/24 dev eth0 label eth0:1
                    10.99.7.102/24 brd 10.99.7.255 scope link
                }
                virtual_ipaddress_excluded {
                    10.99.1.1/32
                    2001:db8::9/64
                }
                track_interface {
                    d0 weight 5
                }
                track_script {
                    chk_ok
                    chk_bad weight 7
                }
                notify_master "/usr/bin/echo master"
                notify_backup "/usr/bin/echo backup"
                notify "/usr/bin/echo any"
            }

            """#
        ),
        (
            "version 3 and IPv6",
            #"""
            global_defs {
                vrrp_version 3
                vrrp_skip_check_adv_addr
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                priority 100
                advert_int 0.5
                preempt_delay 2.5
                virtual_ipaddress {
                    10.99.0.100/24
                }
            }
            vrrp_instance VI_6 {
                interface eth0
                virtual_router_id 61
                priority 200
                advert_int 0.25
                garp_master_delay 1
                garp_master_refresh 60
                garp_lower_prio_delay 2
                nopreempt
                virtual_ipaddress {
                    fe80::100
                    2001:db8::100/64
                }
            }

            """#
        ),
        (
            "a sync group with unicast",
            #"""
            vrrp_sync_group G1 {
                group {
                    VI_1
                    VI_2
                }
                notify_master "/usr/bin/echo gm"
                notify "/usr/bin/echo ga"
                global_tracking
                notify_priority_changes
            }
            vrrp_instance VI_1 {
                state MASTER
                interface eth0
                virtual_router_id 51
                priority 150
                virtual_ipaddress {
                    10.99.0.100
                }
                track_interface {
                    d0
                }
            }
            vrrp_instance VI_2 {
                state MASTER
                interface eth0
                virtual_router_id 52
                priority 150
                unicast_src_ip 10.99.0.1
                unicast_peer {
                    10.99.0.2
                    10.99.0.3
                }
                unicast_ttl 60
                virtual_ipaddress {
                    10.99.2.100
                }
            }

            """#
        ),
        (
            "many global definitions",
            #"""
            global_defs {
                router_id LVS_X
                vrrp_mcast_group4 224.0.0.99
                vrrp_mcast_group6 ff02::99
                vrrp_garp_master_delay 6
                vrrp_garp_interval 0.1
                vrrp_gna_interval 0.2
                vrrp_garp_master_repeat 3
                vrrp_garp_master_refresh 30
                vrrp_garp_master_refresh_repeat 2
                vrrp_garp_lower_prio_delay 4
                vrrp_garp_lower_prio_repeat 2
                vrrp_lower_prio_no_advert true
                vrrp_higher_prio_send_advert true
                vrrp_check_unicast_src
                vrrp_priority -5
                checker_priority -4
                vrrp_no_swap
                process_names
                umask 022
                log_unknown_vrids
                lvs_timeouts tcp 7200 tcpfin 120
                lvs_flush
                lvs_flush_on_stop VS
                script_user nobody
                checker_log_all_failures on
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                priority 10
                virtual_ipaddress {
                    10.99.0.50/24
                }
                garp_master_delay 10
                dont_track_primary
                track_src_ip
                kernel_rx_buf_size 100000
                mcast_src_ip 10.99.0.1
            }

            """#
        ),
        (
            "an instance with its defaults",
            #"""
            vrrp_instance BARE {
                interface eth0
                virtual_router_id 7
                priority 100
                virtual_ipaddress { 10.99.0.50 }
            }

            """#
        ),
        (
            "no preemption, and every script",
            #"""
            vrrp_instance N {
                interface eth0
                virtual_router_id 1
                priority 100
                nopreempt
                virtual_ipaddress {
                    10.99.0.9/24
                }
                notify_backup "/usr/bin/echo backup"
                notify_master "/usr/bin/echo master"
                notify_fault "/usr/bin/echo 'a b' c" nobody
                notify_stop "/usr/bin/echo stop"
                notify_deleted "/usr/bin/echo deleted"
                notify "/usr/bin/echo any"
                notify_master_rx_lower_pri "/usr/bin/echo lower"
            }

            """#
        ),
        (
            "addresses with every option",
            #"""
            vrrp_instance OF {
                interface eth0
                virtual_router_id 9
                priority 100
                skip_check_adv_addr
                virtual_ipaddress {
                    10.99.0.15/24 label eth0:9
                    10.99.0.16/32 dev d0 scope host no_track
                    10.99.0.17/32 dev d0 scope 33 noprefixroute
                    10.99.0.20/24 scope site
                }
                virtual_ipaddress_excluded {
                    2001:db8::5/64 home
                    2001:db8::6/64 preferred_lft 0
                    2001:db8::7/128
                    2001:db8::8/64 preferred_lft 30 no_track
                }
            }

            """#
        ),
        (
            "a fault, and scripts that fail",
            #"""
            vrrp_script bad {
                script "/usr/bin/false"
                interval 5
                timeout 2
                weight 0
            }
            vrrp_script slow {
                script "/usr/bin/sleep 30"
                interval 40
                timeout 35
                weight 12
                rise 4
                fall 2
            }
            vrrp_instance F {
                state MASTER
                interface eth0
                virtual_router_id 9
                priority 250
                version 3
                virtual_ipaddress {
                    10.99.3.50/24
                }
                track_script {
                    bad
                    slow
                }
            }

            """#
        ),
        (
            "the owner of the addresses",
            #"""
            vrrp_instance OWN {
                state MASTER
                interface eth0
                virtual_router_id 10
                version 3
                priority 255
                preempt_delay 0
                virtual_ipaddress {
                    10.99.0.77/24 dev d0
                }
            }

            """#
        ),
        (
            "unicast of IPv6, with limits of the TTL",
            #"""
            vrrp_instance U6 {
                interface eth0
                virtual_router_id 4
                priority 100
                advert_int 0.4
                native_ipv6
                unicast_peer {
                    fd00:99::77
                    fd00:99::78 min_ttl 20 max_ttl 30
                }
                virtual_ipaddress {
                    fe80::9/64
                }
            }

            """#
        ),
        (
            "lists of peers, down timer and delays",
            #"""
            vrrp_instance NOV {
                interface eth0
                virtual_router_id 11
                nopreempt
                preempt_delay 5
                priority 20
                unicast_src_ip 10.99.0.1
                unicast_peer {
                    10.99.0.77
                }
                check_unicast_src
                lower_prio_no_advert
                higher_prio_send_advert
                down_timer_adverts 2
                garp_lower_prio_delay 7
                garp_lower_prio_repeat 2
                virtual_ipaddress {
                    10.99.2.78/24
                }
            }

            """#
        ),
        (
            "two instances on one socket",
            #"""
            vrrp_instance S1 {
                interface eth0
                virtual_router_id 1
                priority 100
                preempt_delay 2
                virtual_ipaddress {
                    10.99.4.1/24
                }
            }
            vrrp_instance S2 {
                interface eth0
                virtual_router_id 2
                priority 100
                version 3
                advert_int 0.25
                virtual_ipaddress {
                    10.99.4.2/24
                }
            }

            """#
        ),
    ]
}
