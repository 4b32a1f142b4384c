import Allocation
import ChildProcesses
import ConfigurationFiles
import Cryptography
import Foundation
import Site
import TestKit
import Testing
import Units

@Suite("A new site")
struct SiteWriterTests {
    static func plan() throws -> SitePlan {
        let buildings = try ["b01", "b02"].map { name in
            SitePlan.Member(
                id: try #require(BuildingID(name)),
                name: "Building \(name)",
                arrivalsPerHour: 60,
                meanDurationSeconds: 50,
                meanPower: .kilowatts(120)
            )
        }
        let policy = "kind: no-bounds\ndiscipline: redispatch\n"
        return SitePlan(name: "riverside", policy: policy, buildings: buildings, brokerPort: 8_883)
    }

    private let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))

    @Test("Its cluster file is read as it was planned")
    func clusterFile() async throws {
        try await withTemporaryDirectory { directory in
            try SiteWriter.write(try Self.plan(), to: directory + "/site", now: now)
            let cluster = try ClusterFile.read(directory + "/site/cluster.yaml")
            #expect(cluster.site == "riverside")
            #expect(cluster.terms.contractCap == .kilowatts(1_000))
            #expect(cluster.terms.buildings.map(\.allocationFactor.partsPerBillion) == [500_000_000, 500_000_000])
            #expect(cluster.ledger?.identities == directory + "/site/identities")
            let policy = try PolicyFile.read(try #require(cluster.policyPath))
            #expect(policy.policy.kind == .noBounds)
        }
    }

    @Test("OpenSSL accepts every certificate, and nobody but the owner can read a key")
    func identities() async throws {
        try await withTemporaryDirectory { directory in
            try SiteWriter.write(try Self.plan(), to: directory, now: now)
            let root = directory + "/identities/roots/Operator.pem"
            for name in ["identities/controller", "identities/peer", "identities/orderer", "mqtt/broker", "mqtt/b01"] {
                let check = try await ChildCommand("openssl", ["verify", "-CAfile", root, "\(directory)/\(name).pem"])
                    .run()
                #expect(check.isSuccess, "\(name): \(check.errorOutput)")
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name).key")
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            let identities = try OperatorIdentities(directory: directory + "/identities")
            #expect(identities.peer.certificate.organisationalUnits == ["peer"])
            #expect(identities.roots.map(\.organisation) == ["Operator"])
        }
    }

    @Test("A file that exists is not overwritten")
    func existing() async throws {
        try await withTemporaryDirectory { directory in
            try SiteWriter.write(try Self.plan(), to: directory, now: now)
            #expect(throws: SiteError.self) { try SiteWriter.write(try Self.plan(), to: directory, now: now) }
        }
    }

    @Test("A missing or foreign key is named with its path")
    func damaged() async throws {
        try await withTemporaryDirectory { directory in
            try SiteWriter.write(try Self.plan(), to: directory, now: now)
            let identities = directory + "/identities"
            try FileManager.default.removeItem(atPath: identities + "/peer.key")
            try FileManager.default.copyItem(atPath: identities + "/orderer.key", toPath: identities + "/peer.key")
            let error = #expect(throws: SiteError.self) { try OperatorIdentities(directory: identities) }
            #expect(error?.message.contains("peer.key") == true)
        }
    }
}

@Suite("The policy that a new site begins with")
struct StandardPolicyTests {
    @Test("Is the one that is shipped")
    func shipped() async throws {
        let shipped = try PolicyFile.read(Repository.path("Policies/adaptive.yaml"))
        let standard = try PolicyFile(InputFile(path: "policy.yaml", bytes: Array(SitePlan.standardPolicy.utf8)))
        #expect(standard.policy == shipped.policy)
        #expect(standard.title == shipped.title)
        #expect(standard.prose == shipped.prose)
    }
}
