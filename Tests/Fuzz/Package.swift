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
        sources("Configuration", ["ConfigurationSyntax", "NetworkTypes"]),
        sources("Timing"),
        sources("PacketFormats", ["NetworkTypes"]),
        sources("Election", ["NetworkTypes", "PacketFormats", "Timing"]),
        sources("ApplicationFormats"),
        fuzzer("FuzzConfiguration", ["Configuration", "ConfigurationSyntax"]),
        fuzzer("FuzzPackets", ["Election", "NetworkTypes", "PacketFormats", "Timing"]),
        fuzzer("FuzzResponse", ["ApplicationFormats"]),
        fuzzer("FuzzSMTP", ["ApplicationFormats"]),
        fuzzer("FuzzDNS", ["ApplicationFormats"]),
    ]
)
