// swift-tools-version: 6.2
import PackageDescription

// The architecture in one page: every edge between targets is spelled out here, checked against
// Tests/ArchitectureTests/edges.txt, and explained in doc/architecture.md.

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Shared/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources,
        swiftSettings: settings)
}

let package = Package(
    name: "high-availability",
    products: [
        .executable(name: "vrrp", targets: ["vrrp"]),
        .executable(name: "keepalived", targets: ["vrrp"]),
    ],
    targets: [
        // 0: headers and module maps
        .systemLibrary(name: "CLinux", path: "Sources/Shared/CLinux"),
        .systemLibrary(
            name: "CNetlink", path: "Sources/Shared/CNetlink", pkgConfig: "libnl-3.0",
            providers: [.apt(["libnl-3-dev"])]),
        .systemLibrary(
            name: "CSystemd", path: "Sources/Shared/CSystemd", pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]),
        .target(
            name: "CShims", path: "Sources/Shared/CShims",
            cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        // 1: values
        shared("Timing"),
        shared("NetworkTypes"),
        // 2: formats
        shared("PacketFormats", ["NetworkTypes"]),
        shared("ConfigurationSyntax"),
        // 3: decisions
        shared("Configuration", ["ConfigurationSyntax", "NetworkTypes"]),
        shared("Election", ["Timing", "NetworkTypes", "PacketFormats"]),
        // 4: the operating system
        shared("SystemCalls", ["CLinux", "CShims", "NetworkTypes", "Timing"]),
        shared("EventLoop", ["CSystemd", "SystemCalls", "Timing"]),
        shared("ConfigurationSource", ["CLinux", "Configuration", "ConfigurationSyntax", "SystemCalls"]),
        shared("Netlink", ["CNetlink", "CLinux", "SystemCalls", "NetworkTypes"]),
        shared("Logging", ["SystemCalls"]),
        shared("ProcessMessages", ["SystemCalls"]),
        // 5: processes
        shared(
            "VRRPDaemon",
            [
                "Configuration", "ConfigurationSource", "ConfigurationSyntax", "Election", "EventLoop", "Logging", "Netlink", "NetworkTypes",
                "PacketFormats", "ProcessMessages", "SystemCalls", "Timing",
            ]),
        shared(
            "Supervisor",
            [
                "Configuration", "ConfigurationSource", "ConfigurationSyntax", "EventLoop", "Logging", "NetworkTypes", "ProcessMessages",
                "SystemCalls", "Timing",
            ]),
        // 6: programs
        .executableTarget(
            name: "vrrp", dependencies: ["Supervisor", "VRRPDaemon"], path: "Sources/vrrp", swiftSettings: settings),
        .target(
            name: "Simulation", dependencies: ["Election", "NetworkTypes", "PacketFormats", "Timing"],
            path: "Tests/Simulation", swiftSettings: settings),
        .executableTarget(
            name: "soak", dependencies: ["Simulation"], path: "Tests/Soak", swiftSettings: settings),
        tests("SimulationTests", ["Simulation"]),
        tests("PacketFormatsTests", ["NetworkTypes", "PacketFormats"]),
        tests("ElectionTests", ["Election", "NetworkTypes", "PacketFormats", "Timing"]),
    ]
)
