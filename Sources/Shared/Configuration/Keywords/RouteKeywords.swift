/// The keywords inside the lines of `virtual_routes` and `static_routes`, `virtual_rules` and `static_rules`.
enum RouteKeywords {
    /// Keywords before a destination that give the type of the route.
    private static let kinds: [Keyword] = [
        "to", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit",
        "throw",
        "nat", "xresolve",
    ].map { Keyword($0, .flag) }

    /// A route.
    static let route = kinds + whereTo + metrics

    /// Keywords of static routes, rules and addresses only.
    static let membership: [Keyword] = [
        Keyword("track_group", .text)
    ]

    /// Where a route leads.
    static let whereTo: [Keyword] = [
        Keyword("inet", .flag),
        Keyword("inet6", .flag),
        Keyword("src", .address),
        Keyword("as", .gateway),
        Keyword("via", .gateway),
        Keyword("gw", .gateway, oldSpellingOf: "via"),
        Keyword("from", .prefix),
        Keyword("tos", .text),
        Keyword("dsfield", .text),
        Keyword("table", .text),
        Keyword("protocol", .text),
        Keyword("scope", .text),
        Keyword("dev", .interface),
        Keyword("oif", .interface),
        Keyword("onlink", .flag),
        Keyword("encap", .encapsulation),
        Keyword("add", .flag),
        Keyword("append", .flag),
        Keyword("prepend", .flag),
        Keyword("or", .gateway, oldSpellingOf: "nexthop"),
        Keyword("nexthop", .rest(syntax: "via IP …")),
        Keyword("no_track", .flag),
        Keyword("vrf", .interface),
    ]

    /// How a route behaves.
    static let metrics: [Keyword] = [
        Keyword("metric", .number(Bounds.unsigned32)),
        Keyword("priority", .number(Bounds.unsigned32)),
        Keyword("preference", .number(Bounds.unsigned32)),
        Keyword("expires", .number(Bounds.unsigned32)),
        Keyword("mtu", .lockable(Bounds.unsigned32)),
        Keyword("hoplimit", .number(0...255)),
        Keyword("advmss", .lockable(Bounds.unsigned32)),
        Keyword("rtt", .text),
        Keyword("rttvar", .text),
        Keyword("reordering", .lockable(Bounds.unsigned32)),
        Keyword("window", .number(Bounds.unsigned32)),
        Keyword("cwnd", .lockable(Bounds.unsigned32)),
        Keyword("ssthresh", .lockable(Bounds.unsigned32)),
        Keyword("realms", .text),
        Keyword("rto_min", .text),
        Keyword("initcwnd", .number(Bounds.unsigned32)),
        Keyword("initrwnd", .number(Bounds.unsigned32)),
        Keyword("features", .choice(["ecn"])),
        Keyword("quickack", .number(0...1)),
        Keyword("congctl", .text),
        Keyword("pref", .text),
        Keyword("ttl-propagate", .choice(["enabled", "disabled"])),
        Keyword("fastopen_no_cookie", .number(0...1)),
    ]

    /// A rule.
    static let rule: [Keyword] = [
        Keyword("inet", .flag),
        Keyword("inet6", .flag),
        Keyword("from", .prefix),
        Keyword("to", .prefix),
        Keyword("table", .text),
        Keyword("lookup", .text),
        Keyword("not", .flag),
        Keyword("preference", .text),
        Keyword("order", .text),
        Keyword("priority", .text),
        Keyword("tos", .text),
        Keyword("dsfield", .text),
        Keyword("fwmark", .text),
        Keyword("realms", .text),
        Keyword("suppress_prefixlength", .number(Bounds.unsigned31)),
        Keyword("sup_pl", .number(Bounds.unsigned31)),
        Keyword("suppress_ifgroup", .text),
        Keyword("sup_group", .text),
        Keyword("iif", .interface),
        Keyword("dev", .interface),
        Keyword("oif", .interface),
        Keyword("tunnel-id", .number(Bounds.natural)),
        Keyword("uidrange", .text),
        Keyword("l3mdev", .flag),
        Keyword("protocol", .number(0...255)),
        Keyword("ipproto", .text),
        Keyword("sport", .text),
        Keyword("dport", .text),
        Keyword("no_track", .flag),
        Keyword("type", .choice(["table", "lookup", "goto", "nop", "blackhole", "unreachable", "prohibit"])),
        Keyword("goto", .number(Bounds.unsigned32)),
        Keyword("nop", .flag),
        Keyword("blackhole", .flag),
        Keyword("unreachable", .flag),
        Keyword("prohibit", .flag),
    ]
}
