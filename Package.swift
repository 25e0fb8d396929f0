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

func tests(
    _ name: String, in group: String = "Unit", _ dependencies: [Target.Dependency] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(group)/\(name)", resources: resources,
        swiftSettings: settings)
}

let package = Package(
    name: "high-availability",
    products: [
        .executable(name: "vrrp", targets: ["vrrp"]),
        .executable(name: "keepalived", targets: ["vrrp"]),
        .executable(name: "ipvs", targets: ["ipvs"]),
        .executable(name: "genhash", targets: ["genhash"]),
        .executable(name: "check", targets: ["check"]),
        .executable(name: "check-daemon", targets: ["check-daemon"]),
    ],
    targets: [
        // 0: headers and module maps
        .systemLibrary(name: "CLinux", path: "Sources/Shared/CLinux"),
        .systemLibrary(
            name: "CNcurses", path: "Sources/Shared/CNcurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(
            name: "CNetlink", path: "Sources/Shared/CNetlink", pkgConfig: "libnl-3.0",
            providers: [.apt(["libnl-3-dev", "libnl-genl-3-dev"])]),
        .systemLibrary(
            name: "CJansson", path: "Sources/Shared/CJansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(
            name: "CSystemd", path: "Sources/Shared/CSystemd", pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CPCRE2", path: "Sources/Shared/CPCRE2", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CPopt", path: "Sources/Shared/CPopt", providers: [.apt(["libpopt-dev"])]),
        .target(
            name: "CShims", path: "Sources/Shared/CShims",
            cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(
            name: "COpenSSL", path: "Sources/Shared/COpenSSL",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(
            name: "CCurl", path: "Sources/Shared/CCurl",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        // 1: values
        shared("Timing"),
        shared("NetworkTypes"),
        // 2: formats
        shared("ByteCoding"),
        shared("PacketFormats", ["NetworkTypes"]),
        shared("NetworkState", ["NetworkTypes"]),
        shared("ApplicationFormats"),
        shared("ConfigurationSyntax"),
        // 3: decisions
        shared(
            "Configuration",
            [
                "ApplicationFormats", "BFD", "ConfigurationSyntax", "Election", "NetworkTypes",
                "ProcessTracking", "VirtualServers",
            ]),
        shared("Election", ["Timing", "NetworkTypes", "PacketFormats"]),
        shared("BFD", ["Timing", "NetworkTypes", "PacketFormats"]),
        shared("ProcessTracking", ["Timing"]),
        shared("VirtualServers", ["NetworkTypes"]),
        shared(
            "Notifications", ["ApplicationFormats", "Configuration", "Timing", "VirtualServers"]),
        shared("HealthChecks", ["ApplicationFormats", "NetworkTypes", "PacketFormats", "Timing"]),
        shared(
            "VirtualRouting",
            [
                "ByteCoding", "Configuration", "Election", "NetworkState", "NetworkTypes", "Notifications",
                "PacketFormats",
                "ProcessTracking", "Timing",
            ]),
        // 4: the operating system
        shared("SystemCalls", ["CLinux", "CShims", "NetworkTypes", "Timing"]),
        shared("EventLoop", ["CSystemd", "SystemCalls", "Timing"]),
        shared(
            "ConfigurationSource",
            ["ByteCoding", "CLinux", "CShims", "Configuration", "ConfigurationSyntax"]),
        shared("Netlink", ["CNetlink", "CLinux", "CShims", "NetworkState", "NetworkTypes", "SystemCalls"]),
        shared("IPVSControl", ["CLinux", "Netlink", "NetworkTypes", "SystemCalls", "VirtualServers"]),
        shared("CommandLine", ["CLinux", "CShims"]),
        shared("PoptOptions", ["CPopt"]),
        shared("JSON", ["CJansson"]),
        shared("Terminal", ["CNcurses"]),
        shared("Logging", ["SystemCalls", "Timing"]),
        shared(
            "ProcessMessages",
            ["ByteCoding", "CommandLine", "Configuration", "Notifications", "SystemCalls"]),
        .target(
            name: "Digests", dependencies: ["COpenSSL"], path: "Sources/Shared/Digests",
            swiftSettings: settings, linkerSettings: [.linkedLibrary(":libcrypto.a")]),
        shared("TLS", ["COpenSSL"]),
        shared("MailTransfer", ["CCurl", "Notifications", "ProcessMessages"]),
        shared("Patterns", ["CPCRE2"]),
        // 5: processes
        shared("MailSender", ["MailTransfer", "Notifications", "ProcessMessages", "SystemCalls"]),
        shared("Probing", ["Digests", "HealthChecks", "Patterns", "TLS", "Timing"]),
        shared(
            "SupervisedChild",
            [
                "Configuration", "ConfigurationSource", "EventLoop", "Logging", "Notifications",
                "ProcessMessages", "SystemCalls", "Timing",
            ]),
        shared(
            "VRRPDaemon",
            [
                "Configuration", "EventLoop", "Logging", "Netlink", "NetworkState", "NetworkTypes",
                "Notifications",
                "ProcessMessages", "SupervisedChild", "SystemCalls", "Timing", "VirtualRouting",
            ]),
        shared(
            "BFDDaemon",
            [
                "BFD", "Configuration", "EventLoop", "Logging", "NetworkTypes", "PacketFormats",
                "ProcessMessages", "SupervisedChild", "SystemCalls", "Timing",
            ]),
        shared(
            "CheckDaemon",
            [
                "ApplicationFormats", "CommandLine", "Configuration", "ConfigurationSource",
                "ConfigurationSyntax", "EventLoop",
                "HealthChecks", "IPVSControl", "JSON", "Logging", "Netlink", "NetworkState", "NetworkTypes",
                "Notifications",
                "Patterns", "Probing", "ProcessMessages", "SupervisedChild",
                "SystemCalls", "TLS", "Timing", "VirtualServers",
            ]),
        shared(
            "Supervisor",
            [
                "CommandLine", "Configuration", "ConfigurationSource", "ConfigurationSyntax", "EventLoop",
                "Logging", "Netlink", "NetworkTypes", "Notifications", "ProcessMessages", "ProcessTracking",
                "SystemCalls", "Timing", "VirtualRouting",
            ]),
        shared(
            "IPVSAdministration",
            ["IPVSControl", "NetworkTypes", "PoptOptions", "SystemCalls", "VirtualServers"]),
        shared(
            "IPVSTools",
            [
                "CommandLine", "IPVSAdministration", "IPVSControl", "JSON", "Netlink", "NetworkState",
                "NetworkTypes",
                "SystemCalls", "Terminal", "Timing", "VirtualServers",
            ]),
        shared(
            "GenhashProgram",
            [
                "ApplicationFormats", "CommandLine", "Digests", "NetworkTypes", "SystemCalls", "TLS",
                "Timing",
            ]),
        shared(
            "CheckProgram",
            [
                "ApplicationFormats", "CommandLine", "HealthChecks", "JSON", "NetworkTypes", "Patterns",
                "Probing", "SystemCalls", "TLS", "Timing",
            ]),
        // 6: programs
        .executableTarget(
            name: "check", dependencies: ["CheckProgram"], path: "Sources/check", exclude: ["daemon"],
            swiftSettings: settings),
        .executableTarget(
            name: "check-daemon",
            dependencies: ["CheckDaemon", "SupervisedChild", "Supervisor", "SystemCalls"],
            path: "Sources/check/daemon", swiftSettings: settings),
        .executableTarget(
            name: "genhash", dependencies: ["GenhashProgram"], path: "Sources/genhash",
            swiftSettings: settings),
        .executableTarget(
            name: "vrrp",
            dependencies: [
                "BFDDaemon", "MailSender", "SupervisedChild", "Supervisor", "SystemCalls", "VRRPDaemon",
            ],
            path: "Sources/vrrp",
            swiftSettings: settings),
        .executableTarget(
            name: "ipvs", dependencies: ["IPVSAdministration", "IPVSTools", "SystemCalls"],
            path: "Sources/ipvs",
            swiftSettings: settings),
        // Tests and measurements
        .target(name: "Lab", dependencies: ["CShims"], path: "Tests/Support/Lab"),
        .executableTarget(name: "demo", dependencies: ["Lab"], path: "Tests/Support/Demo"),
        .executableTarget(name: "bench", dependencies: ["Lab"], path: "Benchmarks/bench"),
        .executableTarget(
            name: "ipvs-differential", dependencies: ["CShims", "Lab"], path: "Tests/Kernel/IPVSDifferential"),
        .testTarget(
            name: "IPVSDifferentialTests", dependencies: ["Lab", "ipvs-differential"],
            path: "Tests/Kernel/IPVSDifferentialTests"),
        .executableTarget(
            name: "director-lab", dependencies: ["Lab"], path: "Tests/Kernel/DirectorLab"),
        .testTarget(
            name: "DirectorTests", dependencies: ["Lab", "director-lab"], path: "Tests/Kernel/DirectorTests"),
        .testTarget(name: "InteropTests", dependencies: ["Lab"], path: "Tests/Kernel/InteropTests"),
        tests("ConfigurationSyntaxTests", ["ConfigurationSyntax"]),
        tests(
            "ConfigurationTests",
            [
                "BFD", "Configuration", "ConfigurationSyntax", "Election", "NetworkTypes", "ProcessTracking",
                "VirtualServers",
            ],
            resources: [.copy("Fixtures")]),
        tests("ConfigurationSourceTests", ["Configuration", "ConfigurationSource", "ConfigurationSyntax"]),
        // 7: tests of the operating system layer
        .executableTarget(
            name: "system-probe", dependencies: ["EventLoop", "SystemCalls", "Timing"],
            path: "Tests/Support/SystemProbe",
            swiftSettings: settings),
        tests(
            "SystemCallsTests", in: "Kernel",
            ["CShims", "Lab", "NetworkTypes", "SystemCalls", "Timing", "system-probe"]),
        tests(
            "EventLoopTests", in: "Kernel",
            ["EventLoop", "Lab", "SystemCalls", "Timing", "system-probe"]),
        tests(
            "NetlinkTests", in: "Kernel", ["Lab", "NetworkState", "NetworkTypes", "Netlink", "SystemCalls"]),
        tests("LoggingTests", ["Lab", "Logging", "SystemCalls"]),
        .target(
            name: "Simulation",
            dependencies: [
                "Configuration", "ConfigurationSyntax", "Election", "NetworkState", "NetworkTypes",
                "Notifications", "PacketFormats", "Timing", "VirtualRouting",
            ],
            path: "Tests/Simulation/Simulation", swiftSettings: settings),
        .executableTarget(
            name: "soak", dependencies: ["Simulation"], path: "Tests/Simulation/Soak", swiftSettings: settings
        ),
        tests("SimulationTests", in: "Simulation", ["Simulation"]),
        tests("TimingTests", ["Timing"]),
        tests("JSONTests", ["JSON"]),
        tests("IPVSControlTests", ["IPVSControl", "Netlink", "NetworkTypes", "VirtualServers"]),
        tests(
            "IPVSToolsTests",
            ["IPVSAdministration", "IPVSControl", "IPVSTools", "JSON", "NetworkTypes", "VirtualServers"]),
        tests("VirtualServersTests", ["NetworkTypes", "Notifications", "VirtualServers"]),
        tests(
            "NotificationsTests",
            ["Configuration", "NetworkTypes", "Notifications", "Timing", "VirtualServers"]),
        tests("NetworkTypesTests", ["NetworkTypes"]),
        tests("PacketFormatsTests", ["NetworkTypes", "PacketFormats"]),
        tests("BFDTests", ["BFD", "NetworkTypes", "PacketFormats", "Timing"]),
        tests("ProcessTrackingTests", ["ProcessTracking", "Timing"]),
        tests("ElectionTests", ["Election", "NetworkTypes", "PacketFormats", "Timing"]),
        tests("ApplicationFormatsTests", ["ApplicationFormats"]),
        tests("DigestsTests", ["Digests"]),
        tests("PatternsTests", ["Patterns"]),
        tests(
            "HealthChecksTests",
            ["ApplicationFormats", "HealthChecks", "NetworkTypes", "PacketFormats", "Timing"]),
        .testTarget(
            name: "ProbingTests",
            dependencies: [
                "ApplicationFormats", "HealthChecks", "Lab", "NetworkTypes", "Patterns", "Probing",
                "SystemCalls", "TLS", "Timing",
            ],
            path: "Tests/Kernel/ProbingTests"),
        .testTarget(
            name: "CheckProgramTests", dependencies: ["CheckProgram", "HealthChecks", "Lab"],
            path: "Tests/Kernel/CheckProgramTests"),
        .testTarget(
            name: "CheckerTests", dependencies: ["Lab"], path: "Tests/Kernel/CheckerTests"),
        .testTarget(
            name: "TLSTests", dependencies: ["Lab", "NetworkTypes", "SystemCalls", "TLS"],
            path: "Tests/Kernel/TLSTests"),
        .testTarget(
            name: "GenhashTests",
            dependencies: ["ApplicationFormats", "Digests", "GenhashProgram", "Lab"],
            path: "Tests/Kernel/GenhashTests"),
        // 8: tests of the processes, the documentation and the architecture
        tests("CommandLineTests", ["CommandLine"]),
        tests("ByteCodingTests", ["ByteCoding"]),
        tests("ProcessMessagesTests", ["Configuration", "Notifications", "ProcessMessages"]),
        tests(
            "SupervisedChildTests",
            [
                "Configuration", "ConfigurationSource", "EventLoop", "Logging", "Notifications",
                "ProcessMessages", "SupervisedChild", "SystemCalls", "Timing",
            ]),
        tests(
            "SupervisorTests",
            [
                "CommandLine", "Configuration", "EventLoop", "Logging", "Notifications", "ProcessMessages",
                "Supervisor", "SystemCalls", "Timing",
            ]),
        tests(
            "VirtualRoutingTests",
            [
                "Configuration", "Election", "NetworkState", "NetworkTypes", "Notifications", "PacketFormats",
                "ProcessTracking", "Simulation", "Timing", "VirtualRouting",
            ]),
        tests(
            "IPVSAdministrationTests",
            ["IPVSAdministration", "IPVSControl", "NetworkTypes", "PoptOptions", "VirtualServers"]),
        tests(
            "CheckDaemonTests",
            [
                "CheckDaemon", "Configuration", "HealthChecks", "NetworkTypes", "Notifications", "Timing",
                "VirtualServers",
            ]),
        tests("ArchitectureTests", ["Lab"], resources: [.copy("edges.txt")]),
        tests("DocumentationTests", ["CommandLine", "Configuration", "ProcessTracking", "Supervisor"]),
    ]
)
