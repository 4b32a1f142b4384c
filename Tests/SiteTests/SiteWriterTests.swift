import Allocation
import ChildProcesses
import Configuration
import Cryptography
import Foundation
import Ledger
import Site
import TestKit
import Testing
import Transparency
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

    @Test("It has a log whose name nobody else has, with the key in two files that must belong together")
    func log() async throws {
        try await withTemporaryDirectory { directory in
            try SiteWriter.write(try Self.plan(), to: directory + "/a", now: now)
            try SiteWriter.write(try Self.plan(), to: directory + "/b", now: now)
            let identities = directory + "/a/identities"
            let log = try #require(try LogIdentity(directory: identities))
            let other = try #require(try LogIdentity(directory: directory + "/b/identities"))
            let name = log.signer.verifierKey.name
            #expect(name.text.hasPrefix("commonwatt/riverside/") && name != other.signer.verifierKey.name)
            #expect(log.terms.origin == name.text && log.terms.witnesses.isEmpty && log.terms.quorum == 0)
            #expect(try LogTrust(log.terms).logKeys == [log.signer.verifierKey])
            let attributes = try FileManager.default.attributesOfItem(atPath: identities + "/checkpoint.key")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let verifier = "/identities/roots/ledger.vkey"
            try FileManager.default.removeItem(atPath: directory + "/a" + verifier)
            try FileManager.default.copyItem(atPath: directory + "/b" + verifier, toPath: directory + "/a" + verifier)
            #expect { try LogIdentity(directory: identities) } throws: { "\($0)".contains("is not the one that") }
            try FileManager.default.removeItem(atPath: identities + "/checkpoint.key")
            #expect(try LogIdentity(directory: identities) == nil)
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
