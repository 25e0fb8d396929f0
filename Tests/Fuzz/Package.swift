// swift-tools-version: 6.2
import PackageDescription

// Fuzzers, one program a decoder, each with its corpus in Corpus/NAME. The sources under test are the product's own, by
// links, compiled with the sanitizers. To run one for a minute:
//
//     swift build -c release --product FuzzConfiguration
//     .build/release/FuzzConfiguration -max_total_time=60 -dict=configuration.dict Corpus/configuration
//
// What a fuzzer finds goes into the corpus, which the tests replay. To add a decoder: link its sources, add `sources` for
// them and a `fuzzer`.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer,address"]),
]

func sources(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["LibFuzzer"] + dependencies, swiftSettings: settings,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

let package = Package(
    name: "fuzz",
    targets: [
        .target(name: "LibFuzzer"),
        sources("NetworkTypes"),
        sources("ConfigurationSyntax"),
        sources("VirtualServers", ["NetworkTypes"]),
        sources(
            "Configuration",
            [
                "ApplicationFormats", "BFD", "ConfigurationSyntax", "Election", "NetworkTypes",
                "VirtualServers",
            ]),
        sources("Timing"),
        sources("PacketFormats", ["NetworkTypes"]),
        sources("Election", ["NetworkTypes", "PacketFormats", "Timing"]),
        sources("BFD", ["NetworkTypes", "PacketFormats", "Timing"]),
        sources("ApplicationFormats"),
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(name: "CNetlink", path: "Sources/CNetlink", pkgConfig: "libnl-3.0"),
        .systemLibrary(name: "CPopt", path: "Sources/CPopt"),
        .target(name: "CShims", cSettings: [.define("_GNU_SOURCE")]),
        sources("SystemCalls", ["CLinux", "CShims", "NetworkTypes", "Timing"]),
        sources("NetworkState", ["NetworkTypes"]),
        sources(
            "Netlink",
            ["CNetlink", "CLinux", "CShims", "NetworkState", "NetworkTypes", "SystemCalls"]),
        sources("IPVSControl", ["CLinux", "Netlink", "NetworkTypes", "SystemCalls", "VirtualServers"]),
        sources("PoptOptions", ["CPopt"]),
        sources(
            "IPVSAdministration",
            ["IPVSControl", "NetworkTypes", "PoptOptions", "SystemCalls", "VirtualServers"]),
        fuzzer("FuzzConfiguration", ["Configuration", "ConfigurationSyntax", "Election"]),
        fuzzer("FuzzPackets", ["BFD", "Election", "NetworkTypes", "PacketFormats", "Timing"]),
        fuzzer("FuzzResponse", ["ApplicationFormats"]),
        fuzzer("FuzzIPVSArguments", ["IPVSAdministration", "IPVSControl", "NetworkTypes", "VirtualServers"]),
        fuzzer("FuzzIPVSReplies", ["IPVSControl", "Netlink", "NetworkTypes", "VirtualServers"]),
        fuzzer("FuzzSMTP", ["ApplicationFormats"]),
        fuzzer("FuzzDNS", ["ApplicationFormats"]),
    ]
)
