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
        .library(name: "Cryptography", targets: ["Cryptography"]),
        .library(name: "Membership", targets: ["Membership"]),
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "LedgerStore", targets: ["LedgerStore"]),
        .library(name: "Peer", targets: ["Peer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: The pure core: no clock, no I/O, no randomness, no Foundation, no floating point

        .target(name: "Units", swiftSettings: settings),
        .testTarget(name: "UnitsTests", dependencies: ["Units"], swiftSettings: settings),

        .target(name: "Allocation", dependencies: ["Units"], swiftSettings: settings),

        .target(name: "CBOR", swiftSettings: settings),
        .testTarget(
            name: "CBORTests",
            dependencies: ["CBOR"],
            resources: [.copy("Vectors")],
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

        // MARK: The ledger, pure: what a transaction, a block and a chain are

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

        // MARK: The ledger's storage: the only importer of GRDB

        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "LedgerStore",
            dependencies: ["CBOR", "CSQLite", "Cryptography", "Ledger", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LedgerStoreTests",
            dependencies: [
                "Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

        // MARK: The peer: endorses, orders, validates and commits

        .target(
            name: "Peer",
            dependencies: ["Cryptography", "Ledger", "Membership", "Units"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PeerTests",
            dependencies: ["Cryptography", "Ledger", "LedgerStore", "LedgerTestKit", "Membership", "Peer", "Units"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
