import Allocation
import AllocationContract
import Building
import ChildProcesses
import Cryptography
import Foundation
import Gateway
import MQTTClient
import Membership
import SignedDemands
import TestKit
import Testing
import Units

@Suite("Demands that their buildings sign", .timeLimit(.minutes(8)))
struct SignedDemandTests {
    /// Signs with a certificate of a site, or of another that is given.
    private func signer(_ identity: String, of site: TestSite) throws -> DemandSigner {
        let path = "\(site.directory)/mqtt/\(identity)"
        return DemandSigner(
            certificate: try Certificate(pem: String(contentsOfFile: path + ".pem", encoding: .utf8)),
            key: try SigningKey(pem: String(contentsOfFile: path + ".key", encoding: .utf8))
        )
    }

    /// Demands that their building did not sign, and what is said of each.
    private func forgeries(_ site: TestSite) throws -> [(DemandPayload, reason: String)] {
        let building = site.buildings[0]
        let own = try signer("b01", of: site)
        func signed(_ change: (inout DemandPayload) -> Void) throws -> DemandPayload {
            var demand = try own.signed(demand(5, watts: 7_000), site: site.topics.site, building: building)
            change(&demand)
            return demand
        }
        let validity = Validity(notBefore: now() + .hours(-1), notAfter: now() + .hours(1))
        let authority = try CertificateAuthority.makeRoot(
            subject: DistinguishedName(commonName: "another", organisation: "Operator"),
            validity: validity
        )
        let key = try SigningKey.generateP256()
        let terms = CertificateTerms(
            subject: DistinguishedName(
                commonName: "b01",
                organisation: "Operator",
                organisationalUnits: ["client"]
            ),
            validity: Validity(notBefore: now() + .seconds(-60), notAfter: now() + .seconds(60)),
            extendedKeyUsage: .clientAuthentication
        )
        let stranger = DemandSigner(certificate: try authority.issue(terms, for: key.publicKey), key: key)
        let unsigned = demand(5, watts: 7_000)
        return [
            (try signed { $0.power = .watts(7_001) }, "has not signed this demand"),
            (try signed { $0.sequence += 1 }, "has not signed this demand"),
            (try signed { $0.sentAt = $0.sentAt + .milliseconds(1) }, "has not signed this demand"),
            (try signed { $0.signature?.value.removeLast() }, "has not signed this demand"),
            (try signed { $0.signature?.certificate.removeLast() }, "certificate cannot be read"),
            (try own.signed(unsigned, site: "lakeside", building: building), "has not signed this demand"),
            (
                try signer("b02", of: site).signed(unsigned, site: site.topics.site, building: building),
                "the certificate is that of 'b02', and the topic is that of 'b01'"
            ),
            (
                try stranger.signed(unsigned, site: site.topics.site, building: building),
                "Operator does not vouch for the certificate"
            ),
        ]
    }

    @Test("A forged one is refused with the reason, whether or not the cluster demands them", arguments: [true, false])
    func forged(isRequired: Bool) async throws {
        try await withServedSite { site in
            if isRequired { try site.edit("signed_demands: optional", to: "signed_demands: required") }
        } _: { site, servers in
            let own = try signer("b01", of: site)
            let forgeries = try forgeries(site)
            try await withBuilding(0, of: site) { building in
                let first = try own.signed(demand(1, watts: 5_000), site: site.topics.site, building: building.id)
                let answer = try await building.ask(first)
                #expect(answer.reply.status == .ok)
                for (forgery, reason) in forgeries {
                    let refusal = try await building.ask(forgery)
                    #expect(refusal.reply.status == .unauthorised, "\(reason)")
                    #expect(refusal.reply.allocation == answer.reply.allocation)
                    let detail = refusal.message.properties.userProperties.first { $0.name == "detail" }?.value
                    #expect(detail?.contains(reason) == true, "\(detail ?? "nothing")")
                }
                let unsigned = try await building.ask(demand(2, watts: 6_000))
                #expect(unsigned.reply.status == (isRequired ? .unauthorised : .ok))
                let again = try await building.ask(first)
                #expect(again.message.payload == AllocationPayload.replay(of: answer.message.payload))
            }
            await servers.controller.stop()
            #expect(try RecordedCall.read(from: site.ledger).compactMap(\.change).count == (isRequired ? 1 : 2))
        }
    }

    @Test("The ledger keeps what was signed and the signature, and whoever has the roots can verify them")
    func evidence() async throws {
        try await withServedSite { site, servers in
            let demand = try signer("b01", of: site).signed(
                demand(1, watts: 5_000),
                site: site.topics.site,
                building: site.buildings[0]
            )
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand) }
            await servers.controller.stop()
            let call = try #require(try RecordedCall.read(from: site.ledger).first { $0.change != nil })
            let change = try #require(call.change)
            #expect(call.txid == answer.reply.transaction?.id)
            let root = try Certificate(
                pem: String(contentsOfFile: site.directory + "/identities/roots/Operator.pem", encoding: .utf8)
            )
            let members = try Membership(organisations: [
                Organisation(id: try #require(OrganisationID("Operator")), roots: [root])
            ])
            let statement = try SignedDemand(encoded: change.message).verify(by: members, at: now())
            #expect(statement == demand.statement(site: site.topics.site, building: site.buildings[0]))
            #expect(statement.building == change.building && statement.watts == change.power.watts)
            #expect(statement.epoch == change.order.epoch && statement.sequence == change.order.sequence)
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    @Test("The reference client signs where the cluster demands it")
    func building() async throws {
        try await withServedSite { site in
            try site.edit("signed_demands: optional", to: "signed_demands: required")
        } _: { site, servers in
            let arguments = ["building", "--config", site.clusterFile, "--id", "b01", "--speed", "3600"]
            let command = ChildCommand(try Products.executable("commonwatt"), arguments)
            try await withDaemon(command) { _ in
                true
            } _: { building in
                let allocation = try await latest(site.topics.allocation(site.buildings[0]), of: site) {
                    (try? AllocationPayload($0.payload))?.status == .ok
                }
                #expect(try AllocationPayload(allocation.payload).transaction != nil)
                await building.stop()
            }
            await servers.controller.stop()
            let changes = try RecordedCall.read(from: site.ledger).compactMap(\.change)
            #expect(!changes.isEmpty && changes.allSatisfy { SignedDemand.isKept(in: $0.message) })
        }
    }
}
