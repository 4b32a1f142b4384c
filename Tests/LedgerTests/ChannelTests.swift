import Cryptography
import LedgerTestKit
import Membership
import Testing
import Units

@testable import Ledger

@Suite("A channel judges creators, endorsers and orderers")
struct ChannelTests {
    private let network: LedgerNetwork
    private let channel: Channel
    private var signers = IdentityDirectory()
    private var builder: ChainBuilder

    init() throws {
        network = try LedgerNetwork()
        let configuration = try network.configuration()
        channel = try Channel(configuration)
        builder = try ChainBuilder(network, configuration)
        for member in [network.client, network.peer, network.orderer, network.utilityPeer, network.admin] {
            signers.insert(member.identity)
        }
    }

    @Test("A transaction signed and endorsed as the policy asks is valid, as of its block's time")
    mutating func valid() throws {
        let envelope = try transaction()
        #expect(channel.check(envelope, signers: signers, at: LedgerNetwork.now) == .valid)
        #expect(channel.check(envelope, signers: signers, at: LedgerNetwork.day(100)) == .badCreatorSignature)
    }

    @Test("An unknown creator, and a signature by another key, are refused")
    mutating func creators() throws {
        let envelope = try transaction()
        #expect(channel.check(envelope, signers: IdentityDirectory(), at: LedgerNetwork.now) == .badCreatorSignature)
        let forged = try SignedProposal(
            bytes: envelope.signedProposal.bytes,
            signature: network.peer.key.sign(envelope.signedProposal.bytes)
        )
        let other = Envelope(forged, result: envelope.result, endorsements: envelope.endorsements)
        #expect(channel.check(other, signers: signers, at: LedgerNetwork.now) == .badCreatorSignature)
    }

    @Test("Without an endorsement, or with another organisation's or a forged one, the policy is not satisfied")
    mutating func endorsements() throws {
        let envelope = try transaction()
        let bare = Envelope(envelope.signedProposal, result: envelope.result, endorsements: [])
        let utility = try Endorsement(
            of: envelope.content,
            endorser: network.utilityPeer.fingerprint,
            key: network.utilityPeer.key
        )
        let client = try Endorsement(
            of: envelope.content,
            endorser: network.client.fingerprint,
            key: network.client.key
        )
        let forged = Endorsement(endorser: network.peer.fingerprint, signature: utility.signature)
        for endorsement in [utility, client, forged] {
            let other = Envelope(envelope.signedProposal, result: envelope.result, endorsements: [endorsement])
            #expect(channel.check(other, signers: signers, at: LedgerNetwork.now) == .endorsementPolicyFailure)
        }
        #expect(channel.check(bare, signers: signers, at: LedgerNetwork.now) == .endorsementPolicyFailure)
    }

    @Test("An endorsement of one result does not hold for another")
    mutating func otherResult() throws {
        let envelope = try transaction()
        let write = KeyWrite(key: "k", value: [66])
        let altered = TransactionResult(reads: [], ranges: [], writes: [write], response: [])
        let other = Envelope(envelope.signedProposal, result: altered, endorsements: envelope.endorsements)
        #expect(channel.check(other, signers: signers, at: LedgerNetwork.now) == .endorsementPolicyFailure)
    }

    @Test("Another channel, an unknown chaincode, and a configuration out of place")
    mutating func targets() throws {
        let elsewhere = try Channel(network.configuration(channel: "other"))
        let envelope = try transaction()
        #expect(elsewhere.check(envelope, signers: signers, at: LedgerNetwork.now) == .targetChainNotFound)
        #expect(try check(chaincode: "nothing") == .invalidChaincode)
        #expect(try check(chaincode: ChannelConfiguration.chaincode) == .invalidConfigTransaction)
        // The Kelvin sign, which Swift takes for equal to K.
        let kelvin = try Channel(network.configuration(channel: "K"))
        #expect(kelvin.isNamed("K") && !kelvin.isNamed("\u{212a}"))
    }

    @Test("Signatures that were verified before are not verified again, policies are")
    mutating func verified() throws {
        let envelope = try transaction()
        let unsigned = Envelope(
            SignedProposal(envelope.proposal, bytes: envelope.signedProposal.bytes, signature: []),
            result: envelope.result,
            endorsements: [Endorsement(endorser: network.peer.fingerprint, signature: [])]
        )
        let known = VerifiedSignatures(creator: true, endorsers: [network.peer.fingerprint])
        #expect(channel.check(unsigned, signers: signers, at: LedgerNetwork.now, verified: known) == .valid)
        let strict = try Channel(network.configuration(policy: "AND('Operator.peer', 'Utility.peer')"))
        let code = strict.check(unsigned, signers: signers, at: LedgerNetwork.now, verified: known)
        #expect(code == .endorsementPolicyFailure)
    }

    @Test("A seal holds by an orderer of the configuration only")
    func seals() throws {
        let block = try network.genesis(network.configuration())
        let bytes = block.draft.headerBytes
        func problem(
            _ member: LedgerNetwork.Member,
            _ channel: Channel,
            at: Instant = LedgerNetwork.now
        ) throws -> SealProblem? {
            let seal = BlockSeal(orderer: member.fingerprint, signature: try member.key.sign(bytes))
            return channel.problem(with: seal, of: bytes, signers: signers, at: at)
        }
        #expect(try problem(network.orderer, channel) == nil)
        #expect(try problem(network.peer, channel) == .notAnOrderer(network.peer.fingerprint))
        let wrong = try ChannelConfiguration(
            channel: "test",
            organisations: channel.configuration.organisations,
            modificationPolicy: "MAJORITY admin",
            orderers: [network.peer.fingerprint, .zero],
            chaincodes: []
        )
        #expect(try problem(network.peer, Channel(wrong)) == .role(.peer))
        let unknown = BlockSeal(orderer: .zero, signature: [])
        let found = try Channel(wrong).problem(with: unknown, of: bytes, signers: signers, at: LedgerNetwork.now)
        #expect(found == .unknown(.zero))
        let forged = BlockSeal(orderer: network.orderer.fingerprint, signature: try network.peer.key.sign(bytes))
        #expect(channel.problem(with: forged, of: bytes, signers: signers, at: LedgerNetwork.now) == .signature)
        guard case .refused = try problem(network.orderer, channel, at: LedgerNetwork.day(200)) else {
            Issue.record("an expired orderer's seal holds")
            return
        }
    }

    @Test("Configurations that cannot be judged by name what is wrong")
    func unusable() throws {
        #expect(throws: ChannelError.self) { try Channel(network.configuration(policy: "OR('Operator.peer'")) }
        let broken = try ChannelConfiguration(
            channel: "test",
            organisations: [OrganisationDefinition(id: "Operator", roots: [[1, 2, 3]])],
            modificationPolicy: "MAJORITY admin",
            orderers: [.zero],
            chaincodes: []
        )
        let error = try #require(throws: ChannelError.self) { try Channel(broken) }
        #expect("\(error)".hasPrefix("a certificate of organisation Operator: "))
    }

    private mutating func transaction() throws -> Envelope {
        let proposal = try builder.proposal("put", Array("k".utf8), [1])
        return try builder.endorse(proposal, on: builder.state)
    }

    private func check(chaincode: String) throws -> ValidationCode {
        let proposal = Proposal(
            channel: "test",
            timestamp: LedgerNetwork.now,
            creator: network.client.fingerprint,
            nonce: Array(repeating: 1, count: 16),
            chaincode: chaincode,
            function: "f",
            arguments: []
        )
        let signed = try SignedProposal(proposal, signedBy: network.client.key)
        let result = TransactionResult(reads: [], ranges: [], writes: [], response: [])
        let envelope = Envelope(signed, result: result, endorsements: [])
        return channel.check(envelope, signers: signers, at: LedgerNetwork.now)
    }
}

@Suite("The genesis block")
struct GenesisTests {
    @Test("Founds the channel that its configuration describes")
    func founds() throws {
        let network = try LedgerNetwork()
        let configuration = try network.configuration()
        let chain = MemoryChain([try network.genesis(configuration)])
        #expect(try Genesis.channel(of: chain).configuration == configuration)
    }

    @Test("Is refused when nobody of the channel signed it, or it is not there")
    func refused() throws {
        let network = try LedgerNetwork()
        let stranger = try LedgerNetwork()
        let configuration = try network.configuration()
        func chain(_ founder: LedgerNetwork.Member, key: SigningKey) throws -> MemoryChain {
            let transaction = try Genesis.transaction(
                configuration,
                founder: founder.fingerprint,
                key: key,
                at: LedgerNetwork.now,
                nonce: Array(repeating: 0, count: 16)
            )
            return MemoryChain([try network.seal(Genesis.block(transaction), with: [founder])])
        }
        #expect(throws: GenesisError.signature) {
            try Genesis.channel(of: chain(network.admin, key: stranger.admin.key))
        }
        let error = try #require(throws: GenesisError.self) {
            try Genesis.channel(of: chain(stranger.admin, key: stranger.admin.key))
        }
        guard case .founder = error else {
            Issue.record("\(error)")
            return
        }
        #expect(throws: GenesisError.missing) { try Genesis.channel(of: MemoryChain([])) }
    }

    @Test("Is a configuration and nothing else")
    func notAConfiguration() throws {
        var builder = try ChainBuilder(LedgerNetwork(), LedgerNetwork().configuration())
        let proposal = try builder.proposal("put", [1], [2])
        let envelope = try builder.endorse(proposal, on: builder.state)
        #expect(throws: GenesisError.notAConfiguration) { try Genesis.channel(envelope) }
    }
}
