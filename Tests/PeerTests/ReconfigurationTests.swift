import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@Suite("A peer and its other endorsers go on under a new configuration", .timeLimit(.minutes(5)))
struct ReconfigurationTests {
    let network: LedgerNetwork
    private let both: [LedgerNetwork.Member]

    init() throws {
        network = try LedgerNetwork()
        both = [network.admin, network.utilityAdmin]
    }

    @Test("Other endorsers take over configurations with their blocks, and execute under the new terms")
    func endorsers() async throws {
        try await withTemporaryDirectory { directory in
            let third = try network.makeMember("peer2", .peer)
            let remote = ScriptedEndorser(network.utilityPeer)
            let policy = "AND('Utility.peer', OutOf(2, 'Operator.peer', 'Operator.peer'))"
            let make: (LedgerStore) throws -> [any EndorsingPeer] = { store in
                let credential = PeerCredential(certificate: third.identity.certificate, key: third.key)
                return [remote, try LocalEndorser(credential, storage: store, chaincodes: [KeyValueChaincode()])]
            }
            var fixture = try PeerFixture(directory, network: network, policy: policy, endorsers: make)
            try await fixture.untilEndorsed()
            var configuration = fixture.peer.channel.configuration
            for round in 1...3 {
                configuration = try configuration.changed { edit in
                    let old = edit.chaincodes[0]
                    edit.set(ChaincodeDefinition(old, terms: [UInt8(round)]))
                }
                let change = fixture.peer.submit(try network.reconfiguration(configuration, endorsedBy: both))
                let behind = fixture.peer.submit(try fixture.proposal(round, "terms"))
                _ = try await change.outcome()
                #expect(try await behind.outcome().response == [UInt8(round)])
            }
            await fixture.peer.stop()
            #expect(remote.failures.isEmpty)
            try fixture.store.close()
            // One that begins without blocks is given the configurations with them.
            let newcomer = ScriptedEndorser(network.utilityPeer)
            fixture = try PeerFixture(directory, network: network, policy: policy) { store in
                [newcomer, try make(store)[1]]
            }
            try await fixture.untilEndorsed()
            #expect(try await fixture.peer.submit(try fixture.proposal(9, "terms")).outcome().response == [3])
            try await fixture.close()
            #expect(newcomer.failures.isEmpty)
        }
    }

    @Test("A configuration behind a transaction that is refused is ordered again, alone in its block")
    func withdrawn() async throws {
        let silent = Digest.sha256(bytes("proposal 5")).bytes
        let endorser = ScriptedEndorser(network.utilityPeer) { $0.proposal.proposal.nonce == silent }
        try await withTemporaryDirectory { directory in
            let fixture = try await PeerFixture.asking(
                endorser,
                at: directory,
                network: network,
                timeout: .seconds(10)
            )
            let next = try fixture.peer.channel.configuration.changed { $0.modificationPolicy = "ANY admin" }
            let before = try (1...10).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            let change = fixture.peer.submit(try network.reconfiguration(next, endorsedBy: both))
            let behind = try (11...20).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            for (index, pending) in (before + behind).enumerated() {
                if index == 4 {
                    await #expect(throws: PeerFailure.self) { _ = try await pending.outcome() }
                } else {
                    #expect(try await pending.outcome().response == bytes("\(index < 4 ? index + 1 : index)"))
                }
            }
            let place = try await change.outcome().place
            #expect(try #require(try fixture.store.block(place.block)).transactions.count == 1)
            #expect(fixture.peer.channel.configuration == next)
            try await fixture.close()
            #expect(endorser.failures.isEmpty)
        }
    }

    @Test("Creators that were looked at before a configuration are judged by it: the revoked one, and the newcomer")
    func creators() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let auditor = try LedgerNetwork.makeAuthority("Auditor")
            let newcomer = try LedgerNetwork.member("reader", .client, of: auditor)
            fixture.peer.introduce(newcomer.identity)
            var authority = network.operatorAuthority
            try authority.revoke(network.client.identity.certificate, at: LedgerNetwork.now)
            let list = try authority.publishRevocationList(
                thisUpdate: LedgerNetwork.day(9),
                nextUpdate: LedgerNetwork.day(90)
            )
            let next = try fixture.peer.channel.configuration.changed { edit in
                let root = network.operatorAuthority.certificate.der
                edit.set(OrganisationDefinition(id: "Operator", roots: [root], revocationLists: [list.der]))
                edit.set(OrganisationDefinition(id: "Auditor", roots: [auditor.certificate.der]))
            }
            let early = fixture.peer.submit(try fixture.proposal(1, "increment", bytes("k")))
            let change = fixture.peer.submit(try network.reconfiguration(next, endorsedBy: both))
            // Signatures are looked at while the change is being written.
            let revoked = try (2...9).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            let joined = fixture.peer.submit(try fixture.proposal(10, "increment", bytes("k"), by: newcomer))
            #expect(try await early.outcome().response == bytes("1"))
            _ = try await change.outcome()
            for pending in revoked {
                let failure = await #expect(throws: PeerFailure.self) { _ = try await pending.outcome() }
                #expect("\(try #require(failure))".contains("the creator's certificate is refused"))
            }
            #expect(try await joined.outcome().response == bytes("2"))
            try await fixture.close()
        }
    }

    @Test("An endorser whose certificate a configuration revokes is not counted on, and is named")
    func revokedEndorser() async throws {
        try await withTemporaryDirectory { directory in
            let endorser = ScriptedEndorser(network.utilityPeer)
            let fixture = try PeerFixture(directory, network: network, policy: EndorsementTests.both) { _ in
                [endorser]
            }
            try await fixture.untilEndorsed()
            var authority = network.utilityAuthority
            try authority.revoke(network.utilityPeer.identity.certificate, at: LedgerNetwork.now)
            let list = try authority.publishRevocationList(
                thisUpdate: LedgerNetwork.day(9),
                nextUpdate: LedgerNetwork.day(90)
            )
            let next = try fixture.peer.channel.configuration.changed { edit in
                let root = network.utilityAuthority.certificate.der
                edit.set(OrganisationDefinition(id: "Utility", roots: [root], revocationLists: [list.der]))
            }
            let own = try network.reconfiguration(next, endorsedBy: [network.utilityAdmin])
            _ = try await fixture.peer.submit(own).outcome()
            let height = try fixture.store.height()
            let proposal = try fixture.proposal(1, "increment", bytes("k"))
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(proposal).outcome()
            }
            #expect("\(try #require(failure))".contains("peer ('Utility.peer'): its certificate is refused"))
            #expect(try fixture.store.height() == height)
            try await fixture.close()
        }
    }

    @Test("A replica takes no configuration that the one before it does not allow")
    func forged() throws {
        let configuration = try network.configuration()
        let genesis = try network.genesis(configuration)
        let next = try configuration.changed { $0.modificationPolicy = "ANY admin" }
        for (endorsers, isAllowed) in [([network.admin], false), (both, true)] {
            var replica = MemoryReplica(channel: try Channel(configuration))
            try replica.commit(committed(genesis))
            let change = try network.reconfiguration(next, endorsedBy: endorsers)
            let draft = genesis.draft.tip.next([ValidatedTransaction(change, code: .valid)], time: LedgerNetwork.now)
            let block = committed(try network.seal(draft, with: both))
            if isAllowed {
                try replica.commit(block)
                #expect(replica.channel.configuration == next)
            } else {
                let error = #expect(throws: ReplicaError.self) { try replica.commit(block) }
                #expect(error?.message.contains("not one that the one before it allows") == true)
                #expect(replica.height == 1 && replica.channel.configuration == configuration)
            }
        }
        var other = MemoryReplica(channel: try Channel(next))
        #expect(throws: ReplicaError.self) { try other.commit(committed(genesis)) }
    }

    private func committed(_ sealed: SealedBlock) -> CommittedBlock {
        CommittedBlock(StoredBlock(sealed.draft, seal: sealed.seal), certificates: sealed.certificates)
    }
}

extension ChaincodeDefinition {
    /// The same chaincode with other terms.
    fileprivate init(_ old: ChaincodeDefinition, terms: [UInt8]) {
        self.init(name: old.name, identity: old.identity, endorsementPolicy: old.endorsementPolicy, terms: terms)
    }
}
