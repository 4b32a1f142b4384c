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
        .executable(name: "commonwatt", targets: ["commonwatt"]),
        .library(name: "Units", targets: ["Units"]),
        .library(name: "Allocation", targets: ["Allocation"]),
        .library(name: "Audit", targets: ["Audit"]),
        .library(name: "Simulation", targets: ["Simulation"]),
        .library(name: "Cryptography", targets: ["Cryptography"]),
        .library(name: "ConfigurationFiles", targets: ["ConfigurationFiles"]),
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "LedgerStore", targets: ["LedgerStore"]),
        .library(name: "Membership", targets: ["Membership"]),
        .library(name: "MQTTClient", targets: ["MQTTClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: The pure core: no clock, no I/O, no randomness, no Foundation, no floating point

        .target(name: "Units", swiftSettings: settings),
        .testTarget(name: "UnitsTests", dependencies: ["Units"], swiftSettings: settings),

        .target(name: "Allocation", dependencies: ["Units"], swiftSettings: settings),
        .testTarget(
            name: "AllocationTests",
            dependencies: ["Allocation", "Units"],
            exclude: ["Transcripts"],
            swiftSettings: settings
        ),

        .target(name: "CBOR", swiftSettings: settings),
        .testTarget(
            name: "CBORTests",
            dependencies: ["CBOR"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),

        // MARK: Recorded and random demand on the decision core; floating point, still no clock and no I/O

        .target(name: "Simulation", dependencies: ["Allocation", "Units"], swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Allocation", "Simulation", "Units"],
            swiftSettings: settings
        ),

        // MARK: Readings of the source that are not policies of the product: for the experiment command alone

        .target(
            name: "ResearchPolicies",
            dependencies: ["Allocation", "Simulation", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ResearchPoliciesTests",
            dependencies: ["Allocation", "ResearchPolicies", "Simulation", "Units"],
            swiftSettings: settings
        ),

        // MARK: Cryptography: the only importer of libcrypto

        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Cryptography", dependencies: ["CLibcrypto", "Units"], swiftSettings: settings),
        .testTarget(
            name: "CryptographyTests",
            dependencies: ["Cryptography", "Units", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: settings
        ),

        // MARK: Who may act and who has to sign

        .target(name: "Membership", dependencies: ["Cryptography", "Units"], swiftSettings: settings),
        .testTarget(
            name: "MembershipTests",
            dependencies: ["Membership", "Cryptography", "Units"],
            swiftSettings: settings
        ),

        // MARK: The ledger, pure: what a transaction, a block and a chain are, and what runs on it

        .target(
            name: "Ledger",
            dependencies: ["CBOR", "Cryptography", "Membership", "Units"],
            swiftSettings: settings
        ),
        .target(
            name: "LedgerTestKit",
            dependencies: ["Cryptography", "Ledger", "Membership", "Units"],
            path: "Tests/LedgerTestKit",
            swiftSettings: settings
        ),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["CBOR", "Cryptography", "Ledger", "LedgerTestKit", "Membership", "Units"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),

        // MARK: Transparency, pure: what a ledger can prove to whoever does not have it

        .target(
            name: "Transparency",
            dependencies: ["CBOR", "Cryptography", "Ledger", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TransparencyTests",
            dependencies: [
                "ChildProcesses", "Cryptography", "Ledger", "LedgerTestKit", "TestKit", "Transparency", "Units",
            ],
            exclude: ["Reference"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),

        .target(
            name: "AllocationContract",
            dependencies: ["Allocation", "CBOR", "Cryptography", "Ledger", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AllocationContractTests",
            dependencies: ["Allocation", "AllocationContract", "Cryptography", "Ledger", "TestKit", "Units"],
            swiftSettings: settings
        ),

        // MARK: A second contract: the benchmark of the source; nothing that serves a site sees it

        .target(name: "Fabcoin", dependencies: ["CBOR", "Cryptography", "Ledger"], swiftSettings: settings),
        .testTarget(
            name: "FabcoinTests",
            dependencies: [
                "Audit", "Cryptography", "Fabcoin", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer",
                "TestKit", "Units",
            ],
            swiftSettings: settings
        ),

        // MARK: The ledger's storage: the only importer of GRDB

        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "LedgerStore",
            dependencies: [
                "CBOR", "CSQLite", "Cryptography", "Ledger", "Transparency",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LedgerStoreTests",
            dependencies: [
                "Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", "Transparency",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

        // MARK: The peer: endorses, orders and commits

        .target(
            name: "Peer",
            dependencies: ["Cryptography", "Ledger", "Membership", "Transparency", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PeerTests",
            dependencies: [
                "Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer", "PeerTestKit",
                "TestKit", "Transparency", "Units",
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PeerTestKit",
            dependencies: ["Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer", "Units"],
            path: "Tests/PeerTestKit",
            swiftSettings: settings
        ),

        // MARK: Endorsers in other processes: the only importer of SwiftNIO's sockets and TLS

        .target(
            name: "EndorserTransport",
            dependencies: [
                "CBOR", "Cryptography", "Ledger", "Membership", "Peer", "Units",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndorserTransportTests",
            dependencies: [
                "Cryptography", "EndorserTransport", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer",
                "PeerTestKit", "TestKit", "Units",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // MARK: The audit: pure, reads through protocols

        .target(
            name: "Audit",
            dependencies: ["CBOR", "Cryptography", "Ledger", "Membership", "Transparency", "Units"],
            swiftSettings: settings
        ),
        .target(
            name: "AllocationAudit",
            dependencies: [
                "Allocation", "AllocationContract", "Audit", "Cryptography", "Ledger", "Membership", "SignedDemands",
                "Units",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AllocationAuditTests",
            dependencies: [
                "Allocation", "AllocationAudit", "AllocationContract", "Audit", "AuditTestKit", "CBOR", "Cryptography",
                "Ledger", "LedgerTestKit", "Membership", "SignedDemands", "TestKit", "Units",
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AuditTestKit",
            dependencies: [
                "Allocation", "AllocationContract", "Audit", "Cryptography", "Ledger", "LedgerTestKit", "Membership",
                "Units",
            ],
            path: "Tests/AuditTestKit",
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "Allocation", "AllocationContract", "Audit", "AuditTestKit", "CBOR", "Cryptography", "Ledger",
                "LedgerTestKit", "Membership", "Transparency", "Units",
            ],
            swiftSettings: settings
        ),

        // MARK: Demands that their buildings signed, for the wire, the ledger and its auditor; pure

        .target(
            name: "SignedDemands",
            dependencies: ["Allocation", "CBOR", "Cryptography", "Membership", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SignedDemandsTests",
            dependencies: ["Allocation", "Cryptography", "Membership", "SignedDemands", "TestKit", "Units"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),

        // MARK: The controller: a pure machine, and the actor that does what it decides

        .target(
            name: "Controller",
            dependencies: ["Allocation", "AllocationContract", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ControllerTests",
            dependencies: ["Allocation", "AllocationContract", "Controller", "Units"],
            swiftSettings: settings
        ),

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
        .testTarget(
            name: "MQTTClientTests",
            dependencies: [
                "MQTTClient", "TestKit", "Gateway", "Allocation", "ChildProcesses",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // MARK: The gateway: topics and payloads

        .target(
            name: "Gateway",
            dependencies: ["Allocation", "MQTTClient", "SignedDemands", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Gateway", "MQTTClient", "TestKit", "ChildProcesses", "Units", "Allocation"],
            swiftSettings: settings
        ),

        // MARK: Files that people write: the only importer of Yams

        .target(name: "WebAddresses", swiftSettings: settings),
        .testTarget(name: "WebAddressesTests", dependencies: ["WebAddresses"], swiftSettings: settings),

        .target(
            name: "ConfigurationFiles",
            dependencies: ["Units", "Allocation", "WebAddresses", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ConfigurationFilesTests",
            dependencies: ["Units", "Allocation", "ChildProcesses", "ConfigurationFiles", "TestKit", "WebAddresses"],
            swiftSettings: settings
        ),

        // MARK: Experiments: sweeps of the evaluation, their results and reports

        .target(
            name: "Experiments",
            dependencies: ["Units", "Allocation", "Simulation", "ConfigurationFiles", "Cryptography"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: [
                "Units", "Allocation", "Simulation", "ConfigurationFiles", "Cryptography", "Experiments", "TestKit",
            ],
            swiftSettings: settings
        ),

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

        // MARK: A site on disk: its files and the operator's identities

        .target(
            name: "Site",
            dependencies: ["Allocation", "Cryptography", "Gateway", "Ledger", "Transparency", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SiteTests",
            dependencies: [
                "Allocation", "ChildProcesses", "ConfigurationFiles", "Cryptography", "Ledger", "Site", "TestKit",
                "Transparency", "Units",
            ],
            swiftSettings: settings
        ),

        // MARK: A building's side of the conversation

        .target(
            name: "Building",
            dependencies: [
                "Allocation", "Cryptography", "Gateway", "Ledger", "MQTTClient", "SignedDemands", "Transparency",
                "Units",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "BuildingTests",
            dependencies: ["Allocation", "Building", "Cryptography", "Gateway", "Ledger", "Transparency", "Units"],
            swiftSettings: settings
        ),

        // MARK: The service manager that started the process: systemd's notification protocol

        .target(name: "ServiceManager", swiftSettings: settings),
        .testTarget(name: "ServiceManagerTests", dependencies: ["ServiceManager", "TestKit"], swiftSettings: settings),

        // MARK: The page, the API and the metrics of a site: the only importer of Hummingbird

        .target(name: "Monitor", dependencies: ["Allocation", "AllocationContract", "Units"], swiftSettings: settings),
        .testTarget(
            name: "MonitorTests",
            dependencies: ["Allocation", "AllocationContract", "Monitor", "Units"],
            swiftSettings: settings
        ),
        .target(
            name: "WebService",
            dependencies: [
                "Allocation", "AllocationContract", "Cryptography", "Monitor", "Transparency", "Units",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Page")],
            swiftSettings: settings
        ),

        .testTarget(
            name: "WebServiceTests",
            dependencies: [
                "Allocation", "AllocationContract", "ChildProcesses", "MQTTClient", "Monitor", "TestKit", "Units",
                "WebService",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // MARK: A witness that runs, and the ledger's side that asks it: the only importer of AsyncHTTPClient

        .target(
            name: "Witness",
            dependencies: [
                "Cryptography", "Transparency", "Units", "WebAddresses",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WitnessTests",
            dependencies: [
                "Cryptography", "Ledger", "TestKit", "Transparency", "Units", "WebAddresses", "WebService", "Witness",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // MARK: The service: everything that serves a site, put together

        .systemLibrary(name: "CMalloc"),
        .target(
            name: "ControllerService",
            dependencies: [
                "Allocation", "AllocationAudit", "AllocationContract", "CMalloc", "ConfigurationFiles", "Controller",
                "Cryptography", "EndorserTransport", "Gateway", "Ledger", "LedgerStore", "MQTTClient", "Membership",
                "Monitor", "Peer", "ServiceManager", "SignedDemands", "Site", "Transparency", "Units",
                "WebAddresses", "WebService", "Witness",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        .testTarget(
            name: "ControllerServiceTests",
            dependencies: [
                "Allocation", "AllocationContract", "Building", "ChildProcesses", "Controller", "ControllerService",
                "Cryptography", "Gateway", "Ledger", "LedgerStore", "MQTTClient", "Membership", "SignedDemands",
                "TestKit", "Transparency", "Units",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: settings
        ),

        // MARK: The command, which wires everything

        .executableTarget(
            name: "commonwatt",
            dependencies: [
                "Allocation", "AllocationAudit", "AllocationContract", "Audit", "Building", "ChildProcesses",
                "ConfigurationFiles", "ControllerService", "Cryptography", "Experiments", "Fabcoin", "Gateway",
                "Ledger", "LedgerStore", "MQTTClient", "Membership", "Peer", "ResearchPolicies", "Simulation", "Site",
                "Transparency", "Units", "WebAddresses", "WebService", "Witness",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommonwattTests",
            dependencies: [
                "Allocation", "AllocationContract", "Audit", "AuditTestKit", "ChildProcesses", "ConfigurationFiles",
                "Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer", "PeerTestKit",
                "Simulation", "TestKit", "Transparency", "Units", "commonwatt",
            ],
            swiftSettings: settings
        ),

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

        // MARK: A whole site in one thread, under a seed

        .testTarget(
            name: "SiteSimulationTests",
            dependencies: [
                "Allocation", "AllocationContract", "Audit", "Building", "Controller", "ControllerService",
                "Cryptography", "Gateway", "Ledger", "LedgerTestKit", "MQTTClient", "Membership", "Peer", "TestKit",
                "Units",
            ],
            swiftSettings: settings
        ),

        // MARK: Every decoder under mutated input

        .target(
            name: "FuzzKit",
            dependencies: [
                "Allocation", "AllocationContract", "CBOR", "ConfigurationFiles", "Cryptography", "EndorserTransport",
                "Fabcoin", "Gateway", "Ledger", "LedgerTestKit", "Membership", "Peer", "SignedDemands", "Simulation",
                "TestKit", "Transparency", "Units",
            ],
            path: "Tests/FuzzKit",
            swiftSettings: settings
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzKit", "TestKit"], swiftSettings: settings),

        // MARK: The style of the house, as tests

        .testTarget(name: "TidyTests", dependencies: ["TestKit"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
