// swift-tools-version: 6.2
//
// The manifest is the map of the architecture: targets stand in the order of their dependencies, a target sees only
// the targets it names (`swift build --explicit-target-dependency-import-check error` holds it to that), and each
// outside library is named by exactly one target.
import PackageDescription

/// Settings of every target of this package.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
    .enableUpcomingFeature("InferIsolatedConformances"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0481-weak-let.md
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let package = Package(
    name: "commonwatt",
    products: [
        .library(name: "Units", targets: ["Units"]),
        .library(name: "Allocation", targets: ["Allocation"]),
        .library(name: "MQTTClient", targets: ["MQTTClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: The pure core: no clock, no I/O, no randomness, no Foundation, no floating point

        .target(name: "Units", swiftSettings: settings),
        .testTarget(name: "UnitsTests", dependencies: ["Units"], swiftSettings: settings),

        .target(name: "Allocation", dependencies: ["Units"], swiftSettings: settings),

        // MARK: MQTT: the only importer of libmosquitto

        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .target(
            name: "MQTTClient",
            dependencies: [
                "CMosquitto",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        // MARK: The gateway: topics and payloads

        .target(name: "Gateway", dependencies: ["Units", "Allocation", "MQTTClient"], swiftSettings: settings),

        // MARK: Other programs: the only importer of swift-subprocess

        .target(
            name: "ChildProcesses",
            dependencies: [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),

        .testTarget(name: "ChildProcessesTests", dependencies: ["ChildProcesses"], swiftSettings: settings),

        // MARK: What tests share: a real broker, certificates, seeds

        .target(
            name: "TestKit",
            dependencies: [
                "Allocation", "MQTTClient", "Gateway", "ChildProcesses",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MQTTClientTests",
            dependencies: [
                "MQTTClient", "TestKit", "Gateway", "Allocation", "ChildProcesses",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Gateway", "MQTTClient", "TestKit", "ChildProcesses", "Units", "Allocation"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
